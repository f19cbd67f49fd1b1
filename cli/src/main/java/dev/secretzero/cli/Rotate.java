package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.RotationCheck;
import dev.secretzero.engine.policy.Rotation.Age;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.spi.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// `rotate`: new values for what is due.
final class Rotate implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.word("NAME", "The secret to rotate. Default: all that are due."));
        Options.place(spec);
        spec.addOption(Options.secrets());
        spec.addOption(Options.flag(
                "Rotate what is not due as well; one-time secrets and secrets without a period must be named.",
                "--force"));
        spec.addOption(Options.dry("Change nothing; show what is due."));
        spec.addOption(Options.flag("Never ask for values.", "--no-prompt"));
        spec.addOption(Options.flag("Show what is typed.", "--show-input"));
        spec.addOption(Options.patience());
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var names = names(line);
        var workspace = session.open(line);
        session.known(workspace, names);
        boolean dry = line.flag("--dry-run");
        boolean force = line.flag("--force");
        var check = session.engine().rotation(workspace, names);
        var request = session.request(line).names(names).force(force);
        var report = session.engine()
                .rotate(workspace, request, dry, dry ? Prompter.nobody() : session.prompter(line));
        var rows = rows(check, report);
        return new Answer(
                Sync.exit(report),
                () -> json(rows, report)
                        .with("pending_secrets", Sync.pending(session, workspace, report))
                        .with(Trees.lane(workspace)),
                page -> {
                    text(page, session, rows, report);
                    new ReportText(report, session.elapsed())
                            .pending(page, session.engine().pending(workspace, report));
                });
    }

    private static Set<String> names(Line line) {
        var names = new HashSet<>(line.names());
        if (line.word().isPresent() && !names.isEmpty()) {
            throw Stop.failed(
                    Problem.Code.SETTING_INVALID,
                    "rotate takes NAME or --secret, not both",
                    "secretzero rotate -s A -s B names several");
        }
        line.word().ifPresent(names::add);
        return names;
    }

    /// What is said of one secret.
    ///
    /// @param status `needs_rotation`, `ok` or `skipped`
    record Row(String name, String status, String reason, boolean rotated, boolean failed) {}

    static List<Row> rows(RotationCheck check, Report report) {
        Map<String, List<Outcome>> outcomes = new HashMap<>(new ReportTree(report).bySecret());
        return check.rows().stream()
                .map(row -> row(row, outcomes.getOrDefault(row.secret(), List.of())))
                .toList();
    }

    private static Row row(RotationCheck.Row row, List<Outcome> units) {
        boolean renews = units.stream().anyMatch(unit -> unit.step().renews());
        boolean failed = units.stream().anyMatch(Outcome::failed);
        boolean rotated = units.stream().anyMatch(Outcome::generated);
        boolean skipped = row.oneTime() || row.waits().isPresent() || row.age() instanceof Age.Unlimited || row.age() instanceof Age.NeverMade;
        var status = renews || failed ? "needs_rotation" : skipped ? "skipped" : "ok";
        var reason = row.oneTime() && !renews ? "one-time secret" : reason(row, renews);
        return new Row(row.secret(), status, reason, rotated, failed);
    }

    private static String reason(RotationCheck.Row row, boolean renews) {
        return reason(row.age()) + row.waits().filter(_ -> !renews).map(why -> ", " + why).orElse("");
    }

    /// Where a value stands in its period, in words that scripts may look for.
    static String reason(Age age) {
        return switch (age) {
            case Age.Unlimited _ -> "No rotation period";
            case Age.NeverMade _ -> "not made yet";
            case Age.Fresh(_, var left) -> "due in " + days(left);
            case Age.Due(_, var left) -> "due in " + days(left);
            case Age.Overdue(_, var late) -> "overdue by " + days(late);
        };
    }

    private static String days(Duration length) {
        return Say.count(length.toDays(), "day");
    }

    static Tree json(List<Row> rows, Report report) {
        long renewed = rows.stream().filter(Row::rotated).count();
        long due = rows.stream().filter(row -> row.status().equals("needs_rotation")).count();
        var tree = Tree.of("status", report.status().label())
                .with("dry_run", report.dryRun())
                .with("secrets_rotated", report.dryRun() ? 0 : renewed);
        if (report.dryRun() && due > 0) {
            tree.with("would_rotate", due);
        }
        return tree.with("details", rows.stream().map(row -> detail(row, report.dryRun())).toList())
                .with("errors", report.errors())
                .with("warnings", report.warnings());
    }

    private static Tree detail(Row row, boolean dry) {
        var tree = Tree.of("name", row.name()).with("status", row.status()).with("reason", row.reason());
        return dry || !row.status().equals("needs_rotation")
                ? tree
                : tree.with("result", row.failed() ? "failed" : "rotated");
    }

    private static void text(Page page, Session session, List<Row> rows, Report report) {
        rows.stream()
                .filter(row -> !row.status().equals("needs_rotation"))
                .forEach(row -> page.marked(Ink.FAINT, "-", row.name() + "  " + still(row)));
        new ReportText(report, session.elapsed()).write(page);
    }

    private static String still(Row row) {
        return (row.status().equals("ok") ? "not due: " : "skipped: ") + row.reason();
    }
}
