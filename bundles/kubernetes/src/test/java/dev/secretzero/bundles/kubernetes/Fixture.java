package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Shared;
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

    static KubernetesProvider provider(Host host, String... pairs) {
        return KubernetesProvider.open(host, GivenSettings.of(bundle().provider().settings(), host, pairs));
    }

    static KubernetesProvider provider(FakeKubernetes cluster) {
        return provider(cluster, FakeKubernetes.ADMIN);
    }

    static KubernetesProvider provider(FakeKubernetes cluster, String token) {
        return provider(host(Path.of("/"), Map.of()), "server", cluster.url(), "token", token);
    }

    static Shared target(KubernetesProvider provider, String... pairs) {
        return (Shared) KubernetesSecret.open(provider, GivenSettings.of(bundle().targets().getFirst().settings(), provider.host(), pairs));
    }

    static Shared external(KubernetesProvider provider, String... pairs) {
        return (Shared) ExternalSecret.open(provider, GivenSettings.of(bundle().targets().getLast().settings(), provider.host(), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new KubernetesPlugin().bundles().getFirst();
    }
}
