package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.spi.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells what went wrong: to people on standard error, or as the one JSON document.
final class Faults {

    /// How many diagnostics are shown in text.
    static final int SHOWN = 50;

    /// Only the value of a structural key is repeated in an excerpt; any other value may be a secret.
    private static final Set<String> STRUCTURAL = Set.of(
            "name", "kind", "provider", "rotation_period", "one_time", "local", "format", "merge", "version",
            "target_profile", "lockfile", "severity", "enabled", "required");

    private static final Pattern ENTRY = Pattern.compile("(\\s*(?:-\\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\\s*:)(.*)");
    private static final long LONGEST_FILE = 4 << 20;

    private final Surroundings around;
    private final Page page;
    private final boolean json;

    Faults(Surroundings around, boolean json) {
        this.around = around;
        this.page = new Page(around);
        this.json = json;
    }

    /// Tells why a command stopped.
    ///
    /// @return the exit status
    int stop(Stop stop) {
        if (json) {
            around.streams().out().print(Json.text(Tree.of("error", tree(stop))));
        } else if (stop.diagnostics().isEmpty()) {
            page.error(stop.message() + " [" + stop.code() + "]");
            stop.hint().ifPresent(page::hint);
        } else {
            diagnostics(stop.diagnostics());
            page.note(stop.message());
        }
        return stop.exit().status();
    }

    private Tree tree(Stop stop) {
        var tree = Tree.of("code", stop.code())
                .with("message", stop.message())
                .with("hint", stop.hint());
        return stop.diagnostics().isEmpty() ? tree : tree.with("diagnostics", trees(stop.diagnostics()));
    }

    /// A defect: where it happened, and never what its message says, which may quote anything.
    ///
    /// @return the exit status
    int bug(Throwable e) {
        var where = java.util.Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.secretzero."))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
        var message = "internal error: " + e.getClass().getSimpleName() + where;
        var problem = Problem.of(Problem.Code.BUG, message)
                .hint("this is a defect of secretzero " + Release.VERSION + "; please report this line");
        return stop(Stop.of(problem));
    }

    /// Diagnostics for people, in the order given.
    void diagnostics(List<Diagnostic> diagnostics) {
        diagnostics.stream().limit(SHOWN).forEach(this::diagnostic);
        if (diagnostics.size() > SHOWN) {
            page.note("and " + (diagnostics.size() - SHOWN) + " more");
        }
    }

    private void diagnostic(Diagnostic diagnostic) {
        boolean error = diagnostic.severity() == Diagnostic.Severity.ERROR;
        var label = error ? "error" : "warning";
        var ink = error ? Ink.RED : Ink.YELLOW;
        var code = error ? Problem.Code.MANIFEST_INVALID.label() : "manifest-odd";
        var place = diagnostic.at().map(this::place).orElse(diagnostic.path());
        page.at(place.isEmpty() ? Options.FILE : place, ink, label, diagnostic.message() + " [" + code + "]");
        if (around.streams().errTerminal() && !Guard.of(around).on()) {
            diagnostic.at().ifPresent(this::excerpt);
        }
        diagnostic.hint().ifPresent(page::hint);
    }

    private String place(Mark at) {
        return shown(at.file()) + ":" + at.line() + ":" + at.column();
    }

    /// A file as it is shown: relative where it lies below the working directory.
    private String shown(String file) {
        var path = Path.of(file);
        return path.startsWith(around.directory()) ? around.directory().relativize(path).toString() : file;
    }

    private void excerpt(Mark at) {
        line(at).flatMap(text -> readable(text, at.column())).ifPresent(text -> {
            var gutter = "  " + at.line() + " | ";
            page.note(gutter + text);
            page.note(" ".repeat(gutter.length() + Math.max(0, at.column() - 1)) + "^");
        });
    }

    private Optional<String> line(Mark at) {
        var path = around.directory().resolve(at.file());
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > LONGEST_FILE) {
                return Optional.empty();
            }
            try (var lines = Files.lines(path, StandardCharsets.UTF_8)) {
                return lines.skip(at.line() - 1L).findFirst();
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /// The line without anything that may be a value; empty when nothing of use is left.
    static Optional<String> readable(String line, int column) {
        var entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return Optional.empty();
        }
        int end = entry.end(3);
        boolean structural = STRUCTURAL.contains(entry.group(2)) && !entry.group(4).matches(".*[{\\[|>].*");
        if (structural) {
            return Optional.of(line);
        }
        return column <= end ? Optional.of(line.substring(0, end) + " …") : Optional.empty();
    }

    /// Diagnostics for programs.
    static List<Tree> trees(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(Faults::tree).toList();
    }

    private static Tree tree(Diagnostic diagnostic) {
        return Tree.of("path", diagnostic.path())
                .with("message", diagnostic.message())
                .with("file", diagnostic.at().map(Mark::file))
                .with("line", diagnostic.at().map(Mark::line))
                .with("column", diagnostic.at().map(Mark::column))
                .with("hint", diagnostic.hint());
    }
}
