package dev.secretzero.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What making fingerprints anew gave.
///
/// @param key the id of the lock key that new fingerprints are made with; empty: there is none
/// @param rows one for each entry, by name
/// @param saved whether the lockfile was written
public record Rekeying(boolean dryRun, Optional<String> key, List<Row> rows, boolean saved) {

    public Rekeying {
        rows = List.copyOf(rows);
    }

    /// The keys of a rekeying, beside the one in force, which can always be compared with.
    ///
    /// @param next the file of the key to make fingerprints with; empty: the key in force, or none
    /// @param former files of keys that fingerprints may have been made with
    public record Keys(Optional<Path> next, List<Path> former) {
        public Keys {
            former = List.copyOf(former);
        }

        /// The key in force, or none.
        public static Keys inForce() {
            return new Keys(Optional.empty(), List.of());
        }
    }

    /// One entry.
    ///
    /// @param why why it was left as it is; empty otherwise
    public record Row(String entry, Result result, String why) {}

    /// How one entry ended.
    public enum Result {
        REKEYED,
        WOULD_REKEY,
        /// It is as a new one would be.
        KEPT,
        /// It should be another, and nothing shows the value that would be needed.
        LEFT;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public long count(Result result) {
        return rows.stream().filter(row -> row.result() == result).count();
    }
}
