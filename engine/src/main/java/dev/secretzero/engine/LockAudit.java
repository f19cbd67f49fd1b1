package dev.secretzero.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How much the fingerprints of a lockfile give away to somebody who has nothing but the lockfile.
///
/// @param key the id of the lock key that is here
/// @param rows one for each entry, by name
public record LockAudit(Optional<String> key, List<Row> rows) {

    public LockAudit {
        rows = List.copyOf(rows);
    }

    /// One entry.
    ///
    /// @param scheme how the fingerprint of the value in force was made
    /// @param key the id of the key that it was made with
    /// @param why what is wrong with it, or worth knowing; empty when nothing is
    public record Row(String entry, String scheme, Optional<String> key, Strength strength, String why) {}

    /// What a fingerprint withstands.
    public enum Strength {
        /// Trying values against it leads nowhere.
        STRONG,
        /// The value may be found by trying.
        WEAK,
        /// It is no fingerprint that this program knows.
        UNREADABLE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public long count(Strength strength) {
        return rows.stream().filter(row -> row.strength() == strength).count();
    }
}
