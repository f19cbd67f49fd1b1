package dev.secretzero.engine;

import java.util.List;
import java.util.Locale;

/// What importing values that are already in their places gave.
public record Adoption(boolean dryRun, List<Row> rows, boolean locked) {

    public Adoption {
        rows = List.copyOf(rows);
    }

    /// One unit.
    public record Row(String entry, String secret, Result result, String detail) {

        /// Whether the lockfile now says what the places hold.
        boolean kept() {
            return result == Result.IMPORTED || result == Result.UPDATED || result == Result.UNCHANGED;
        }
    }

    /// How one unit ended.
    public enum Result {
        IMPORTED,
        UPDATED,
        UNCHANGED,
        SKIPPED,
        WOULD_IMPORT,
        WOULD_UPDATE,
        ERROR;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public long count(Result result) {
        return rows.stream().filter(row -> row.result() == result).count();
    }
}
