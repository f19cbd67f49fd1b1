package dev.secretzero.engine.plan;

/// What a look at a place showed, with every value already reduced to a yes or no.
public enum Sight {
    /// Nothing is there.
    ABSENT,
    /// The value in force is there.
    SAME,
    /// The value in force is there, and what must follow it was not done yet.
    UNFINISHED,
    /// Something else is there.
    CHANGED,
    /// Something is there that the system will not show, and it was not written since we wrote it.
    UNTOUCHED,
    /// Something is there that the system will not show.
    HIDDEN,
    /// The look failed, or nobody looked.
    UNSEEN
}
