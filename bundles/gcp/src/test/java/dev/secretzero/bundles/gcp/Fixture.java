package dev.secretzero.bundles.gcp;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.nio.file.Path;
import java.util.Map;

/// A provider and targets that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(Path home, Map<String, String> environment) {
        return TestHost.at(home, environment);
    }

    static GcpProvider provider(Host host, String... pairs) {
        return GcpProvider.open(host, GivenSettings.of(bundle().provider().settings(), host, pairs));
    }

    static GcpProvider provider(FakeSecretManager fake) {
        return provider(fake, FakeSecretManager.TOKEN);
    }

    static GcpProvider provider(FakeSecretManager fake, String token) {
        return provider(host(Path.of("/"), Map.of()), "endpoint", fake.url(), "project", "p", "access_token", token);
    }

    static Target target(GcpProvider provider, String... pairs) {
        return GcpSecret.open(provider, GivenSettings.of(bundle().targets().getFirst().settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new GcpPlugin().bundles().getFirst();
    }
}
