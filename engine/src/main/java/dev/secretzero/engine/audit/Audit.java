package dev.secretzero.engine.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The audit log: one JSON object on each line, only ever appended to, mode 0600. One log for every front end.
///
/// A change has two entries: an intent, on disk before the first effect, and an outcome. Readers see one: the outcome, or
/// the intent when no outcome ever came.
public interface Audit {

    /// The key of the details that says of an entry that it is an intent.
    String PHASE = "phase";

    /// The value of [#PHASE] in an intent.
    String INTENT = "intent";

    /// One line.
    ///
    /// @param action what was done: `sync`, `list_secrets`, `login_refused`
    /// @param resource what it was done to: `secrets`, `secret:db_password`, `config`
    /// @param user who did it
    /// @param details names and counts, as plain JSON values; never a value of a secret
    record Entry(
            Instant timestamp,
            String action,
            String resource,
            String user,
            Map<String, @Nullable Object> details,
            boolean success) {}

    /// Which entries are wanted. Absent filters match everything.
    ///
    /// @param limit at most so many
    /// @param offset leave out so many of the newest that match
    record Query(
            int limit,
            int offset,
            Optional<String> action,
            Optional<String> resource,
            Optional<String> user,
            Optional<Boolean> success,
            Optional<Instant> since,
            Optional<Instant> until) {}

    /// A part of the log.
    ///
    /// @param entries newest first
    /// @param total how many match
    record Page(List<Entry> entries, long total) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /// Where it is kept.
    Path path();

    /// Makes sure that an entry could be written now.
    ///
    /// @throws dev.secretzero.spi.ProblemException `UNWRITABLE` when it could not; known within a second
    void check();

    /// Appends, and returns when the line is on disk.
    ///
    /// @return the log's head, which is this entry
    /// @throws dev.secretzero.spi.ProblemException `UNWRITABLE` when it could not be
    Head append(Entry entry);

    /// Reads. A missing log is an empty one; a line that is no entry is left out.
    Page read(Query query);

    /// Checks every byte of the log: each entry against the one before it, the end against the mark beside the log, and
    /// both against what a lockfile remembers. Memory does not grow with the log.
    ///
    /// @param place where the log is kept, see [Anchors#place]
    Verification verify(String place, Anchors anchors);
}
