package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Definition;
import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Fingerprints.Fresh;
import dev.secretzero.engine.lock.Fingerprints.Held;
import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Lock.Delivery;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.lock.Overlap;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.spi.Material;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes what happened into a lock. An entry to which nothing happened stays as it was.
public final class Ledger {

    /// The lockfile key of the part of a definition that decides the value, kept beside the reference's
    /// `definition_hash`, which changes with targets and periods as well.
    public static final String GENERATOR_HASH = "generator_hash";

    private final Manifest manifest;
    private final Fingerprints prints;
    private final Map<String, Object> actor;
    private final Instant now;
    private final SortedMap<String, Entry> entries;

    /// @param actor who delivered, for the provenance of each place
    public Ledger(Manifest manifest, Lock lock, Fingerprints prints, Map<String, Object> actor, Instant now) {
        this.manifest = manifest;
        this.prints = prints;
        this.actor = actor;
        this.now = now;
        this.entries = new TreeMap<>(lock.entries());
    }

    /// The entries after everything that was recorded.
    public SortedMap<String, Entry> entries() {
        return entries;
    }

    /// Records what an interrupted run began and some place shows done: its value is the one in force.
    public void settle(Unit unit, Intent intent) {
        var before = Optional.ofNullable(entries.get(unit.entry()));
        var entry = renewed(unit, before, intent.value().orElseThrow());
        var issued = intent.handle().map(handle -> Handles.issue(entry, handle)).orElse(entry);
        put(overlapped(unit, before, issued, intent.kept()), unit);
    }

    /// The value before stays valid for as long as is declared.
    private Entry overlapped(Unit unit, Optional<Entry> before, Entry after, List<Kept> kept) {
        var length = unit.secret().rotation().overlap();
        if (before.isEmpty() || before.get().hash().equals(after.hash()) || (length.isEmpty() && kept.isEmpty())) {
            return after;
        }
        var handles = length.isEmpty() ? List.<String>of() : Handles.replaced(before.get(), after);
        var until = now.plus(length.orElse(Duration.ZERO));
        return Handles.revoked(Overlap.begin(after, new Overlap(until, kept, handles)), handles);
    }

    /// Records what interrupted runs kept for a value that never came.
    void strayed(String entry, List<Kept> left) {
        entries.computeIfPresent(entry, (_, known) -> {
            var stray = left.stream().filter(kept -> !Overlap.kept(known).contains(kept)).toList();
            return Overlap.begin(known, new Overlap(now, stray, List.of()));
        });
    }

    /// What was issued and whose overlap has passed retires.
    void lapse(Unit unit) {
        entries.computeIfPresent(unit.entry(), (_, known) -> {
            var handles = new TreeSet<String>();
            var left = Overlap.of(known).stream().map(overlap -> {
                if (!lapsed(unit, overlap)) {
                    return overlap;
                }
                handles.addAll(overlap.handles());
                return overlap.withoutHandles();
            }).toList();
            return Handles.retire(Overlap.with(known, left), handles);
        });
    }

    private boolean lapsed(Unit unit, Overlap overlap) {
        return unit.secret().rotation().overlap().isEmpty() || overlap.due(now);
    }

    /// What is kept beside a unit's value and is to be removed.
    Set<Kept> lapsed(Unit unit) {
        var kept = new LinkedHashSet<Kept>();
        Optional.ofNullable(entries.get(unit.entry())).map(Overlap::of).orElse(List.of()).stream()
                .filter(overlap -> lapsed(unit, overlap))
                .forEach(overlap -> kept.addAll(overlap.kept()));
        return kept;
    }

    /// Records what is kept no more.
    void removed(String entry, Set<Kept> gone) {
        entries.computeIfPresent(entry, (_, known) -> Overlap.with(
                known, Overlap.of(known).stream().map(overlap -> overlap.without(gone)).toList()));
    }

    /// Records what interrupted runs had issued and nothing holds.
    public void retire(String entry, Collection<String> handles) {
        entries.computeIfPresent(entry, (_, known) -> Handles.retire(known, handles));
    }

    /// Records what is revoked.
    public void revoked(String entry, Collection<String> handles) {
        entries.computeIfPresent(entry, (_, known) -> Handles.revoked(known, handles));
    }

    /// The issued things of an entry that are to be revoked.
    public NavigableSet<String> retiring(String entry) {
        return Optional.ofNullable(entries.get(entry)).map(Handles::retiring).orElseGet(TreeSet::new);
    }

    /// Records what came of one step.
    public void record(Unit unit, Step step, Applier.Applied applied) {
        var before = Optional.ofNullable(entries.get(step.entry()));
        var written = written(step, applied);
        if (step.renews()) {
            boolean stored = !written.isEmpty() || step.moves().isEmpty();
            Optional.ofNullable(applied.fingerprints().get(step.entry()))
                    .filter(_ -> stored)
                    .map(hash -> issued(renewed(unit, before, hash), step.entry(), applied))
                    .map(entry -> overlapped(
                            unit, before, entry, applied.kept().getOrDefault(step.entry(), List.of())))
                    .ifPresent(entry -> put(settled(entry, written, step, applied), unit));
            return;
        }
        before.filter(entry -> !written.isEmpty() || !step.forgotten().isEmpty() || records(step))
                .map(entry -> settled(entry, written, step, applied))
                .ifPresent(entry -> put(sameGenerator(unit, entry) ? defined(unit, entry) : entry, unit));
    }

    /// Does the slow part of recording values that were found, side by side.
    public void prepare(Map<String, Material> found) {
        prints.prepare(found.entrySet().stream()
                .map(value -> held(value.getKey(), value.getValue()))
                .toList());
    }

    /// Of a value that was found nobody knows how it was made.
    private Held held(String entry, Material value) {
        return new Held(Optional.ofNullable(entries.get(entry)).map(Entry::hash), new Fresh(entry, value, 0));
    }

    /// Records a value that was found in its places.
    public void adopt(Unit unit, Material value, List<TargetId> places) {
        var before = Optional.ofNullable(entries.get(unit.entry()));
        if (before.map(entry -> holds(entry, value, places)).orElse(false)) {
            return;
        }
        var hash = prints.keep(held(unit.entry(), value));
        var entry = before.map(known -> known.corrected(hash, now)).orElseGet(() -> Entry.made(hash, now));
        for (var place : places) {
            entry = entry.delivered(place, new Delivery(now, actor));
        }
        put(defined(unit, entry), unit);
    }

    /// Whether a lock says already that these places hold this value.
    public boolean holds(Entry entry, Material value, List<TargetId> places) {
        return prints.matches(entry.hash(), value)
                && places.stream()
                        .allMatch(id -> entry.recorded(id).filter(entry.hash()::equals).isPresent());
    }

    private static Entry issued(Entry entry, String name, Applier.Applied applied) {
        return Optional.ofNullable(applied.handles().get(name)).map(handle -> Handles.issue(entry, handle)).orElse(entry);
    }

    private void put(Entry entry, Unit unit) {
        entries.put(unit.entry(), entry.migrated(TargetId.of(unit)));
    }

    private static boolean records(Step step) {
        return step.moves().stream().anyMatch(move -> move.action() == Action.RECORD);
    }

    private static List<TargetId> written(Step step, Applier.Applied applied) {
        return step.moves().stream()
                .map(Move::to)
                .filter(to -> done(step, to, applied))
                .toList();
    }

    private static boolean done(Step step, TargetId to, Applier.Applied applied) {
        return applied.outcome(step.entry(), to).map(Optional::isEmpty).orElse(false);
    }

    private Entry renewed(Unit unit, Optional<Entry> before, String hash) {
        return defined(unit, before.map(entry -> entry.renewed(hash, now)).orElseGet(() -> Entry.made(hash, now)));
    }

    /// The value in force was made by the declaration as it is now.
    private Entry defined(Unit unit, Entry entry) {
        var defined = entry.definedBy(Definition.hash(manifest, unit.secret()));
        var unknown = new LinkedHashMap<String, @Nullable Object>(defined.unknown());
        unknown.put(GENERATOR_HASH, generatorHash(unit));
        return defined.unknown(unknown);
    }

    private static boolean sameGenerator(Unit unit, Entry entry) {
        return generatorHash(unit).equals(entry.unknown().get(GENERATOR_HASH));
    }

    /// Places that the manifest no longer declares are forgotten only when every write went through: until then one
    /// of them may be the last that holds the value.
    private Entry settled(Entry before, List<TargetId> written, Step step, Applier.Applied applied) {
        var entry = before;
        for (var place : written) {
            entry = Marks.mark(
                    entry.delivered(place, new Delivery(now, actor)), place, applied.mark(step.entry(), place));
        }
        for (var move : step.moves()) {
            if (move.action() == Action.RECORD) {
                entry = entry.delivered(move.to(), new Delivery(now, actor));
            }
        }
        return applied.complete(step) && !step.forgotten().isEmpty() ? entry.forgotten(step.forgotten()) : entry;
    }

    /// The fingerprint of what decides a unit's value: its generator, its configuration and its source.
    public static String generatorHash(Unit unit) {
        var definition = new HashMap<String, @Nullable Object>();
        definition.put("kind", unit.generator().kind());
        definition.put("config", unit.generator().config().plain(dev.secretzero.engine.manifest.Value.View.WRITTEN));
        definition.put(
                "source",
                unit.secret()
                        .source()
                        .map(source -> source.config().plain(dev.secretzero.engine.manifest.Value.View.WRITTEN))
                        .orElse(null));
        return dev.secretzero.engine.lock.Canonical.hash(definition);
    }

    /// Whether the declaration that decides the value has changed since the value was made.
    public static boolean redeclared(Manifest manifest, Unit unit, Entry entry) {
        if (entry.unknown().get(GENERATOR_HASH) instanceof String recorded) {
            return !recorded.equals(generatorHash(unit));
        }
        return entry.definitionHash()
                .filter(recorded -> !recorded.equals(Definition.hash(manifest, unit.secret())))
                .isPresent();
    }
}
