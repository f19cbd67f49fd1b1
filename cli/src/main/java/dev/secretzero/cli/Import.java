package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Adoption;
import dev.secretzero.engine.Adoption.Result;
import dev.secretzero.engine.Workspace;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// `import`: records values that are already in their places.
final class Import implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.secrets());
        spec.addOption(Options.dry("Change nothing; show what would be adopted."));
        spec.addOption(Options.patience());
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        session.known(workspace, line.texts("--secret"));
        boolean dry = line.flag("--dry-run");
        var adoption = session.engine().adopt(workspace, session.request(line), dry);
        boolean clean = adoption.count(Result.ERROR) == 0;
        return new Answer(
                clean ? Exit.OK : Exit.FAILED, () -> json(workspace, adoption), page -> text(page, session, adoption));
    }

    static Tree json(Workspace workspace, Adoption adoption) {
        var templates = workspace.manifest().secrets().stream()
                .filter(secret -> secret.template().isPresent())
                .map(secret -> secret.name())
                .collect(Collectors.toSet());
        return Tree.of("dry_run", adoption.dryRun())
                .with(counts(adoption))
                .with("details", adoption.rows().stream().map(row -> detail(templates, row)).toList())
                .with(Trees.lane(workspace));
    }

    private static Tree counts(Adoption adoption) {
        return Tree.of("imported", adoption.count(Result.IMPORTED))
                .with("updated", adoption.count(Result.UPDATED))
                .with("unchanged", adoption.count(Result.UNCHANGED))
                .with("skipped", adoption.count(Result.SKIPPED))
                .with("errors", adoption.count(Result.ERROR))
                .with("would_apply", adoption.count(Result.WOULD_IMPORT) + adoption.count(Result.WOULD_UPDATE));
    }

    private static Tree detail(Set<String> templates, Adoption.Row row) {
        return Tree.of("secret", row.secret())
                .with("entry", row.entry())
                .with("kind", templates.contains(row.secret()) ? "template" : "plain")
                .with("status", row.result().label())
                .with("detail", row.detail());
    }

    static void text(Page page, Session session, Adoption adoption) {
        adoption.rows().stream()
                .filter(row -> row.result() != Result.UNCHANGED)
                .forEach(row -> row(page, row));
        if (adoption.dryRun()) {
            page.line(adoption.count(Result.WOULD_IMPORT) + " to import, " + adoption.count(Result.WOULD_UPDATE)
                    + " to update, " + rest(adoption) + " in " + session.elapsed());
        } else {
            page.line(adoption.count(Result.IMPORTED) + " imported, " + adoption.count(Result.UPDATED) + " updated, "
                    + rest(adoption) + " in " + session.elapsed());
        }
    }

    private static String rest(Adoption adoption) {
        return adoption.count(Result.UNCHANGED) + " unchanged, " + adoption.count(Result.SKIPPED) + " skipped, "
                + Say.count(adoption.count(Result.ERROR), "error");
    }

    private static void row(Page page, Adoption.Row row) {
        var detail = row.detail().isBlank() ? "" : " (" + row.detail().replace('_', ' ') + ")";
        var text = row.entry() + "  " + row.result().label().replace('_', ' ') + detail;
        switch (row.result()) {
            case IMPORTED, WOULD_IMPORT -> page.marked(Ink.GREEN, "+", text);
            case UPDATED, WOULD_UPDATE -> page.marked(Ink.YELLOW, "~", text);
            case SKIPPED, UNCHANGED -> page.marked(Ink.FAINT, "-", text);
            case ERROR -> page.marked(Ink.RED, "✗", text);
        }
    }
}
