package dev.secretzero.testkit;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Finisher;
import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import java.util.List;
import java.util.Optional;

/// A target that fails where its [Fault] says, before or after the effect. It is read and written with others as the
/// target is that it stands for.
public sealed interface FaultyTarget extends Keeper, Finisher {

    /// The target that it stands for.
    Target target();

    /// Where it fails.
    Fault fault();

    /// Stands for this target.
    static FaultyTarget of(Target target, Fault fault) {
        return switch (target) {
            case Shared shared -> new Together(shared, fault);
            case Batched batched -> new InBatches(batched, fault);
            default -> new Alone(target, fault);
        };
    }

    @Override
    default void remove(String name) {
        fault().around(Fault.Call.REMOVE, () -> {
            target().remove(name);
            return true;
        });
    }

    @Override
    default Optional<Target> beside() {
        return target() instanceof Keeper keeper
                ? keeper.beside().map(beside -> of(beside, fault()))
                : Optional.empty();
    }

    @Override
    default boolean unfinished(String name) {
        return target() instanceof Finisher finisher && finisher.unfinished(name);
    }

    /// Has a place of its own.
    record Alone(Target target, Fault fault) implements FaultyTarget {

        @Override
        public Observation observe(String name) {
            return fault.around(Fault.Call.OBSERVE, () -> target.observe(name));
        }

        @Override
        public Receipt put(String name, Material material, Expect expect) {
            return fault.around(Fault.Call.PUT, () -> target.put(name, material, expect));
        }
    }

    /// Is read with others.
    record InBatches(Batched target, Fault fault) implements FaultyTarget, Batched {

        @Override
        public Object batch() {
            return target.batch();
        }

        @Override
        public int most() {
            return target.most();
        }

        @Override
        public List<Observation> observeAll(List<Batched.Place> places) {
            return fault.around(Fault.Call.OBSERVE, () -> target.observeAll(places.stream().map(InBatches::sound).toList()));
        }

        private static Batched.Place sound(Batched.Place place) {
            return new Batched.Place(((InBatches) place.target()).target, place.name());
        }

        @Override
        public Receipt put(String name, Material material, Expect expect) {
            return fault.around(Fault.Call.PUT, () -> target.put(name, material, expect));
        }
    }

    /// Is read and written with others.
    record Together(Shared target, Fault fault) implements FaultyTarget, Shared {

        @Override
        public Object container() {
            return target.container();
        }

        @Override
        public boolean whole() {
            return target.whole();
        }

        @Override
        public List<Observation> observeAll(List<Shared.Place> places) {
            return fault.around(Fault.Call.OBSERVE, () -> target.observeAll(places.stream().map(Together::sound).toList()));
        }

        @Override
        public List<Receipt> putAll(List<Delivery> deliveries) {
            var sound = deliveries.stream()
                    .map(each -> new Delivery(sound(each.place()), each.material(), each.expect()))
                    .toList();
            return fault.around(Fault.Call.PUT, () -> target.putAll(sound));
        }

        private static Shared.Place sound(Shared.Place place) {
            return new Shared.Place(((Together) place.target()).target, place.name());
        }
    }
}
