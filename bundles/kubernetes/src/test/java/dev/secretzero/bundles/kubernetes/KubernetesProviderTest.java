package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.ProviderContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

final class KubernetesProviderTest extends ProviderContract {

    private final FakeKubernetes cluster = FakeKubernetes.start();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(cluster);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(cluster, credential));
    }
}
