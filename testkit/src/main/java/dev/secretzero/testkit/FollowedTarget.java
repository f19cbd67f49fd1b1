package dev.secretzero.testkit;

import dev.secretzero.spi.Finisher;
import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Target;
import java.util.Optional;

/// A target in memory where each new value has something follow it, which is noted with the value and is a call of its own.
///
/// @param fault of that call
public record FollowedTarget(InMemoryTarget target, Fault fault) implements Finisher, Keeper {

    private InMemoryPlaces places() {
        return target.places();
    }

    @Override
    public Observation observe(String name) {
        return target.observe(name);
    }

    @Override
    public boolean unfinished(String name) {
        return places().owes(target.place(name));
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        var place = target.place(name);
        var receipt = places().follow(place, material, () -> target.put(name, material, expect));
        if (receipt instanceof Receipt.Written && places().owes(place)) {
            fault.around(Fault.Call.FINISH, () -> {
                places().finish(place);
                return place;
            });
        }
        return receipt;
    }

    @Override
    public void remove(String name) {
        target.remove(name);
    }

    @Override
    public Optional<Target> beside() {
        return Optional.of(target);
    }
}
