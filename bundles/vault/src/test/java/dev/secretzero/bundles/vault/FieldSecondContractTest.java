package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.SharedContract;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

class FieldSecondContractTest extends SharedContract {

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
        return Fixture.target(provider, "path", "app", "mount_point", mount(), "version", version(), "field", "a");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        vault.store(mount() + "/app", FakeVault.fields(Map.of("value", Material.of("changed by another"), "a", Material.of("changed too"))));
        return true;
    }

    @Override
    protected List<Shared.Place> places(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Fixture.target(provider, "path", "many", "mount_point", mount(), "version", version(), "field", "f" + i))
                .map(target -> new Shared.Place(target, "name"))
                .toList();
    }
}
