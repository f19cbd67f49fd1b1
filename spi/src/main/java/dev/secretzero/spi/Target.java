package dev.secretzero.spi;

import java.util.Optional;

/// One place that receives material. `name` is the name of the secret or, for a secret made from a template,
/// of the field.
///
/// Targets may be called from several threads at once, one place from one thread at a time.
public interface Target {

    /// Looks, and changes nothing.
    ///
    /// @throws ProblemException when no answer could be had
    Observation observe(String name);

    /// Writes, unless what is there is not what was expected. Either the whole material is in place when this
    /// returns [Receipt.Written], or nothing has changed.
    ///
    /// @throws ProblemException when it could not be written
    Receipt put(String name, Material material, Expect expect);

    /// Removes what [#put] wrote. Removing what is absent is not an error.
    ///
    /// @throws ProblemException when it could not be removed
    void remove(String name);

    /// What the writer believes is there.
    sealed interface Expect {
        /// Overwrite whatever is there.
        record Anything() implements Expect {}

        /// Write only where nothing is.
        record Nothing() implements Expect {}

        /// Write only over this version.
        record Exactly(Version version) implements Expect {}
    }

    /// What came of a write.
    sealed interface Receipt {
        /// In place. `identifier` is given where the system names the place itself.
        record Written(Optional<Version> version, Optional<String> identifier) implements Receipt {
            /// Written to a place without versions.
            public static Written plain() {
                return new Written(Optional.empty(), Optional.empty());
            }
        }

        /// Not written: something else is there.
        record Conflict(Optional<Version> found) implements Receipt {}
    }
}
