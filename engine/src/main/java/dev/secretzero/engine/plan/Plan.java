package dev.secretzero.engine.plan;

import dev.secretzero.engine.manifest.TargetId;
import java.util.List;
import java.util.Locale;

/// Everything that must happen, decided before anything happens. A plan is data: it can be printed, compared with
/// a golden file, refused by policy, or applied.
///
/// @param steps one for each unit, in the order of the manifest
public record Plan(List<Step> steps) {

    public Plan {
        steps = List.copyOf(steps);
    }

    /// What happens to one unit.
    ///
    /// @param entry the lockfile's name for it
    /// @param secret the declaration that it belongs to
    /// @param moves one for each declared place, in the order of the declaration
    /// @param forgotten places that the lockfile still names and the manifest no longer declares
    /// @param staging how a new value takes over, and what becomes of earlier ones
    public record Step(
            String entry,
            String secret,
            Action action,
            Reason reason,
            List<Move> moves,
            List<TargetId> forgotten,
            Staging staging) {
        public Step {
            moves = List.copyOf(moves);
            forgotten = List.copyOf(forgotten);
        }

        /// A step that leaves nothing of an earlier value.
        public Step(
                String entry, String secret, Action action, Reason reason, List<Move> moves, List<TargetId> forgotten) {
            this(entry, secret, action, reason, moves, forgotten, Staging.none());
        }

        /// Whether a new value is made.
        public boolean renews() {
            return action == Action.CREATE || action == Action.ROTATE;
        }

        /// Whether applying it would change anything, if only the lockfile.
        public boolean changes() {
            return renews()
                    || !forgotten.isEmpty()
                    || staging.retires()
                    || moves.stream().anyMatch(move -> move.writes() || move.action() == Action.RECORD);
        }
    }

    /// What happens to one place.
    public record Move(TargetId to, Action action, Reason reason) {
        /// Whether the place is written.
        public boolean writes() {
            return switch (action) {
                case CREATE, ROTATE, DELIVER, RESTORE -> true;
                case RECORD, KEEP, BLOCKED -> false;
            };
        }
    }

    /// Kinds of step and move.
    public enum Action {
        /// A first value is made.
        CREATE,
        /// A new value replaces the one in force.
        ROTATE,
        /// The value in force is brought to a place that lacks it.
        DELIVER,
        /// The value in force is put back where it was and has gone.
        RESTORE,
        /// The place holds the value already; only the lockfile learns of it.
        RECORD,
        /// Nothing.
        KEEP,
        /// It should happen and cannot.
        BLOCKED;

        /// As it is shown: `create`.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
