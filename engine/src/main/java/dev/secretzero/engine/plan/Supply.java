package dev.secretzero.engine.plan;

import java.util.Optional;

/// Where a new value of a unit would come from, as far as it can be known without making one.
public sealed interface Supply {

    /// A generator makes it.
    record Generated() implements Supply {}

    /// The manifest or a source states it, and a look at it said `sight` of the value in force: `SAME`, `CHANGED`,
    /// or `UNSEEN` where looking would cost something.
    record Stated(Sight sight) implements Supply {}

    /// An environment variable supplies the first value in place of the generator.
    record FromEnvironment() implements Supply {}

    /// Only a person can supply it.
    ///
    /// @param present whether there is somebody to ask
    record Person(boolean present, String instructions) implements Supply {}

    /// The generator refuses its settings.
    record Refused(String why, Optional<String> hint) implements Supply {}

    /// It cannot be had.
    record Failing(String why) implements Supply {}
}
