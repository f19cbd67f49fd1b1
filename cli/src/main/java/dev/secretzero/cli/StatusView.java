package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Readiness;
import dev.secretzero.engine.Status;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Guidance;
import dev.secretzero.engine.manifest.Instructions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/// `status`: what the lockfile says. In JSON, and in detail, it also asks each provider who we are.
final class StatusView implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.flag("Show dates and every place.", "-d", "--detailed"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var status = session.engine().status(workspace, Set.of());
        var orphans = session.engine().orphans(workspace);
        return new Answer(Exit.OK, () -> json(session, workspace, status, orphans), page -> {
            boolean detailed = line.flag("--detailed");
            text(page, status, detailed);
            if (detailed) {
                waiting(page, status, session.engine().guidance(workspace));
                readiness(page, session.engine().readiness(workspace, Set.of()));
            }
            Sync.orphans(orphans).forEach(page::warning);
        });
    }

    /// Rows by secret, in the order of the manifest.
    static Map<String, List<Status.Row>> bySecret(Status status) {
        var secrets = new LinkedHashMap<String, List<Status.Row>>();
        status.rows()
                .forEach(row -> secrets.computeIfAbsent(row.unit().secret().name(), _ -> new ArrayList<>())
                        .add(row));
        return secrets;
    }

    private static boolean synced(List<Status.Row> units) {
        return units.stream().allMatch(Status.Row::synced);
    }

    static void text(Page page, Status status, boolean detailed) {
        var secrets = bySecret(status);
        secrets.values().forEach(units -> units.forEach(row -> row(page, row, detailed)));
        long synced = secrets.values().stream().filter(StatusView::synced).count();
        page.line("synced:" + synced + " pending:" + (secrets.size() - synced));
    }

    /// What people must do for the secrets that were never made.
    private static void waiting(Page page, Status status, Guidance guidance) {
        bySecret(status).forEach((name, units) -> told(units, guidance).ifPresent(told -> {
            page.line("to do for " + name + ":");
            told.lines().forEach(line -> page.line("    " + line));
        }));
    }

    /// Only until it was made.
    private static Optional<Instructions> told(List<Status.Row> units, Guidance guidance) {
        return units.stream().allMatch(row -> row.entry().isPresent())
                ? Optional.empty()
                : guidance.of(units.getFirst().unit().secret().name());
    }

    static void readiness(Page page, Readiness readiness) {
        readiness.providers().forEach(provider -> page.line("provider " + provider.alias() + " (" + provider.kind() + "): "
                + provider.state().label() + ", "
                + provider.error().orElseGet(() -> (provider.primary() + " " + provider.secondary()).strip())));
        readiness.identity().rows().forEach(row -> page.line(row.text()));
        readiness.access().forEach(one -> one.error()
                .ifPresent(why -> page.line("provider " + one.provider() + " cannot be used: " + why)));
        page.line(readiness.headline());
    }

    private static void row(Page page, Status.Row row, boolean detailed) {
        var late = row.places().stream()
                .filter(place -> place.state() != Status.State.SYNCED)
                .map(place -> Say.place(place.id()) + " " + place.state().label())
                .toList();
        var ids = row.places().stream().map(Status.Place::id).toList();
        var note = row.entry().isEmpty()
                ? " (not made yet)"
                : late.isEmpty() ? "" : " (" + String.join(", ", late) + ")";
        page.marked(row.synced() ? Ink.GREEN : Ink.YELLOW, row.synced() ? "✓" : "○", row.unit().entry() + Say.arrow(ids) + note);
        if (detailed) {
            row.entry().ifPresent(entry -> details(page, entry));
            row.places().forEach(place -> page.line("    " + place.id() + "  " + place.state().label()));
        }
    }

    private static void details(Page page, Lock.Entry entry) {
        page.line("    made " + Say.when(Optional.of(entry.createdAt())) + ", last rotated "
                + Say.when(entry.lastRotated()) + ", rotations " + entry.rotationCount());
    }

    private static Tree json(Session session, Workspace workspace, Status status, List<String> orphans) {
        var secrets = bySecret(status);
        var readiness = session.engine().readiness(workspace, Set.of());
        var guidance = session.engine().guidance(workspace);
        return Tree.of("secrets", secrets.values().stream().map(units -> pending(units, guidance)).toList())
                .with("total", secrets.size())
                .with("synced", secrets.values().stream().filter(StatusView::synced).count())
                .with("lockfile", workspace.lane().lockfile().toString())
                .with("lockfile_exists", status.exists())
                .with("orphans", orphans)
                .with("provider_identity", Trees.providers(readiness))
                .with("secretfile", secretfile(workspace, status))
                .with("sync_readiness", Trees.readiness(readiness))
                .with(Trees.lane(workspace));
    }

    private static Tree secretfile(Workspace workspace, Status status) {
        var hash = Trees.hash(workspace.text());
        return Tree.of("path", workspace.path().toString())
                .with("current_hash", hash)
                .with("tracked_hash", status.secretfile().map(Lock.Tracked::hash))
                .with("tracked_filename", status.secretfile().map(Lock.Tracked::filename))
                .with("tracked_synced_at", status.secretfile().map(Lock.Tracked::syncedAt))
                .with("changed", status.secretfile().map(tracked -> !tracked.hash().equals(hash)).orElse(true));
    }

    private static Tree pending(List<Status.Row> units, Guidance guidance) {
        var tree = secret(units);
        told(units, guidance).ifPresent(told -> tree.with("instructions", told.document()));
        return tree;
    }

    /// One secret; the fields of a template are taken together.
    static Tree secret(List<Status.Row> units) {
        var secret = units.getFirst().unit().secret();
        var places = units.stream().flatMap(row -> row.places().stream()).toList();
        var tree = Tree.of("name", secret.name())
                .with("kind", secret.kind())
                .with("one_time", secret.oneTime())
                .with("rotation_period", secret.rotationPeriod())
                .with("status", synced(units) ? "synced" : "not_synced")
                .with("targets", places.stream().map(place -> place.id().value()).distinct().toList())
                .with("target_status", places.stream().map(StatusView::place).toList());
        return tree.with(dates(units));
    }

    private static Tree place(Status.Place place) {
        return Tree.of("id", place.id().value()).with("state", place.state().label());
    }

    /// The dates of a secret's entries; nothing when there are none.
    static Tree dates(List<Status.Row> units) {
        var entries = units.stream().flatMap(row -> row.entry().stream()).toList();
        if (entries.isEmpty()) {
            return new Tree();
        }
        return Tree.of("created_at", instants(entries, entry -> Stream.of(entry.createdAt())).min(Comparator.naturalOrder()))
                .with("updated_at", instants(entries, entry -> Stream.of(entry.updatedAt())).max(Comparator.naturalOrder()))
                .with("last_rotated", instants(entries, entry -> entry.lastRotated().stream()).max(Comparator.naturalOrder()))
                .with("rotation_count", entries.stream().mapToInt(Lock.Entry::rotationCount).max().orElse(0));
    }

    private static Stream<Instant> instants(List<Lock.Entry> entries, Function<Lock.Entry, Stream<Instant>> of) {
        return entries.stream().flatMap(of);
    }
}
