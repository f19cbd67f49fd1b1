package dev.secretzero.cli;

import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.audit.Verification;
import dev.secretzero.engine.json.Timestamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `audit`: who did what, newest first. `audit verify`: whether the log is as it was written.
final class AuditLog implements Verb {

    private static final int MOST = 1000;

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.oneOf(
                "verify", "Check the log instead, line by line, and name the first that is broken.", false, List.of("verify")));
        spec.addOption(Options.number("COUNT", "50", "At most so many entries, 1 to 1000.", "-n", "--limit"));
        spec.addOption(Options.number("COUNT", "0", "Leave out so many of the newest.", "--offset"));
        spec.addOption(Options.text("NAME", "Only this action.", "-a", "--action"));
        spec.addOption(Options.text("NAME", "Only this resource.", "-r", "--resource"));
        spec.addOption(Options.text("NAME", "Only this user.", "--user"));
        spec.addOption(Options.flag("Only what failed, or never ended.", "--failed"));
        spec.addOption(Options.text("TIME", "Not before this time: 2026-01-31, or 2026-01-31T12:00:00Z.", "--since"));
        spec.addOption(Options.text("TIME", "Not after this time.", "--until"));
        spec.addOption(Options.text("FILE", "The log. Default: SECRETZERO_AUDIT_LOG, or the one beside the Secretfile.", "--log-file"));
        Options.place(spec);
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var query = query(line);
        var log = line.path("--log-file")
                .map(file -> session.engine().auditIn(file))
                .orElseGet(() -> session.engine().audit(line.path("--file").orElse(Path.of(Options.FILE))));
        return line.word().isPresent() ? verify(line, session, log) : list(query, session, log);
    }

    // Listing.

    private static Audit.Query query(Line line) {
        return new Audit.Query(
                line.number("--limit", 1, MOST),
                line.number("--offset", 0, Integer.MAX_VALUE),
                line.text("--action"),
                line.text("--resource"),
                line.text("--user"),
                line.flag("--failed") ? Optional.of(false) : Optional.empty(),
                time(line, "--since"),
                time(line, "--until"));
    }

    private static Answer list(Audit.Query query, Session session, Audit log) {
        var found = log.read(query);
        return new Answer(
                Exit.OK,
                () -> Tree.of("entries", found.entries().stream().map(AuditLog::entry).toList())
                        .with("count", found.entries().size())
                        .with("total", found.total()),
                page -> text(page, session, log, found));
    }

    private static Optional<Instant> time(Line line, String name) {
        return line.text(name)
                .map(text -> Timestamp.parse(text)
                        .orElseThrow(() -> Stop.usage(
                                "audit: " + name + " must be a time", "a time is 2026-01-31 or 2026-01-31T12:00:00Z")));
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
        return List.of(entry.timestamp().toString(), entry.action(), entry.resource(), entry.user(), success(entry));
    }

    /// A change of which only the intent is known runs still, or was killed.
    private static String success(Audit.Entry entry) {
        boolean unfinished = Audit.INTENT.equals(entry.details().get(Audit.PHASE));
        return unfinished ? "unfinished" : Say.yes(entry.success());
    }

    // Checking.

    private static Answer verify(Line line, Session session, Audit log) {
        var more = new ArrayList<String>();
        var found = verified(line, session, log, more);
        more.addAll(0, found.notes());
        return new Answer(
                found.sound() ? Exit.OK : Exit.FAILED, () -> json(found, more), page -> text(page, found, more));
    }

    /// The log is checked by itself when there is no Secretfile that would lead to a lockfile.
    private static Verification verified(Line line, Session session, Audit log, List<String> notes) {
        if (session.opened(line) instanceof Workspace.Opened.Ready(var workspace)) {
            return session.engine().verify(log, workspace);
        }
        notes.add("no lockfile was looked at: there is no valid Secretfile");
        return session.engine().verify(log);
    }

    private static Tree json(Verification found, List<String> notes) {
        return Tree.of("status", found.status().label())
                .with("intact", found.sound())
                .with("entries", found.entries())
                .with("first", found.first())
                .with("last", found.last())
                .with("files", found.files())
                .with("broken", found.fault()
                        .map(fault -> Tree.of("file", fault.file())
                                .with("line", fault.line())
                                .with("reason", fault.reason()))
                        .orElse(null))
                .with("notes", notes);
    }

    private static void text(Page page, Verification found, List<String> notes) {
        switch (found.status()) {
            case EMPTY -> page.line("there are no entries to check");
            case INTACT -> page.marked(Paint.Ink.GREEN, "✓", range(found) + " intact");
            case UNCHECKED -> page.marked(Paint.Ink.YELLOW, "~", range(found) + " linked; not every seal could be checked");
            case BROKEN -> found.fault().ifPresent(fault -> page.marked(
                    Paint.Ink.RED, "✗", fault.file() + ":" + fault.line() + ": " + fault.reason()));
        }
        notes.forEach(page::note);
    }

    private static String range(Verification found) {
        return found.entries() == 1 ? "entry " + found.first() : "entries " + found.first() + " to " + found.last();
    }
}
