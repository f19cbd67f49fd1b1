package dev.secretzero.engine;

import dev.secretzero.engine.lock.Canonical;
import dev.secretzero.engine.lock.Journal;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.LockFile;
import dev.secretzero.engine.lock.SharedIds;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The two lockfiles of an operation as one: the shared one, and this machine's for secrets declared `local`.
final class Locks implements AutoCloseable {

    /// What the record of a delivery takes in a lockfile, in bytes, with room to spare.
    private static final long RECORD = 1200;

    private final Workspace workspace;
    private final InstantSource clock;
    private final LockFile.Exclusive shared;
    private final Optional<LockFile.Exclusive> local;

    private Locks(
            Workspace workspace, InstantSource clock, LockFile.Exclusive shared, Optional<LockFile.Exclusive> local) {
        this.workspace = workspace;
        this.clock = clock;
        this.shared = shared;
        this.local = local;
    }

    /// Holds both, waiting at most `patience` for each. Readers are not kept out.
    static Locks hold(Workspace workspace, InstantSource clock, Duration patience) {
        var shared = LockFile.hold(workspace.lane().lockfile(), patience);
        try {
            Optional<LockFile.Exclusive> local = localEntries(workspace.manifest()).isEmpty()
                    ? Optional.empty()
                    : Optional.of(LockFile.hold(workspace.lane().localLockfile(), patience));
            return new Locks(workspace, clock, shared, local);
        } catch (RuntimeException e) {
            shared.close();
            throw e;
        }
    }

    /// Reads both without holding them.
    static Lock read(Workspace workspace) {
        var shared = read(workspace.lane().lockfile());
        var names = localEntries(workspace.manifest());
        return SharedIds.parted(
                names.isEmpty() ? shared : merged(shared, read(workspace.lane().localLockfile()), names),
                workspace.manifest());
    }

    private static Lock read(Path path) {
        return switch (LockFile.read(path)) {
            case LockFile.Reading.Missing _ -> Lock.empty();
            case LockFile.Reading.Held held -> held.lock();
        };
    }

    static boolean exists(Workspace workspace) {
        return !(LockFile.read(workspace.lane().lockfile()) instanceof LockFile.Reading.Missing)
                || (!localEntries(workspace.manifest()).isEmpty()
                        && !(LockFile.read(workspace.lane().localLockfile()) instanceof LockFile.Reading.Missing));
    }

    /// What runs that did not end had begun, and where this one notes what it begins.
    Journal journal() {
        return Journal.of(workspace.lane().lockfile());
    }

    Lock lock() {
        var manifest = workspace.manifest();
        return SharedIds.parted(
                local.map(file -> merged(shared.lock(), file.lock(), localEntries(manifest))).orElseGet(shared::lock),
                manifest);
    }

    /// Makes sure that there is room to record a plan, before it is carried out.
    void reserve(Plan plan) {
        long places = plan.steps().stream().filter(Plan.Step::changes).mapToLong(step -> 1 + step.moves().size()).sum();
        if (places > 0) {
            shared.reserve(places * RECORD);
            local.ifPresent(file -> file.reserve(places * RECORD));
        }
    }

    /// Writes what changed, each entry to the file that it belongs to.
    ///
    /// @param anchored puts the head of the audit log into the shared one, when that is written anyway
    /// @return whether anything was written
    boolean save(
            SortedMap<String, Lock.Entry> entries, Supplier<Map<String, Object>> identity, UnaryOperator<Lock> anchored) {
        var names = localEntries(workspace.manifest());
        var after = tracking(shared.lock().entries(only(entries, names, false)), identity);
        boolean changed = shared.save(after.equals(shared.lock()) ? after : anchored.apply(after));
        if (local.isPresent()) {
            var own = new TreeMap<>(local.get().lock().entries());
            own.keySet().removeIf(names::contains);
            own.putAll(only(entries, names, true));
            changed |= local.get().save(stamped(local.get().lock(), own, identity));
        }
        return changed;
    }

    /// The Secretfile in force is recorded when it is another than before, and never in a lock that is still empty.
    private Lock tracking(Lock after, Supplier<Map<String, Object>> identity) {
        boolean same = after.isEmpty() || after.tracking(tracked(Optional.empty())).equals(after);
        return same ? after : after.tracking(tracked(Optional.of(identity.get())));
    }

    private static Lock stamped(
            Lock lock, SortedMap<String, Lock.Entry> entries, Supplier<Map<String, Object>> identity) {
        if (lock.entries().equals(entries)) {
            return lock;
        }
        var metadata = new LinkedHashMap<String, @Nullable Object>(lock.metadata());
        metadata.put("local_host", SyncIdentity.localHost(identity.get()));
        return lock.entries(entries).metadata(metadata);
    }

    private Lock.Tracked tracked(Optional<Map<String, Object>> identity) {
        return new Lock.Tracked(
                name(workspace.path()),
                Canonical.manifestHash(workspace.text()),
                clock.instant(),
                varFiles(workspace),
                Optional.of(Engine.variablesHash(workspace.manifest())),
                identity,
                Manifest.SPEC_VERSION,
                Map.of());
    }

    /// The base names of the var files, in order.
    static List<String> varFiles(Workspace workspace) {
        return workspace.lane().varFiles().stream().map(Locks::name).toList();
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private static SortedMap<String, Lock.Entry> only(
            SortedMap<String, Lock.Entry> entries, Set<String> names, boolean in) {
        var chosen = new TreeMap<>(entries);
        chosen.keySet().removeIf(name -> names.contains(name) != in);
        return chosen;
    }

    private static Lock merged(Lock shared, Lock local, Set<String> names) {
        var entries = new TreeMap<>(shared.entries());
        entries.keySet().removeIf(names::contains);
        entries.putAll(only(local.entries(), names, true));
        return shared.entries(entries);
    }

    private static Set<String> localEntries(Manifest manifest) {
        var names = new HashSet<String>();
        manifest.secrets().stream()
                .filter(Manifest.Declaration::local)
                .forEach(secret -> manifest.units(secret).forEach(unit -> names.add(unit.entry())));
        return names;
    }

    @Override
    public void close() {
        try {
            local.ifPresent(LockFile.Exclusive::close);
        } finally {
            shared.close();
        }
    }
}
