package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Definition;
import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Fingerprints.Fresh;
import dev.secretzero.engine.lock.Fingerprints.Pair;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Lock.Delivery;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.spi.Material;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /// Does the slow part of recording what came of a plan, for all steps side by side.
    public void prepare(Plan plan, Applier.Applied applied) {
        var fresh = plan.steps().stream()
                .filter(Step::renews)
                .flatMap(step -> Optional.ofNullable(applied.values().get(step.entry())).stream()
                        .map(value -> new Fresh(
                                step.entry(), value, applied.entropy().getOrDefault(step.entry(), 0))))
                .toList();
        prepare(fresh);
    }

    /// The same for values that were found. Their entropy is not known.
    public void prepare(Map<String, Material> found) {
        prepare(found.entrySet().stream()
                .map(value -> new Fresh(value.getKey(), value.getValue(), 0))
                .toList());
    }

    private void prepare(List<Fresh> values) {
        prints.expect(values.stream()
                .flatMap(fresh -> recorded(fresh).map(hash -> new Pair(hash, fresh.value())).stream())
                .toList());
        prints.announce(values.stream()
                .filter(fresh -> recorded(fresh)
                        .filter(hash -> prints.matches(hash, fresh.value()))
                        .isEmpty())
                .toList());
    }

    private Optional<String> recorded(Fresh fresh) {
        return Optional.ofNullable(entries.get(fresh.entry())).map(Entry::hash);
    }

    /// Records what came of one step.
    public void record(Unit unit, Step step, Applier.Applied applied) {
        var before = Optional.ofNullable(entries.get(step.entry()));
        var written = written(step, applied);
        if (step.renews()) {
            boolean stored = !written.isEmpty() || step.moves().isEmpty();
            Optional.ofNullable(applied.values().get(step.entry()))
                    .filter(value -> stored)
                    .ifPresent(value -> put(settled(renewed(unit, before, print(
                            step.entry(), before, value, applied.entropy().getOrDefault(step.entry(), 0))), written, step, applied), unit));
            return;
        }
        before.filter(entry -> !written.isEmpty() || !step.forgotten().isEmpty() || records(step))
                .map(entry -> settled(entry, written, step, applied))
                .ifPresent(entry -> put(sameGenerator(unit, entry) ? defined(unit, entry) : entry, unit));
    }

    /// Records a value that was found in its places.
    public void adopt(Unit unit, Material value, List<TargetId> places) {
        var before = Optional.ofNullable(entries.get(unit.entry()));
        if (before.map(entry -> holds(entry, value, places)).orElse(false)) {
            return;
        }
        var hash = print(unit.entry(), before, value, 0);
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

    /// The fingerprint of a value in force: the recorded one, where it is of this value.
    private String print(String entry, Optional<Entry> before, Material value, int bits) {
        return before.map(Entry::hash)
                .filter(recorded -> prints.matches(recorded, value))
                .orElseGet(() -> prints.make(entry, value, bits));
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
        return new Entry(
                defined.hash(),
                defined.createdAt(),
                defined.updatedAt(),
                defined.lastRotated(),
                defined.rotationCount(),
                defined.targets(),
                defined.provenance(),
                defined.definitionHash(),
                unknown);
    }

    private static boolean sameGenerator(Unit unit, Entry entry) {
        return generatorHash(unit).equals(entry.unknown().get(GENERATOR_HASH));
    }

    /// Places that the manifest no longer declares are forgotten only when every write went through: until then one
    /// of them may be the last that holds the value.
    private Entry settled(Entry before, List<TargetId> written, Step step, Applier.Applied applied) {
        var entry = before;
        for (var place : written) {
            entry = entry.delivered(place, new Delivery(now, actor));
        }
        for (var move : step.moves()) {
            if (move.action() == Action.RECORD) {
                entry = entry.delivered(move.to(), new Delivery(now, actor));
            }
        }
        boolean complete = step.moves().stream().filter(Move::writes).allMatch(move -> done(step, move.to(), applied));
        return complete && !step.forgotten().isEmpty() ? entry.forgotten(step.forgotten()) : entry;
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
