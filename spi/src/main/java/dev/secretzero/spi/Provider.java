package dev.secretzero.spi;

import java.util.SortedMap;

/// A connection to one system, under one identity.
public interface Provider extends AutoCloseable {

    /// Whether the connection would work now, and as whom. Never throws for a refusal.
    Standing standing();

    /// Reads material that was made elsewhere.
    ///
    /// @throws ProblemException when this provider cannot be read from, or could not be reached
    default Observation read(SortedMap<String, String> query) {
        throw new ProblemException(Problem.of(Problem.Code.NOT_SUPPORTED, "this provider cannot be read from"));
    }

    @Override
    default void close() {}

    /// Whether a provider can be used.
    sealed interface Standing {
        record Ready(Actor actor) implements Standing {}

        record Refused(Problem problem) implements Standing {}
    }

    /// Who we are to that system. Recorded in the lockfile and tested by identity policies.
    record Actor(SortedMap<String, String> claims) {}
}
