package dev.secretzero.spi;

import java.io.Serial;

/// Thrown where no answer could be had. An answer, even an unwelcome one, is returned.
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    /// @param cause for the debug log only; it may quote what it was given
    public ProblemException(Problem problem, Throwable cause) {
        super(problem.message(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
