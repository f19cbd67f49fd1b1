package dev.secretzero.engine.plan;

import dev.secretzero.engine.manifest.TargetId;
import java.util.Set;

/// What earlier runs that did not end left behind of one unit.
///
/// @param begun places that they may have written: what is there is ours
public record Interruption(Set<TargetId> begun, Left left) {

    public Interruption {
        begun = Set.copyOf(begun);
    }

    /// Every earlier run ended.
    public static Interruption none() {
        return new Interruption(Set.of(), Left.NOTHING);
    }

    /// Whether the value in force is known after all; the later, the more careful one must be.
    public enum Left {
        /// It is.
        NOTHING,
        /// A place that does not show what it holds may hold a value that is nowhere else.
        LOST,
        /// A place that cannot be looked at just now may hold the value that the others lack.
        OUT_OF_SIGHT
    }
}
