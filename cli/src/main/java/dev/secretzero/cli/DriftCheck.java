package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Drift;
import dev.secretzero.engine.Drift.State;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Workspace;
import dev.secretzero.spi.Problem;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// `drift`: looks at every place and compares; puts the value in force back where that is asked for.
final class DriftCheck implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.word("NAME", "Only this secret."));
        Options.place(spec);
        spec.addOption(Options.flag("Put the value in force back where some place still shows it.", "--repair"));
        spec.addOption(Options.dry("With --repair: change nothing; show what would be put back."));
        spec.addOption(Options.patience());
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var names = Set.copyOf(line.word().stream().toList());
        session.known(workspace, names);
        if (session.engine().lock(workspace).isEmpty()) {
            throw Stop.of(Problem.of(
                            Problem.Code.LOCKFILE_MISSING,
                            "there is no lockfile " + session.shown(workspace.lane().lockfile()))
                    .hint("secretzero sync writes it; secretzero import adopts what is in place"));
        }
        if (line.flag("--repair")) {
            return repaired(line, session, workspace, names);
        }
        if (line.flag("--dry-run")) {
            throw Stop.usage("drift: --dry-run needs --repair", "drift itself changes nothing");
        }
        var drift = session.engine().drift(workspace, names);
        return new Answer(
                drift.found() ? Exit.DRIFT : Exit.OK, () -> json(workspace, drift), page -> text(page, drift));
    }

    /// What was put back, and what still drifts after that.
    private static Answer repaired(Line line, Session session, Workspace workspace, Set<String> names) {
        boolean dry = line.flag("--dry-run");
        var request = session.request(line).names(names);
        var report = session.engine().repair(workspace, request, dry);
        var drift = session.engine().drift(workspace, names);
        boolean whole = report.status() == Report.Status.OK && (dry || !drift.found());
        return new Answer(
                whole ? Exit.OK : drift.found() ? Exit.DRIFT : Exit.FAILED,
                () -> new ReportTree(report).tree(false).with("drift", tree(drift)).with(Trees.lane(workspace)),
                page -> {
                    new ReportText(report, session.elapsed()).write(page);
                    text(page, drift);
                });
    }

    static Tree json(Workspace workspace, Drift drift) {
        return tree(drift).with(Trees.lane(workspace));
    }

    static Tree tree(Drift drift) {
        var unverified = drift.rows().stream()
                .flatMap(row -> row.places().stream()
                        .filter(place -> place.state() == State.UNVERIFIED)
                        .map(place -> Tree.of("secret", row.secret())
                                .with("target", place.id().value())
                                .with("reason", place.reason())))
                .toList();
        return Tree.of("drift_detected", drift.found())
                .with("results", drift.rows().stream().map(DriftCheck::row).toList())
                .with("unverified", unverified)
                .with("checked", drift.rows().size());
    }

    private static Tree row(Drift.Row row) {
        var targets = new Tree();
        row.places().forEach(place -> targets.with(key(row, place), place(place)));
        return Tree.of("secret_name", row.secret())
                .with("has_drift", row.drifted())
                .with("message", row.message())
                .with("details", Tree.of("reason", row.reason()).with("targets", targets));
    }

    private static String key(Drift.Row row, Drift.Place place) {
        return place.entry().equals(row.secret()) ? place.id().value() : place.entry() + " -> " + place.id();
    }

    private static Tree place(Drift.Place place) {
        return Tree.of("state", place.state().label()).with("reason", place.reason());
    }

    static void text(Page page, Drift drift) {
        drift.rows().forEach(row -> row(page, row));
        long drifted = drift.rows().stream().filter(Drift.Row::drifted).count();
        long unverified = places(drift, State.UNVERIFIED);
        page.line((drifted == 0 ? "no drift found" : "drift in " + Say.count(drifted, "secret")) + ": "
                + Say.count(places(drift, State.IN_SYNC), "place") + " in sync, " + places(drift, State.DRIFTED)
                + " drifted, " + unverified + " unverified");
        if (drifted > 0) {
            page.hint("secretzero plan shows what a sync would do about it");
        }
    }

    private static long places(Drift drift, State state) {
        return drift.rows().stream()
                .flatMap(row -> row.places().stream())
                .filter(place -> place.state() == state)
                .count();
    }

    private static void row(Page page, Drift.Row row) {
        boolean open = row.places().stream().anyMatch(place -> place.state() == State.UNVERIFIED);
        if (row.drifted()) {
            page.marked(Ink.RED, "✗", row.secret() + "  " + row.message());
        } else {
            page.marked(open ? Ink.YELLOW : Ink.GREEN, open ? "?" : "✓", row.secret() + "  " + row.message());
        }
        places(row).forEach(place -> page.line("    " + Say.place(place.id()) + "  "
                + place.state().label().replace('_', ' ') + reason(place)));
    }

    private static List<Drift.Place> places(Drift.Row row) {
        return row.places().stream().filter(place -> place.state() != State.IN_SYNC).toList();
    }

    private static String reason(Drift.Place place) {
        return place.reason().isEmpty() ? "" : ": " + place.reason();
    }
}
