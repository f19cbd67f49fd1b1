package dev.secretzero.bundles.gcp;

import dev.secretzero.spi.Target;
import dev.secretzero.testkit.TargetContract;
import org.junit.jupiter.api.AfterEach;

final class GcpSecretContractTest extends TargetContract {

    private final FakeSecretManager fake = FakeSecretManager.start();
    private final GcpProvider provider = Fixture.provider(fake);

    @AfterEach
    void stop() {
        provider.close();
        fake.close();
    }

    @Override
    protected Target open() {
        return Fixture.target(provider);
    }

    @Override
    protected boolean holds(String text) {
        return !text.isEmpty();
    }

    @Override
    protected boolean tamper(Target target, String name) {
        fake.store("projects/p/secrets/" + name, "changed by another");
        return true;
    }
}
