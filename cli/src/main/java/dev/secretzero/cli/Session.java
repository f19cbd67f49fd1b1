package dev.secretzero.cli;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.engine.Request;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.SharedClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One run of one command: the engine, opened when it is needed, and the world around.
final class Session {

    private final Surroundings around;
    private final Function<Host, Engine> engines;
    private final ServerStart server;
    private final Progress progress;
    private final Instant begun;
    private @Nullable Engine engine;
    private Path secretfile = Path.of(Options.FILE);

    Session(Surroundings around, Function<Host, Engine> engines, ServerStart server) {
        this.around = around;
        this.engines = engines;
        this.server = server;
        this.progress = new Progress(around);
        this.begun = around.clock().instant();
    }

    Surroundings around() {
        return around;
    }

    ServerStart server() {
        return server;
    }

    Guard guard() {
        return Guard.of(around);
    }

    /// Takes the progress bar away, before anything is written.
    void settle() {
        progress.clear();
    }

    Instant now() {
        return around.clock().instant();
    }

    /// How long this run has taken: `0.2 s`.
    String elapsed() {
        long millis = Duration.between(begun, now()).toMillis();
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    Engine engine() {
        var made = engine;
        if (made == null) {
            made = engines.apply(host()).telling(progress);
            engine = made;
        }
        return made;
    }

    private Host host() {
        return new Host(
                around.clock(), new SharedClient(), around.directory(), around.directory(), around.environment(), (path, _) -> {
                    throw new ProblemException(Problem.of(
                            Problem.Code.NOT_SUPPORTED, "the template " + path + " cannot be rendered here"));
                });
    }

    /// What opening the Secretfile of the command gave.
    Workspace.Opened opened(Line line) {
        return opened(locator(line));
    }

    /// The Secretfile, lane, var files and lockfile that the command names.
    static Workspace.Locator locator(Line line) {
        return new Workspace.Locator(
                line.path("--file").orElse(Path.of(Options.FILE)),
                line.lane(),
                line.paths("--var-file"),
                line.path("--lockfile"));
    }

    private Workspace.Opened opened(Workspace.Locator locator) {
        secretfile = locator.secretfile();
        try {
            return engine().open(locator);
        } catch (ProblemException e) {
            throw unusable(e.problem());
        }
    }

    /// Whatever keeps a Secretfile from being loaded is a matter of configuration.
    private static Stop unusable(Problem problem) {
        return problem.code() == Problem.Code.BUG ? Stop.of(problem) : Stop.of(Exit.CONFIGURATION, problem);
    }

    /// The Secretfile of the command, its warnings told.
    ///
    /// @throws Stop with exit 5 when it is missing or invalid
    Workspace open(Line line) {
        return open(line, locator(line));
    }

    /// The Secretfile that a locator names, its warnings told.
    ///
    /// @throws Stop with exit 5 when it is missing or invalid
    Workspace open(Line line, Workspace.Locator locator) {
        return switch (opened(locator)) {
            case Workspace.Opened.Ready(var workspace) -> {
                warn(line, workspace.warnings());
                yield workspace;
            }
            case Workspace.Opened.Faulty(var path, var diagnostics) -> throw Stop.faulty(
                    shown(path) + " is not valid: " + Say.count(errors(diagnostics), "error"), diagnostics);
            case Workspace.Opened.Missing(var path) -> throw missing(path);
        };
    }

    Stop missing(Path path) {
        return Stop.of(Problem.of(Problem.Code.MANIFEST_MISSING, "there is no " + shown(path))
                .hint("secretzero init writes one; -f FILE names another"));
    }

    private void warn(Line line, List<Diagnostic> warnings) {
        if (!line.json()) {
            new Faults(around, false).diagnostics(warnings);
        }
    }

    private static int errors(List<Diagnostic> diagnostics) {
        return (int) diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == Diagnostic.Severity.ERROR)
                .count();
    }

    /// A path as it is shown: relative where it lies below the working directory.
    String shown(Path path) {
        var whole = around.directory().resolve(path);
        return whole.startsWith(around.directory()) && !whole.equals(around.directory())
                ? around.directory().relativize(whole).toString()
                : path.toString();
    }

    /// The names, each of them declared.
    ///
    /// @throws Stop with exit 1 at the first that is not
    void known(Workspace workspace, Collection<String> names) {
        if (names.isEmpty()) {
            return;
        }
        var all = new LinkedHashSet<String>();
        workspace.manifest().secrets().forEach(secret -> all.add(secret.name()));
        names.stream().filter(name -> !all.contains(name)).findFirst().ifPresent(name -> {
            throw Stop.failed(
                    Problem.Code.NOT_FOUND,
                    "secret \"" + name + "\" not found in " + shown(workspace.path()),
                    Nearest.hint(name, all, "secretzero list secrets shows the declared names"));
        });
    }

    /// What the command asks of the engine.
    Request request(Line line) {
        return Request.by("cli")
                .names(line.names())
                .actor(around.machine().user(), Optional.empty())
                .patience(Patience.of(line));
    }

    /// Who is asked for values: the person at the terminal, or nobody.
    Prompter prompter(Line line) {
        boolean silent = line.quiet() || line.json() || line.flag("--no-prompt") || guard().on();
        return silent || !around.streams().inTerminal()
                ? Prompter.nobody()
                : new Asker(around.hidden(), new Page(around), progress, line.flag("--show-input"));
    }

    /// Leaves a trace of a look at a value. Changes are recorded by the engine. A log that cannot be written is told of.
    void record(String action, String resource, Tree details, boolean success) {
        try {
            engine().audit(secretfile)
                    .append(new Audit.Entry(now(), action, resource, around.machine().user(), details.with("origin", "cli").map(), success));
        } catch (ProblemException e) {
            progress.clear();
            new Page(around).warning(e.problem().message());
        }
    }
}
