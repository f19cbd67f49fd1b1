package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A provider and targets that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(Path home, Map<String, String> environment) {
        return TestHost.at(home, environment);
    }

    static AzureProvider provider(Host host, String... pairs) {
        return AzureProvider.open(host, GivenSettings.of(bundle().provider().settings(), host, pairs));
    }

    static AzureProvider provider(FakeKeyVault fake) {
        return provider(fake, FakeKeyVault.SECRET);
    }

    static AzureProvider provider(FakeKeyVault fake, String secret) {
        return provider(host(Path.of("/"), environment(fake)), "client_secret", secret);
    }

    /// The variables that lead to the fake.
    static Map<String, String> environment(FakeKeyVault fake) {
        try {
            var file = Files.createTempFile("fake", ".pem");
            file.toFile().deleteOnExit();
            Files.writeString(file, fake.pem());
            return Map.of(
                    "AZURE_KEYVAULT_URL", fake.url(),
                    "AZURE_AUTHORITY_HOST", fake.url(),
                    "AZURE_GRAPH_ENDPOINT", fake.url(),
                    "AZURE_CA_FILE", file.toString(),
                    "AZURE_TENANT_ID", FakeKeyVault.TENANT,
                    "AZURE_CLIENT_ID", FakeKeyVault.CLIENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Target target(AzureProvider provider, String... pairs) {
        return KeyVaultSecretPlace.open(provider, GivenSettings.of(bundle().targets().getFirst().settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Generator generator(AzureProvider provider, String... pairs) {
        return AppRegistration.open(
                provider, GivenSettings.of(bundle().generators().getFirst().settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new AzurePlugin().bundles().getFirst();
    }
}
