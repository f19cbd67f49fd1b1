package dev.secretzero.cli;

import dev.secretzero.engine.Report;
import dev.secretzero.engine.Request;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.json.JsonTree;
import dev.secretzero.spi.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A plan in a file: what was asked for, the id that it must still have when it is applied, and the steps for people to
/// read. It never holds a value.
///
/// @param id see [Report#id()]
record PlanFile(
        String id, Workspace.Locator place, Set<String> names, boolean force, boolean overwrite, boolean refresh, Tree steps) {

    private static final long LIMIT = 64L << 20;

    static PlanFile of(Line line, Request request, Report report) {
        return new PlanFile(
                report.id().orElseThrow(),
                Session.locator(line),
                new TreeSet<>(request.names()),
                request.force(),
                request.overwrite(),
                request.refresh(),
                Tree.of("steps", new ReportTree(report).steps()).with("writes", report.writes()));
    }

    /// What is written.
    Tree tree() {
        return Tree.of("secretzero_plan", 1)
                .with("plan_id", id)
                .with("file", place.secretfile().toString())
                .with("environment", place.environment())
                .with("var_files", place.varFiles().stream().map(Path::toString).toList())
                .with("lockfile", place.lockfile().map(Path::toString))
                .with("secrets", List.copyOf(names))
                .with("force", force)
                .with("overwrite", overwrite)
                .with("refresh", refresh)
                .with(steps);
    }

    /// Reads what [#tree()] wrote.
    ///
    /// @throws Stop when it is not there, or not a plan
    static PlanFile read(Path file, String shown) {
        try {
            if (Files.size(file) > LIMIT) {
                throw wrong(shown);
            }
            return JsonTree.parse(Files.readAllBytes(file)) instanceof Map<?, ?> fields && fields.get("plan_id") instanceof String id
                    ? read(fields, id, shown)
                    : none(shown);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw wrong(shown);
        } catch (IOException e) {
            throw Stop.of(Problem.of(Problem.Code.UNREADABLE, shown + " could not be read")
                    .hint("secretzero plan -o FILE writes a plan"));
        }
    }

    private static PlanFile none(String shown) {
        throw wrong(shown);
    }

    private static Stop wrong(String shown) {
        return Stop.of(Problem.of(Problem.Code.SETTING_INVALID, shown + " is not a plan")
                .hint("secretzero plan -o FILE writes one"));
    }

    private static PlanFile read(Map<?, ?> fields, String id, String shown) {
        if (!(fields.get("file") instanceof String secretfile)) {
            throw wrong(shown);
        }
        return new PlanFile(
                id,
                new Workspace.Locator(
                        Path.of(secretfile),
                        text(fields, "environment"),
                        texts(fields, "var_files").stream().map(Path::of).toList(),
                        text(fields, "lockfile").map(Path::of)),
                texts(fields, "secrets").stream().collect(Collectors.toCollection(TreeSet::new)),
                Boolean.TRUE.equals(fields.get("force")),
                Boolean.TRUE.equals(fields.get("overwrite")),
                Boolean.TRUE.equals(fields.get("refresh")),
                new Tree());
    }

    private static Optional<String> text(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<String> texts(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    }
}
