package dev.secretzero.testkit;

import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.util.Optional;

/// A target whose places are in memory. The model of what [TargetContract] asks.
///
/// @param prefix what stands before the name of each place
public record InMemoryTarget(InMemoryPlaces places, String prefix, Manner manner) implements Keeper {

    /// How a place behaves.
    public enum Manner {
        /// It shows what it holds, and has no versions.
        PLAIN,
        /// It shows what it holds, with a version.
        VERSIONED,
        /// It shows a version and never what it holds.
        HIDDEN
    }

    /// The name of the place that belongs to a secret.
    public String place(String name) {
        return prefix + name;
    }

    @Override
    public Observation observe(String name) {
        return places.find(place(name)).<Observation>map(this::shown).orElseGet(Observation.Absent::new);
    }

    private Observation shown(InMemoryPlaces.Held held) {
        return switch (manner) {
            case PLAIN -> new Observation.Shown(InMemoryPlaces.copy(held.material()), Optional.empty());
            case VERSIONED ->
                new Observation.Shown(InMemoryPlaces.copy(held.material()), Optional.of(held.version()));
            case HIDDEN -> new Observation.Hidden(Optional.of(held.version()));
        };
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        synchronized (places) {
            var found = places.find(place(name)).map(InMemoryPlaces.Held::version);
            if (!met(expect, found)) {
                return new Receipt.Conflict(version(found));
            }
            return new Receipt.Written(version(Optional.of(places.put(place(name), material))), Optional.empty());
        }
    }

    private static boolean met(Expect expect, Optional<Version> found) {
        return switch (expect) {
            case Expect.Anything() -> true;
            case Expect.Nothing() -> found.isEmpty();
            case Expect.Exactly(Version version) -> found.equals(Optional.of(version));
        };
    }

    private Optional<Version> version(Optional<Version> version) {
        return manner == Manner.PLAIN ? Optional.empty() : version;
    }

    @Override
    public void remove(String name) {
        places.remove(place(name));
    }

    /// Every name is a place of its own already.
    @Override
    public Optional<Target> beside() {
        return Optional.of(this);
    }
}
