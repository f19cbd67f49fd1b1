package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.SharedContract;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/// The fields beside one are places like any other.
final class BesideContractTest extends SharedContract {

    private final FakeVault vault = FakeVault.start();
    private final VaultProvider provider = Fixture.provider(vault);

    @AfterEach
    void stop() {
        vault.close();
    }

    @Override
    protected Shared open() {
        return (Shared) ((Keeper) Fixture.target(provider, "path", "app", "field", "a")).beside().orElseThrow();
    }

    @Override
    protected boolean tamper(Target target, String name) {
        vault.store("secret/app", FakeVault.fields(Map.of(name, Material.of("changed by another"))));
        return true;
    }

    @Override
    protected List<Shared.Place> places(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Shared.Place(open(), "f" + i)).toList();
    }
}
