package dev.secretzero.engine.plan;

import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.lock.Overlap;
import dev.secretzero.engine.manifest.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How a new value takes over from the one before, and what is left of earlier ones.
///
/// @param probe the kind of probe that a new value must pass
/// @param until when the value before retires, where a rotation overlaps
/// @param previous where the value before is kept beside the new one
/// @param roomless places that have no room for it
/// @param endings the values before that are still valid
public record Staging(
        Optional<String> probe,
        Optional<Instant> until,
        List<Kept> previous,
        List<TargetId> roomless,
        List<Ending> endings) {

    public Staging {
        previous = List.copyOf(previous);
        roomless = List.copyOf(roomless);
        endings = List.copyOf(endings);
    }

    /// A value before, and whether its time has passed.
    public record Ending(Overlap overlap, boolean due) {}

    /// A new value simply replaces the one before, and nothing is left of any.
    public static Staging none() {
        return new Staging(Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());
    }

    /// Of the first value: nothing is before it.
    Staging first() {
        return new Staging(probe, Optional.empty(), List.of(), List.of(), endings);
    }

    /// Of a value that stays.
    Staging still() {
        return new Staging(Optional.empty(), Optional.empty(), List.of(), List.of(), endings);
    }

    /// Whether the time of any value before has passed.
    public boolean retires() {
        return endings.stream().anyMatch(Ending::due);
    }
}
