package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import dev.secretzero.testkit.GivenSettings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    static KubernetesProvider provider(Host host, String... pairs) {
        return KubernetesProvider.open(host, settings(bundle().provider().settings(), host, pairs));
    }

    static KubernetesProvider provider(FakeKubernetes cluster) {
        return provider(cluster, FakeKubernetes.ADMIN);
    }

    static KubernetesProvider provider(FakeKubernetes cluster, String token) {
        return provider(host(Path.of("/"), Map.of()), "server", cluster.url(), "token", token);
    }

    static Shared target(KubernetesProvider provider, String... pairs) {
        return (Shared) KubernetesSecret.open(provider, settings(bundle().targets().getFirst().settings(), provider.host(), pairs));
    }

    static Shared external(KubernetesProvider provider, String... pairs) {
        return (Shared) ExternalSecret.open(provider, settings(bundle().targets().getLast().settings(), provider.host(), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new KubernetesPlugin().bundles().getFirst();
    }

    static Settings settings(List<Setting> declared, Host host, String... pairs) {
        var values = new TreeMap<String, String>();
        for (var setting : declared) {
            setting.variable().flatMap(host::variable).or(setting::fallback).ifPresent(text -> values.put(setting.key(), text));
        }
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new GivenSettings(values);
    }
}
