package dev.secretzero.engine;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the lockfile says of the declared secrets. Nothing was looked at but the lockfile.
///
/// @param exists the lockfile is there
public record Status(List<Row> rows, boolean exists, Optional<Lock.Tracked> secretfile) {

    public Status {
        rows = List.copyOf(rows);
    }

    /// One unit.
    public record Row(Unit unit, Optional<Lock.Entry> entry, List<Place> places) {
        public Row {
            places = List.copyOf(places);
        }

        /// Made, and every place has the value in force.
        public boolean synced() {
            return entry.isPresent() && places.stream().allMatch(place -> place.state() == State.SYNCED);
        }
    }

    public record Place(TargetId id, State state) {}

    /// How the variables compare with those that the lockfile remembers, by var files and fingerprint.
    public enum Variables {
        /// It remembers none.
        UNTRACKED,
        SAME,
        CHANGED
    }

    /// Where one place stands, by the lockfile.
    public enum State {
        SYNCED,
        /// Nothing was delivered there yet.
        PENDING,
        /// It holds an earlier value.
        BEHIND;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
