package dev.secretzero.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `apply`: does what a plan said. When the Secretfile, the lockfile or a place has changed since, nothing is done.
final class Apply implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.word("PLAN", "The file that \"plan -o\" wrote."));
        spec.addOption(Options.flag("Never ask for values.", "--no-prompt"));
        spec.addOption(Options.patience());
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var name = line.word().orElseThrow(() -> Stop.usage("apply: it needs the file of a plan", "secretzero plan -o FILE writes one"));
        var plan = PlanFile.read(session.around().directory().resolve(name), session.shown(Path.of(name)));
        var workspace = session.open(line, plan.place());
        session.known(workspace, plan.names());
        var request = session.request(line)
                .names(plan.names())
                .force(plan.force())
                .overwrite(plan.overwrite())
                .refresh(plan.refresh())
                .expected(Optional.of(plan.id()));
        var report = session.engine().sync(workspace, request, session.prompter(line));
        return new Answer(
                Sync.exit(report),
                () -> new ReportTree(report).tree(false).with("plan_id", plan.id()).with(Trees.lane(workspace)),
                page -> new ReportText(report, session.elapsed()).write(page));
    }
}
