package dev.secretzero.cli;

import dev.secretzero.engine.Report;
import dev.secretzero.engine.Status;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.TargetId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// `sync`: makes, delivers, heals and restores.
final class Sync implements Verb {

    private static final int ORPHANS_SHOWN = 10;

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.secrets());
        spec.addOption(Options.dry("Change nothing; show what would happen."));
        spec.addOption(Options.flag("Change nothing; show each step and its reason.", "--plan"));
        spec.addOption(Options.flag(
                "Make new values even where one exists; one-time secrets must also be named.", "--force"));
        spec.addOption(Options.flag("Take over places that hold a value of unknown origin.", "--overwrite"));
        spec.addOption(Options.many(
                "ID", "Write this place again (provider/kind/identifier); needs one --secret.", "--force-target"));
        spec.addOption(Options.flag("Drop lockfile entries of secrets that are no longer declared.", "--clean"));
        spec.addOption(Options.flag("Forget places that are no longer declared. This is the default.", "--refresh"));
        spec.addOption(Options.flag("Keep them in the lockfile.", "--no-refresh"));
        spec.addOption(Options.flag("Never ask for values.", "--no-prompt"));
        spec.addOption(Options.flag("Show what is typed.", "--show-input"));
        spec.addOption(Options.patience());
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var pushed = pushed(line);
        boolean dry = line.flag("--dry-run") || line.flag("--plan");
        var workspace = session.open(line);
        session.known(workspace, line.texts("--secret"));
        var request = session.request(line)
                .force(line.flag("--force"))
                .overwrite(line.flag("--overwrite"))
                .refresh(!line.flag("--no-refresh"))
                .pushed(pushed);
        var orphans = session.engine().orphans(workspace);
        var variables = session.engine().variablesSince(workspace);
        var report = dry
                ? session.engine().plan(workspace, request)
                : session.engine().sync(workspace, request, session.prompter(line));
        var cleaned = line.flag("--clean") ? session.engine().clean(workspace, request, dry) : List.<String>of();
        var left = cleaned.isEmpty() ? orphans : List.<String>of();
        return new Answer(
                exit(report),
                () -> json(line, session, workspace, report, variables)
                        .with(leftovers(line, cleaned, left)),
                page -> {
                    text(page, line, session, workspace, report);
                    cleaned.forEach(name -> page.marked(Paint.Ink.YELLOW, "-", name + "  dropped from the lockfile"));
                    remarks(variables, left).forEach(page::warning);
                });
    }

    static Exit exit(Report report) {
        return report.status() == Report.Status.OK ? Exit.OK : Exit.FAILED;
    }

    private static Set<TargetId> pushed(Line line) {
        var ids = line.texts("--force-target");
        if (!ids.isEmpty() && line.names().size() != 1) {
            throw Stop.usage("sync: --force-target needs exactly one --secret", "see secretzero sync --help");
        }
        var places = new HashSet<TargetId>();
        for (var id : ids) {
            if (id.split("/", 3).length < 3) {
                throw Stop.usage(
                        "sync: \"" + id + "\" is not a target id", "a target id is provider/kind/identifier");
            }
            places.add(new TargetId(id));
        }
        return places;
    }

    private static Tree json(
            Line line, Session session, Workspace workspace, Report report, Status.Variables variables) {
        var tree = new ReportTree(report);
        var readiness = session.engine().readiness(workspace, line.names());
        var document = tree.tree(line.flag("--plan"))
                .with("pending_secrets", pending(session, workspace, report))
                .with("variable_context_changed", variables != Status.Variables.SAME)
                .with("provider_identity", Trees.providers(readiness))
                .with(Trees.lane(workspace));
        return line.flag("--no-refresh") ? document : document.with("refresh", tree.refresh());
    }

    /// What people must do, by secret.
    static Tree pending(Session session, Workspace workspace, Report report) {
        var tree = new Tree();
        session.engine().pending(workspace, report).forEach((name, told) -> tree.with(name, told.document()));
        return tree;
    }

    private static Tree leftovers(Line line, List<String> cleaned, List<String> orphans) {
        var tree = line.flag("--clean") ? Tree.of("cleaned", cleaned) : new Tree();
        return tree.with("orphans", orphans);
    }

    private static void text(Page page, Line line, Session session, Workspace workspace, Report report) {
        var text = new ReportText(report, session.elapsed());
        if (line.flag("--plan")) {
            text.plan(page);
        } else {
            text.write(page);
        }
        text.pending(page, session.engine().pending(workspace, report));
    }

    private static List<String> remarks(Status.Variables variables, List<String> orphans) {
        var remarks = new ArrayList<>(orphans(orphans));
        if (variables == Status.Variables.CHANGED) {
            remarks.add("the variables are not those of the last sync; check the lane and the var files");
        }
        return remarks;
    }

    /// What is said of entries that nothing declares.
    static List<String> orphans(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        var shown = new ArrayList<>(names.subList(0, Math.min(ORPHANS_SHOWN, names.size())));
        if (names.size() > ORPHANS_SHOWN) {
            shown.add("and " + (names.size() - ORPHANS_SHOWN) + " more");
        }
        return List.of("in the lockfile and no longer declared: " + String.join(", ", shown)
                + "; secretzero clean drops them");
    }
}
