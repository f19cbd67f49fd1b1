package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Target;
import dev.secretzero.testkit.TargetContract;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

final class KeyVaultContractTest extends TargetContract {

    private final FakeKeyVault fake = FakeKeyVault.start();
    private final AzureProvider provider = Fixture.provider(fake);

    @AfterEach
    void stop() {
        provider.close();
        fake.close();
    }

    @Override
    protected Target open() {
        return Fixture.target(provider, "secret_name", "db-password");
    }

    @Override
    protected boolean holds(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= 25 * 1024;
    }

    @Override
    protected boolean tamper(Target target, String name) {
        fake.store("db-password", "changed by another");
        return true;
    }
}
