package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.manifest.Instructions;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.Report.PlaceStatus;
import dev.secretzero.spi.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A report for people: a line for each unit that changed, and a line for the whole.
record ReportText(Report report, String elapsed) {

    /// What was done, or in a dry run what would be.
    void write(Page page) {
        var changed = report.outcomes().stream()
                .filter(outcome -> Change.of(outcome) != Change.UNCHANGED)
                .toList();
        int width = changed.stream().mapToInt(outcome -> Page.width(outcome.entry())).max().orElse(0);
        changed.forEach(outcome -> change(page, outcome, width));
        page.line(summary());
        report.warnings().forEach(page::warning);
    }

    private void change(Page page, Outcome outcome, int width) {
        var change = Change.of(outcome);
        var text = Page.pad(outcome.entry(), width) + "  " + change.word(report.dryRun()) + Say.arrow(places(outcome, change));
        page.marked(change.ink(), change.mark(), text);
        if (report.dryRun() || change == Change.RETIRED) {
            StagingText.lines(outcome.step()).forEach(line -> page.line("    " + line));
        }
        problems(page, outcome);
    }

    private static void problems(Page page, Outcome outcome) {
        outcome.problem().ifPresent(problem -> problem(page, outcome.entry(), problem));
        outcome.places().forEach(place -> place.problem()
                .ifPresent(problem -> problem(page, outcome.entry() + " → " + Say.place(place.id()), problem)));
    }

    private static void problem(Page page, String where, Problem problem) {
        page.error(where + ": " + problem.message() + " [" + problem.code().label() + "]");
        problem.hint().ifPresent(page::hint);
    }

    private List<TargetId> places(Outcome outcome, Change change) {
        return switch (change) {
            case CREATED, ROTATED, DELIVERED, RESTORED -> written(outcome);
            case RECORDED -> outcome.step().moves().stream()
                    .filter(move -> move.action() == Action.RECORD)
                    .map(Move::to)
                    .toList();
            case FORGOTTEN -> outcome.step().forgotten();
            case RETIRED, FAILED, UNCHANGED -> List.of();
        };
    }

    private static List<TargetId> written(Outcome outcome) {
        return outcome.places().stream()
                .filter(place -> place.status() == PlaceStatus.STORED || place.status() == PlaceStatus.WOULD_STORE)
                .map(Report.PlaceOutcome::id)
                .toList();
    }

    /// What people must do, in full, where it is more than the error said.
    void pending(Page page, Map<String, Instructions> pending) {
        pending.forEach((name, told) -> {
            var lines = told.lines();
            if (lines.size() > 1) {
                page.note("to do for " + name + ":");
                lines.forEach(line -> page.note("    " + line));
            }
        });
    }

    /// `2 created, 1 delivered, 3 unchanged in 0.2 s`.
    String summary() {
        if (report.outcomes().isEmpty()) {
            return "nothing to do";
        }
        var counts = new EnumMap<Change, Integer>(Change.class);
        report.outcomes().forEach(outcome -> counts.merge(Change.of(outcome), 1, Integer::sum));
        var parts = new ArrayList<String>();
        counts.forEach((change, count) -> parts.add(count + " " + part(change)));
        boolean still = counts.keySet().stream().allMatch(Change.UNCHANGED::equals);
        return (still ? "nothing changed: " : "") + String.join(", ", parts) + " in " + elapsed;
    }

    private String part(Change change) {
        boolean verb = report.dryRun() && change != Change.UNCHANGED && change != Change.FAILED;
        return (verb ? "to " : "") + change.word(report.dryRun());
    }

    /// The plan in full: each unit, each place, and why.
    void plan(Page page) {
        report.outcomes().forEach(outcome -> step(page, outcome));
        page.line(summary());
        report.warnings().forEach(page::warning);
    }

    private static void step(Page page, Outcome outcome) {
        var change = Change.of(outcome);
        var step = outcome.step();
        page.marked(change.ink(), change.mark(), step.entry() + "  " + step.action().label() + ": " + step.reason().text());
        step.moves().forEach(move -> page.line("    " + Say.place(move.to()) + "  " + move.action().label() + ": "
                + move.reason().text()));
        StagingText.lines(step).forEach(line -> page.line("    " + line));
        step.forgotten().forEach(id -> page.marked(Ink.YELLOW, "    -", Say.place(id) + "  no longer declared"));
        problems(page, outcome);
    }
}
