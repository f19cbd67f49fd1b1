package dev.secretzero.spi;

import java.util.Optional;

/// What a look at a place showed.
public sealed interface Observation {

    /// Nothing is there.
    record Absent() implements Observation {}

    /// The material that is there.
    record Shown(Material content, Optional<Version> version) implements Observation {}

    /// Something is there, and the system will not show it.
    record Hidden(Optional<Version> version) implements Observation {}

    /// The look failed, or the system cannot say whether anything is there.
    record Unseen(Problem why) implements Observation {}
}
