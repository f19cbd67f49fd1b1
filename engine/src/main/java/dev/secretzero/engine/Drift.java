package dev.secretzero.engine;

import dev.secretzero.engine.manifest.TargetId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a look at every place showed, compared with what was delivered there.
public record Drift(List<Row> rows) {

    public Drift {
        rows = List.copyOf(rows);
    }

    /// One secret.
    ///
    /// @param reason the first thing that is wrong: `never_generated`, `value_changed`, `target_missing`,
    ///     `definition_changed`, `partial_generation`; empty when nothing is known to be
    public record Row(String secret, Optional<String> reason, String message, List<Place> places) {
        public Row {
            places = List.copyOf(places);
        }

        public boolean drifted() {
            return reason.isPresent();
        }
    }

    /// One place of one unit.
    ///
    /// @param reason why it drifted, or why it could not be verified
    public record Place(String entry, TargetId id, State state, String reason) {}

    /// What is known of a place.
    public enum State {
        IN_SYNC,
        DRIFTED,
        UNVERIFIED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean found() {
        return rows.stream().anyMatch(Row::drifted);
    }
}
