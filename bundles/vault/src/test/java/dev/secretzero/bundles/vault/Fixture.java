package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Shared;
import dev.secretzero.testkit.GivenSettings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

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
        return VaultProvider.open(host, GivenSettings.of(bundle().provider().settings(), host, pairs));
    }

    static VaultProvider provider(FakeVault vault) {
        return provider(vault, FakeVault.ROOT);
    }

    static VaultProvider provider(FakeVault vault, String token) {
        return provider(host(Path.of("/"), Map.of()), "url", vault.url(), "token", token);
    }

    static Shared target(VaultProvider provider, String... pairs) {
        return (Shared) VaultKv.open(provider, GivenSettings.of(bundle().targets().getFirst().settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new VaultPlugin().bundles().getFirst();
    }
}
