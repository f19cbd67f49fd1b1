package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// `clean`: drops lockfile entries that nothing declares.
final class Clean implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.dry("Change nothing; show what would be dropped."));
        spec.addOption(Options.patience());
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        boolean dry = line.flag("--dry-run");
        var names = session.engine().clean(workspace, session.request(line), dry);
        var lockfile = workspace.lane().lockfile().toString();
        return new Answer(Exit.OK, () -> json(names, dry, lockfile), page -> text(page, names, dry));
    }

    private static Tree json(List<String> names, boolean dry, String lockfile) {
        return Tree.of("cleaned", dry ? 0 : names.size())
                .with("orphaned_entries", names)
                .with("dry_run", dry)
                .with("lockfile", lockfile);
    }

    private static void text(Page page, List<String> names, boolean dry) {
        names.forEach(name -> page.marked(Ink.YELLOW, "-", name));
        var entries = names.size() == 1 ? "1 entry" : names.size() + " entries";
        page.line(names.isEmpty() ? "nothing to clean" : entries + (dry ? " to drop" : " dropped from the lockfile"));
    }
}
