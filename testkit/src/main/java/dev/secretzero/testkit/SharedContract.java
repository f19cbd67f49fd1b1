package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every target must do whose places share a container, besides [TargetContract].
public abstract class SharedContract extends TargetContract {

    @Override
    protected abstract Shared open();

    /// That many different places of one new, empty container.
    protected abstract List<Shared.Place> places(int count);

    @Test
    void namesOneContainerForAllItsPlaces() {
        var places = places(3);
        assertThat(places.stream().map(place -> place.target().container()).distinct()).hasSize(1);
        assertThat(places.stream().map(place -> place.target().container().hashCode()).distinct()).hasSize(1);
    }

    @Test
    void looksAtAllInOrder(Canaries canaries) {
        register(canaries);
        var places = places(3);
        var door = places.getFirst().target();
        assertThat(door.observeAll(places)).hasOnlyElementsOfType(Observation.Absent.class).hasSize(3);
        var made = materials(3, canaries);
        assertThat(door.putAll(deliveries(places, made, new Target.Expect.Nothing())))
                .hasOnlyElementsOfType(Target.Receipt.Written.class)
                .hasSize(3);
        assertShown(places, made);
        assertShown(places.reversed(), made.reversed());
    }

    @Test
    void answersNothingWhenAskedForNothing() {
        var door = places(1).getFirst().target();
        assertThat(door.observeAll(List.of())).isEmpty();
        assertThat(door.putAll(List.of())).isEmpty();
    }

    @Test
    void writesAllOrNone(Canaries canaries) {
        register(canaries);
        var places = places(3);
        var door = places.getFirst().target();
        assumeFalse(door.whole(), "a whole container has no neighbours of its own");
        var made = materials(4, canaries);
        var middle = places.subList(1, 2);
        door.putAll(deliveries(middle, made.subList(3, 4), new Target.Expect.Nothing()));
        var receipts = door.putAll(deliveries(places, made.subList(0, 3), new Target.Expect.Nothing()));
        assertThat(receipts).hasSize(3);
        assertThat(receipts.get(1)).isInstanceOf(Target.Receipt.Conflict.class);
        assertShown(middle, made.subList(3, 4));
        assertThat(door.observeAll(List.of(places.get(0), places.get(2))))
                .hasOnlyElementsOfType(Observation.Absent.class);
    }

    @Test
    void leavesNeighboursWhenOneIsReplacedOrRemoved(Canaries canaries) {
        register(canaries);
        var places = places(3);
        var door = places.getFirst().target();
        assumeFalse(door.whole(), "a whole container has no neighbours of its own");
        var made = materials(4, canaries);
        door.putAll(deliveries(places, made.subList(0, 3), new Target.Expect.Nothing()));
        var second = places.get(1);
        second.target().put(second.name(), made.get(3), new Target.Expect.Anything());
        assertShown(places, List.of(made.get(0), made.get(3), made.get(2)));
        second.target().remove(second.name());
        assertThat(door.observeAll(List.of(second)).getFirst()).isInstanceOf(Observation.Absent.class);
        assertShown(List.of(places.get(0), places.get(2)), List.of(made.get(0), made.get(2)));
    }

    @Test
    void holdsManyPlacesOfManySamples(Canaries canaries) {
        register(canaries);
        var samples = new ArrayList<String>();
        for (var sample : Sample.values()) {
            if (holds(sample.text())) {
                samples.add(sample.text());
            }
        }
        var places = places(samples.size());
        var made = samples.stream().map(Material::of).toList();
        var door = places.getFirst().target();
        var thrown = catchThrowable(() -> door.putAll(deliveries(places, made, new Target.Expect.Anything())));
        assertThat(thrown).isNull();
        assertShown(places, made);
    }

    private static List<Material> materials(int count, Canaries canaries) {
        var made = new ArrayList<Material>();
        for (int i = 0; i < count; i++) {
            made.add(Material.of(canaries.make("value" + i)));
        }
        return made;
    }

    private static List<Shared.Delivery> deliveries(
            List<Shared.Place> places, List<Material> materials, Target.Expect expect) {
        var deliveries = new ArrayList<Shared.Delivery>();
        for (int i = 0; i < places.size(); i++) {
            deliveries.add(new Shared.Delivery(places.get(i), materials.get(i), expect));
        }
        return deliveries;
    }

    private void assertShown(List<Shared.Place> places, List<Material> expected) {
        var seen = places.getFirst().target().observeAll(places);
        assertThat(seen).hasSameSizeAs(places);
        for (int i = 0; i < seen.size(); i++) {
            switch (seen.get(i)) {
                case Observation.Shown(var content, _) ->
                    assertThat(matches(content, expected.get(i))).as("place %s", i).isTrue();
                case Observation.Hidden(_) -> assertThat(sight()).isEqualTo(Sight.HIDES);
                case Observation.Unseen(_) -> assertThat(sight()).isEqualTo(Sight.BLIND);
                case Observation.Absent() -> throw new AssertionError("place " + i + " is empty after a put");
            }
        }
    }
}
