package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Shared;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/// A provider and targets that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(Path home, Map<String, String> environment) {
        return host(home, environment, () -> Instant.EPOCH);
    }

    static Host host(Path home, Map<String, String> environment, InstantSource clock) {
        return TestHost.at(home, environment, clock);
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

    /// A login of the database engine.
    static Generator.Issuer database(VaultProvider provider, String... pairs) {
        return (Generator.Issuer) VaultDatabase.open(provider, given(0, pairs));
    }

    /// A certificate of the PKI engine.
    static Generator.Issuer pki(VaultProvider provider, String... pairs) {
        return (Generator.Issuer) VaultPki.open(provider, given(1, pairs));
    }

    private static GivenSettings given(int generator, String... pairs) {
        return GivenSettings.of(bundle().generators().get(generator).settings(), host(Path.of("/"), Map.of()), pairs);
    }

    static Bundle<? extends Provider> bundle() {
        return new VaultPlugin().bundles().getFirst();
    }
}
