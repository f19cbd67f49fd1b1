package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.TargetContract;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class WholeSecondContractTest extends TargetContract {

    private final FakeVault vault = FakeVault.start();
    private final VaultProvider provider = Fixture.provider(vault);

    String mount() {
        return "secret";
    }

    String version() {
        return "2";
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    @Override
    protected Shared open() {
        return Fixture.target(provider, "path", "app", "mount_point", mount(), "version", version());
    }

    @Override
    protected boolean tamper(Target target, String name) {
        vault.store(mount() + "/app", FakeVault.fields(Map.of("value", Material.of("changed by another"), "a", Material.of("changed too"))));
        return true;
    }
}
