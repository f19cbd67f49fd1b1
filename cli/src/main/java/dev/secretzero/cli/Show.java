package dev.secretzero.cli;

import dev.secretzero.engine.Status;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.Instructions;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.TargetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `show`: one secret, or a table of all, without values.
final class Show implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.word("NAME", "The secret. Default: a table of all."));
        Options.place(spec);
        spec.addOption(Options.flag("Show the configuration as well, values redacted.", "-d", "--detailed"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var names = Set.copyOf(line.word().stream().toList());
        session.known(workspace, names);
        var status = StatusView.bySecret(session.engine().status(workspace, names));
        if (names.isEmpty()) {
            return new Answer(
                    Exit.OK,
                    () -> Tree.of("secrets", status.values().stream().map(StatusView::secret).toList())
                            .with("total", status.size()),
                    page -> table(page, status));
        }
        var secret = workspace.manifest().secret(names.iterator().next()).orElseThrow();
        var rows = status.getOrDefault(secret.name(), List.of());
        boolean detailed = line.flag("--detailed");
        return new Answer(
                Exit.OK,
                () -> json(session, workspace, secret, rows, detailed),
                page -> text(page, session, workspace, secret, rows, detailed));
    }

    private static void table(Page page, Map<String, List<Status.Row>> status) {
        var rows = status.values().stream().map(Show::row).toList();
        page.table(List.of("NAME", "KIND", "ROTATION", "STATUS", "TARGETS"), rows);
    }

    private static List<String> row(List<Status.Row> units) {
        var secret = units.getFirst().unit().secret();
        return List.of(
                secret.name(),
                secret.kind(),
                secret.oneTime() ? "one-time" : secret.rotationPeriod().orElse("-"),
                units.stream().allMatch(Status.Row::synced) ? "synced" : "pending",
                Say.places(units.stream().flatMap(unit -> unit.places().stream()).map(Status.Place::id).toList()));
    }

    private static Tree json(
            Session session, Workspace workspace, Declaration secret, List<Status.Row> rows, boolean detailed) {
        var tree = rows.isEmpty() ? Tree.of("name", secret.name()) : StatusView.secret(rows);
        tree.with("generated", rows.stream().anyMatch(row -> row.entry().isPresent()));
        told(session, workspace, secret).ifPresent(told -> tree.with("instructions", told.document()));
        if (detailed) {
            tree.with("config", config(session, secret))
                    .with("target_details", targets(session, workspace, secret));
        }
        return tree;
    }

    private static Optional<Instructions> told(Session session, Workspace workspace, Declaration secret) {
        return session.engine().guidance(workspace).of(secret.name());
    }

    private static Map<String, @Nullable Object> config(Session session, Declaration secret) {
        return session.guard().generator(session.engine().shown(secret.config(), secret.kind()));
    }

    private static List<Tree> targets(Session session, Workspace workspace, Declaration secret) {
        return workspace.manifest().units(secret).stream()
                .flatMap(unit -> unit.targets().stream().map(target -> Listing.target(session, unit, target)))
                .toList();
    }

    private static void text(
            Page page,
            Session session,
            Workspace workspace,
            Declaration secret,
            List<Status.Row> rows,
            boolean detailed) {
        page.heading(secret.name());
        page.line("kind:       " + secret.kind());
        page.line("one-time:   " + Say.yes(secret.oneTime()));
        page.line("rotation:   " + secret.rotationPeriod().orElse("-"));
        page.line("local:      " + Say.yes(secret.local()));
        rows.forEach(row -> unit(page, row));
        told(session, workspace, secret).ifPresent(told -> {
            page.line("to do:");
            told.lines().forEach(line -> page.line("    " + line));
        });
        if (detailed) {
            page.line("config:     " + config(session, secret));
            workspace.manifest().units(secret).forEach(unit -> places(page, session, unit));
        }
    }

    private static void unit(Page page, Status.Row row) {
        row.unit().field().ifPresent(field -> page.line("field:      " + field));
        page.line("made:       " + Say.when(row.entry().map(entry -> entry.createdAt())));
        page.line("updated:    " + Say.when(row.entry().map(entry -> entry.updatedAt())));
        page.line("rotated:    " + Say.when(row.entry().flatMap(entry -> entry.lastRotated())));
        row.places().forEach(place -> page.line("target:     " + place.id() + "  " + place.state().label()));
    }

    private static void places(Page page, Session session, Manifest.Unit unit) {
        var ids = TargetId.of(unit);
        for (int i = 0; i < ids.size(); i++) {
            var target = unit.targets().get(i);
            page.line(ids.get(i) + ": "
                    + session.guard().target(session.engine().shown(target.config(), target.kind())));
        }
    }
}
