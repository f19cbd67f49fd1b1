package dev.secretzero.bundles.gcp;

import com.google.api.gax.rpc.StatusCode;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;

/// What came of a call.
sealed interface Answer<T> {

    /// It was done.
    record Given<T>(T value) implements Answer<T> {}

    /// It was not done.
    record Refused<T>(StatusCode.Code status, Problem problem) implements Answer<T> {
        boolean is(StatusCode.Code other) {
            return status == other;
        }

        ProblemException exception() {
            return new ProblemException(problem);
        }
    }

    /// What was given.
    ///
    /// @throws ProblemException when it was refused
    default T value() {
        return switch (this) {
            case Given<T>(var value) -> value;
            case Refused<T> refused -> throw refused.exception();
        };
    }
}
