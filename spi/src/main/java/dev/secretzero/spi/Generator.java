package dev.secretzero.spi;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Makes new material.
public sealed interface Generator {

    /// A lower bound of the bits of entropy in what it makes with its settings: how hard the value is to guess for
    /// somebody who knows the settings. 0 stands for "not known", which is true of all that is stated, asked for,
    /// printed by a command or minted elsewhere. A generator that claims more than it delivers makes the lockfile
    /// give its values away.
    default int entropyBits() {
        return 0;
    }

    /// Makes material from entropy alone. Nothing outside the process changes, so a value that is lost before
    /// it is delivered costs nothing.
    @FunctionalInterface
    non-sealed interface Local extends Generator {
        Material generate(SecureRandom entropy);
    }

    /// Gives the material that the manifest itself states. It makes nothing: the manifest is where the value
    /// lives.
    @FunctionalInterface
    non-sealed interface Stated extends Generator {
        Material state();
    }

    /// Makes material out of other secrets: a hash of a password, a certificate signed by an authority.
    non-sealed interface Derived extends Generator {
        /// The names of the secrets it is made from; `secret.field` names one field.
        List<String> sources();

        /// Makes the material.
        ///
        /// @param sources the material of each of [#sources()], by that name
        Material derive(SortedMap<String, Material> sources, SecureRandom entropy);
    }

    /// Asks a system to mint material, and can ask it to take the material back.
    non-sealed interface Issuer extends Generator {
        Issued issue(String name);

        /// Ends what [#issue] began. Revoking twice is not an error.
        void revoke(Handle handle);

        /// What was issued under a name and is still valid; empty where the system cannot tell. Asked only after a
        /// run was killed while it issued.
        ///
        /// @throws ProblemException when no answer could be had
        default Optional<List<Handle>> outstanding(String name) {
            return Optional.empty();
        }
    }

    /// Only a person can supply this. The engine asks, or reports the secret as blocked.
    non-sealed interface Manual extends Generator {
        /// What the person must do to have the value.
        String instructions();

        /// The questions, in the order to ask them.
        List<Question> questions();

        /// Builds the material from the answers, one for each question, in the same order.
        ///
        /// @throws ProblemException when an answer does not fit; its message never repeats the answer
        Material accept(List<Secret> answers);
    }

    /// Something to ask a person.
    record Question(String label) {}

    /// What an [Issuer] made.
    record Issued(Material material, Handle handle, Optional<Instant> expires) {}

    /// Names an issued thing so that it can be revoked later. Kept in the lockfile; never secret.
    record Handle(String value) {}
}
