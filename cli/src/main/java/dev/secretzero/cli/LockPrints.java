package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.LockAudit;
import dev.secretzero.engine.LockAudit.Strength;
import dev.secretzero.engine.Rekeying;
import dev.secretzero.engine.Rekeying.Result;
import dev.secretzero.engine.Workspace;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `lock`: what the lockfile's fingerprints give away, and how to make them anew.
final class LockPrints implements Verb {

    private static final String AUDIT = "audit";
    private static final String REKEY = "rekey";
    private static final String UPGRADE = "upgrade";

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.oneOf(
                "WHAT",
                "audit: list the fingerprints that are weak. rekey: make fingerprints with another lock key."
                        + " upgrade: replace those that are weaker than new ones would be.",
                true,
                List.of(AUDIT, REKEY, UPGRADE)));
        Options.place(spec);
        spec.addOption(Options.text("FILE", "For rekey: the file of the new lock key.", "--new-key-file"));
        spec.addOption(Options.many(
                "FILE", "For rekey: the file of a key that was used before; may be repeated.", "--old-key-file"));
        spec.addOption(Options.flag("For audit: end with 1 when a fingerprint is weak.", "--fail-on-weak"));
        spec.addOption(Options.dry("Change nothing; show what would be made anew."));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var what = line.word().orElseThrow();
        check(line, what);
        var workspace = session.open(line);
        return what.equals(AUDIT) ? audit(line, session, workspace) : rekey(line, session, workspace);
    }

    private static void check(Line line, String what) {
        boolean keys = line.text("--new-key-file").isPresent() || !line.texts("--old-key-file").isEmpty();
        if (keys && !what.equals(REKEY)) {
            throw Stop.usage("lock " + what + " takes no key file", "the key in force comes from SECRETZERO_LOCK_KEY");
        }
        if (line.flag("--fail-on-weak") && !what.equals(AUDIT)) {
            throw Stop.usage("lock " + what + " takes no --fail-on-weak", "see secretzero lock --help");
        }
    }

    // Auditing.

    private static Answer audit(Line line, Session session, Workspace workspace) {
        var audit = session.engine().lockAudit(workspace);
        boolean weak = audit.count(Strength.STRONG) < audit.rows().size();
        return new Answer(
                weak && line.flag("--fail-on-weak") ? Exit.FAILED : Exit.OK,
                () -> json(workspace, audit),
                page -> text(page, audit));
    }

    private static Tree json(Workspace workspace, LockAudit audit) {
        return Tree.of("key", audit.key())
                .with("entries", audit.rows().stream().map(LockPrints::row).toList())
                .with("total", audit.rows().size())
                .with("strong", audit.count(Strength.STRONG))
                .with("weak", audit.count(Strength.WEAK))
                .with("unreadable", audit.count(Strength.UNREADABLE))
                .with("lockfile", workspace.lane().lockfile().toString());
    }

    private static Tree row(LockAudit.Row row) {
        return Tree.of("entry", row.entry())
                .with("scheme", row.scheme())
                .with("key", row.key())
                .with("strength", row.strength().label())
                .with("why", row.why());
    }

    private static void text(Page page, LockAudit audit) {
        audit.rows().stream()
                .filter(row -> !row.why().isEmpty())
                .forEach(row -> page.marked(
                        row.strength() == Strength.STRONG ? Ink.FAINT : Ink.YELLOW,
                        row.strength() == Strength.STRONG ? "-" : "!",
                        row.entry() + "  " + row.scheme() + ": " + row.why()));
        page.line(entries(audit.rows().size()) + ": " + audit.count(Strength.STRONG) + " strong, "
                + audit.count(Strength.WEAK) + " weak, " + audit.count(Strength.UNREADABLE) + " unreadable; "
                + named(audit.key()));
        if (audit.count(Strength.WEAK) > 0) {
            page.note("'lock upgrade' makes those anew whose value a place shows");
        }
    }

    private static String entries(int count) {
        return count == 1 ? "1 entry" : count + " entries";
    }

    private static String named(Optional<String> key) {
        return key.map(id -> "lock key " + id).orElse("no lock key");
    }

    // Making anew.

    private static Answer rekey(Line line, Session session, Workspace workspace) {
        boolean dry = line.flag("--dry-run");
        var keys = new Rekeying.Keys(line.path("--new-key-file"), line.paths("--old-key-file"));
        var rekeying = session.engine().rekey(workspace, session.request(line), keys, dry);
        boolean whole = rekeying.count(Result.LEFT) == 0;
        if (rekeying.saved()) {
            session.record("lock_rekey", "lockfile", counts(rekeying), whole);
        }
        return new Answer(whole ? Exit.OK : Exit.FAILED, () -> json(workspace, rekeying), page -> text(page, rekeying));
    }

    private static Tree json(Workspace workspace, Rekeying rekeying) {
        return Tree.of("dry_run", rekeying.dryRun())
                .with("key", rekeying.key())
                .with(counts(rekeying))
                .with("entries", rekeying.rows().stream().map(LockPrints::row).toList())
                .with("lockfile", workspace.lane().lockfile().toString());
    }

    private static Tree counts(Rekeying rekeying) {
        return Tree.of("rekeyed", rekeying.count(Result.REKEYED))
                .with("would_rekey", rekeying.count(Result.WOULD_REKEY))
                .with("kept", rekeying.count(Result.KEPT))
                .with("left", rekeying.count(Result.LEFT));
    }

    private static Tree row(Rekeying.Row row) {
        return Tree.of("entry", row.entry())
                .with("result", row.result().label())
                .with("why", row.why());
    }

    private static void text(Page page, Rekeying rekeying) {
        rekeying.rows().forEach(row -> row(page, row));
        long made = rekeying.count(Result.REKEYED) + rekeying.count(Result.WOULD_REKEY);
        page.line(made + (rekeying.dryRun() ? " to make anew, " : " made anew, ") + rekeying.count(Result.KEPT)
                + " kept, " + rekeying.count(Result.LEFT) + " left; " + named(rekeying.key()));
    }

    private static void row(Page page, Rekeying.Row row) {
        switch (row.result()) {
            case REKEYED, WOULD_REKEY -> page.marked(Ink.GREEN, "~", row.entry());
            case LEFT -> page.marked(Ink.YELLOW, "!", row.entry() + " " + row.why());
            case KEPT -> {}
        }
    }
}
