package dev.secretzero.testkit;

import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Target;
import java.util.Optional;

/// A target that fails where its [Fault] says, before or after the effect.
public record FaultyTarget(Target target, Fault fault) implements Keeper {

    @Override
    public Observation observe(String name) {
        return fault.around(Fault.Call.OBSERVE, () -> target.observe(name));
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        return fault.around(Fault.Call.PUT, () -> target.put(name, material, expect));
    }

    @Override
    public void remove(String name) {
        fault.around(Fault.Call.REMOVE, () -> {
            target.remove(name);
            return true;
        });
    }

    @Override
    public Optional<Target> beside() {
        return target instanceof Keeper keeper
                ? keeper.beside().map(beside -> new FaultyTarget(beside, fault))
                : Optional.empty();
    }
}
