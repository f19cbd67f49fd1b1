package dev.secretzero.engine.manifest;

/// The two ways in which an expression can have no value.
enum Absent {
    /// Null: prints as `None`.
    NONE,
    /// No such name: prints as nothing, and asking it for an attribute is an error.
    UNDEFINED;

    @Override
    public String toString() {
        return this == NONE ? "None" : "";
    }
}
