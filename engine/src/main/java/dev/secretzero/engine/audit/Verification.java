package dev.secretzero.engine.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a check of the audit log found.
///
/// @param entries how many entries of the chain were read
/// @param first the number of the first; 0 when there is none
/// @param last the number of the last; 0 when there is none
/// @param files the names of the files that were read, oldest first
/// @param fault where the log is first not what was written
/// @param notes what is worth knowing and no fault
public record Verification(
        Status status, long entries, long first, long last, List<String> files, Optional<Fault> fault, List<String> notes) {

    public Verification {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /// How the whole stands.
    public enum Status {
        /// Nothing was ever written.
        EMPTY,
        /// Every entry follows the one before it, to the end.
        INTACT,
        /// The same, but seals were made with a key, and none is held: only the order was checked.
        UNCHECKED,
        BROKEN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The first place that is not as it was written.
    ///
    /// @param file the name of the file
    /// @param line the number of the line, from 1; one past the last when lines are missing at the end
    public record Fault(String file, long line, String reason) {}

    /// Whether everything could be checked and nothing was wrong.
    public boolean sound() {
        return switch (status) {
            case EMPTY, INTACT -> true;
            case UNCHECKED, BROKEN -> false;
        };
    }
}
