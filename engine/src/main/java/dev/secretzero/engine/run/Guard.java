package dev.secretzero.engine.run;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.function.Supplier;

/// Calls bundles, and is the only place that catches what they throw: one dead target never stops the others.
public final class Guard {

    private Guard() {}

    /// What came of a call.
    public sealed interface Attempt<T> {
        record Done<T>(T value) implements Attempt<T> {}

        record Failed<T>(Problem problem) implements Attempt<T> {}

        /// What was had.
        ///
        /// @throws ProblemException when it failed
        default T orThrow() {
            return switch (this) {
                case Done<T>(var value) -> value;
                case Failed<T>(var problem) -> throw new ProblemException(problem);
            };
        }
    }

    /// Calls. A fault of the bundle itself becomes a `BUG` problem that names `what` and the kind of fault, never
    /// its message, which may quote a value.
    public static <T> Attempt<T> attempt(String what, Supplier<T> call) {
        try {
            return new Attempt.Done<>(call.get());
        } catch (ProblemException e) {
            return new Attempt.Failed<>(e.problem());
        } catch (RuntimeException | StackOverflowError e) {
            return new Attempt.Failed<>(fault(what, e));
        }
    }

    private static Problem fault(String what, Throwable fault) {
        return Problem.of(
                Problem.Code.BUG, what + " failed in a way that it should not (" + fault.getClass().getSimpleName() + ")");
    }
}
