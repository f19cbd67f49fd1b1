package dev.secretzero.cli;

import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.spi.Problem;
import java.io.Serial;
import java.util.List;
import java.util.Optional;

/// A command cannot go on. Says with which exit, and why.
final class Stop extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Exit exit;
    private final String code;
    private final transient Optional<String> hint;
    private final transient List<Diagnostic> diagnostics;

    private Stop(Exit exit, String code, String message, Optional<String> hint, List<Diagnostic> diagnostics) {
        super(message);
        this.exit = exit;
        this.code = code;
        this.hint = hint;
        this.diagnostics = List.copyOf(diagnostics);
    }

    static Stop of(Problem problem) {
        return of(Exit.of(problem.code()), problem);
    }

    static Stop of(Exit exit, Problem problem) {
        return new Stop(exit, problem.code().label(), problem.message(), problem.hint(), List.of());
    }

    static Stop usage(String message, String hint) {
        return new Stop(Exit.USAGE, "usage", message, Optional.of(hint), List.of());
    }

    static Stop failed(Problem.Code code, String message, String hint) {
        return of(Exit.FAILED, Problem.of(code, message).hint(hint));
    }

    /// A manifest that cannot be used.
    static Stop faulty(String message, List<Diagnostic> diagnostics) {
        return new Stop(
                Exit.CONFIGURATION,
                Problem.Code.MANIFEST_INVALID.label(),
                message,
                Optional.of("secretzero validate shows the same and changes nothing"),
                diagnostics);
    }

    /// What the agent-safe mode does not allow.
    static Stop guarded(String what) {
        return new Stop(
                Exit.CONFIGURATION,
                "guarded",
                what + " is not allowed while SZ_AGENT or SZ_AGENT_MODE is set",
                Optional.of("run it yourself, in a shell without these variables"),
                List.of());
    }

    Exit exit() {
        return exit;
    }

    String code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    Optional<String> hint() {
        return hint;
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
