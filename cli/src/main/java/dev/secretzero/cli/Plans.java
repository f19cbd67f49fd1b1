package dev.secretzero.cli;

import picocli.CommandLine.Model.CommandSpec;

/// `plan`: shows each step that a sync would take, and its reason.
final class Plans implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.secrets());
        spec.addOption(Options.flag("Plan new values even where one exists.", "--force"));
        spec.addOption(Options.flag("Plan to take over places that hold a value of unknown origin.", "--overwrite"));
        spec.addOption(Options.flag("Keep places in the lockfile that are no longer declared.", "--no-refresh"));
        spec.addOption(Options.text("FILE", "Write the plan to a file that \"apply\" takes.", "-o", "--output"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        session.known(workspace, line.texts("--secret"));
        var request = session.request(line)
                .force(line.flag("--force"))
                .overwrite(line.flag("--overwrite"))
                .refresh(!line.flag("--no-refresh"));
        var report = session.engine().plan(workspace, request);
        Output.file(line, session)
                .ifPresent(file -> Output.write(file, Json.text(PlanFile.of(line, request, report).tree()), session));
        return new Answer(
                Sync.exit(report),
                () -> new ReportTree(report)
                        .tree(true)
                        .with("pending_secrets", Sync.pending(session, workspace, report))
                        .with(Trees.lane(workspace)),
                page -> {
                    var text = new ReportText(report, session.elapsed());
                    text.plan(page);
                    text.pending(page, session.engine().pending(workspace, report));
                });
    }
}
