package dev.secretzero.spi;

import java.util.List;

/// A target whose place is one part of a larger container: a key of a file, of a Kubernetes Secret, of a Vault
/// path. The engine reads and writes each container once, however many places it holds.
public interface Shared extends Target {

    /// Names the container. Targets of one class whose containers are equal are read and written together, by a
    /// call on any one of them.
    Object container();

    /// Looks at several places of this container at once.
    ///
    /// @return one observation for each place, in the same order
    List<Observation> observeAll(List<Place> places);

    /// Writes several places of this container at once: all of them, or none.
    ///
    /// @return one receipt for each delivery, in the same order
    List<Receipt> putAll(List<Delivery> deliveries);

    /// Whether the container can only be written whole, so that a write must bring every place that is declared
    /// in it (a rendered file).
    default boolean whole() {
        return false;
    }

    @Override
    default Observation observe(String name) {
        return observeAll(List.of(new Place(this, name))).getFirst();
    }

    @Override
    default Receipt put(String name, Material material, Expect expect) {
        return putAll(List.of(new Delivery(new Place(this, name), material, expect))).getFirst();
    }

    /// A part of a container.
    record Place(Shared target, String name) {}

    /// Material on its way to a place.
    record Delivery(Place place, Material material, Expect expect) {}
}
