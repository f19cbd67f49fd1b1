package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.SharedContract;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

final class KubernetesSecretContractTest extends SharedContract {

    private final FakeKubernetes cluster = FakeKubernetes.start();
    private final KubernetesProvider provider = Fixture.provider(cluster);

    @AfterEach
    void stop() {
        provider.close();
        cluster.close();
    }

    @Override
    protected Shared open() {
        return Fixture.target(provider, "secret_name", "app");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        cluster.store("default", "app", name, "changed by another");
        return true;
    }

    @Override
    protected List<Shared.Place> places(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Fixture.target(provider, "secret_name", "many", "data_key", "key" + i))
                .map(target -> new Shared.Place(target, "name"))
                .toList();
    }
}
