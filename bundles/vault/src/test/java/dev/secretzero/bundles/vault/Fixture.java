package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A provider and targets that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(Path home, Map<String, String> environment) {
        return new Host(
                () -> Instant.EPOCH,
                HttpClient::newHttpClient,
                home,
                home,
                environment,
                (template, values) -> {
                    throw new AssertionError("nothing is rendered here");
                });
    }

    static VaultProvider provider(Host host, String... pairs) {
        return VaultProvider.open(host, settings(bundle().provider().settings(), host, pairs));
    }

    static VaultProvider provider(FakeVault vault) {
        return provider(vault, FakeVault.ROOT);
    }

    static VaultProvider provider(FakeVault vault, String token) {
        return provider(host(Path.of("/"), Map.of()), "url", vault.url(), "token", token);
    }

    static Shared target(VaultProvider provider, String... pairs) {
        return (Shared) VaultKv.open(provider, settings(bundle().targets().getFirst().settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new VaultPlugin().bundles().getFirst();
    }

    private static Settings settings(List<Setting> declared, Host host, String... pairs) {
        var values = new TreeMap<String, String>();
        for (var setting : declared) {
            setting.variable().flatMap(host::variable).or(setting::fallback).ifPresent(text -> values.put(setting.key(), text));
        }
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Given(values);
    }

    private record Given(Map<String, String> values) implements Settings {

        @Override
        public boolean has(String key) {
            return values.containsKey(key);
        }

        @Override
        public String text(String key) {
            var text = values.get(key);
            if (text == null) {
                throw Wrong.setting(key, "is required", "");
            }
            return text;
        }

        @Override
        public int integer(String key) {
            return Integer.parseInt(text(key));
        }

        @Override
        public boolean flag(String key) {
            return Boolean.parseBoolean(text(key));
        }

        @Override
        public Duration duration(String key) {
            return Duration.parse("PT" + text(key));
        }

        @Override
        public Path path(String key) {
            return Path.of(text(key));
        }

        @Override
        public URI uri(String key) {
            return URI.create(text(key));
        }

        @Override
        public Secret secret(String key) {
            return Secret.of(text(key));
        }

        @Override
        public List<String> list(String key) {
            return List.of(text(key));
        }

        @Override
        public SortedMap<String, String> map(String key) {
            return new TreeMap<>();
        }

        @Override
        public @Nullable Object tree(String key) {
            return values.get(key);
        }
    }
}
