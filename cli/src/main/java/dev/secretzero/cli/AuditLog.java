package dev.secretzero.cli;

import dev.secretzero.engine.audit.Audit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `audit`: who did what, newest first.
final class AuditLog implements Verb {

    private static final int MOST = 1000;

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Options.text(
                "FILE", "The Secretfile whose log is read. Default: " + Options.FILE + ".", "-f", "--file"));
        spec.addOption(Options.number("COUNT", "50", "At most so many entries, 1 to 1000.", "-n", "--limit"));
        spec.addOption(Options.number("COUNT", "0", "Leave out so many of the newest.", "--offset"));
        spec.addOption(Options.text("NAME", "Only this action.", "-a", "--action"));
        spec.addOption(Options.text("NAME", "Only this resource.", "-r", "--resource"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var query = new Audit.Query(
                line.number("--limit", 1, MOST),
                line.number("--offset", 0, Integer.MAX_VALUE),
                line.text("--action"),
                line.text("--resource"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var log = session.engine().audit(line.path("--file").orElse(Path.of(Options.FILE)));
        var found = log.read(query);
        return new Answer(
                Exit.OK,
                () -> Tree.of("entries", found.entries().stream().map(AuditLog::entry).toList())
                        .with("count", found.entries().size())
                        .with("total", found.total()),
                page -> text(page, session, log, found));
    }

    private static Tree entry(Audit.Entry entry) {
        return Tree.of("timestamp", entry.timestamp())
                .with("action", entry.action())
                .with("resource", entry.resource())
                .with("user", entry.user())
                .with("details", entry.details())
                .with("success", entry.success());
    }

    private static void text(Page page, Session session, Audit log, Audit.Page found) {
        if (found.entries().isEmpty()) {
            page.note("no entries in " + session.shown(log.path()));
            return;
        }
        page.table(
                List.of("TIME", "ACTION", "RESOURCE", "USER", "SUCCESS"),
                found.entries().stream().map(AuditLog::row).toList());
        page.note(found.entries().size() + " of " + found.total());
    }

    private static List<String> row(Audit.Entry entry) {
        return List.of(
                entry.timestamp().toString(), entry.action(), entry.resource(), entry.user(), Say.yes(entry.success()));
    }
}
