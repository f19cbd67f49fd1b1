package dev.secretzero.engine.lock;

import dev.secretzero.engine.json.Timestamp;
import dev.secretzero.engine.manifest.TargetId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was made and delivered. Immutable; two locks are equal when they would be written alike.
///
/// Keys that this program does not know are kept in `unknown` and written back.
///
/// @param entries by name, sorted, so that two branches merge
/// @param metadata free-form, as plain JSON values
public record Lock(
        String version,
        SortedMap<String, Entry> entries,
        Optional<Tracked> secretfile,
        Map<String, @Nullable Object> metadata,
        Map<String, @Nullable Object> unknown) {

    /// The version of the format that this program writes, and the only one that it reads.
    public static final String VERSION = "1.0";

    public Lock {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
    }

    /// A lock that remembers nothing.
    public static Lock empty() {
        return new Lock(VERSION, Collections.emptySortedMap(), Optional.empty(), Map.of(), Map.of());
    }

    /// Whether it remembers nothing.
    public boolean isEmpty() {
        return entries.isEmpty() && secretfile.isEmpty() && metadata.isEmpty() && unknown.isEmpty();
    }

    /// What is remembered of one secret, or of one field of a secret made from a template.
    ///
    /// @param hash the fingerprint of the value in force
    /// @param rotationCount how often the value has changed since it was first made
    /// @param targets by target id, the fingerprint of what was last delivered there
    /// @param provenance by target id, the last three deliveries, newest last
    /// @param definitionHash the declaration that the value in force was made by
    public record Entry(
            String hash,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> lastRotated,
            int rotationCount,
            SortedMap<String, String> targets,
            SortedMap<String, List<Delivery>> provenance,
            Optional<String> definitionHash,
            Map<String, @Nullable Object> unknown) {

        /// How many deliveries are remembered for each target.
        public static final int PROVENANCE_LIMIT = 3;

        public Entry {
            createdAt = Timestamp.precise(createdAt);
            updatedAt = Timestamp.precise(updatedAt);
            lastRotated = lastRotated.map(Timestamp::precise);
            targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
            provenance = Collections.unmodifiableSortedMap(copy(provenance));
            unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        }

        private static SortedMap<String, List<Delivery>> copy(SortedMap<String, List<Delivery>> provenance) {
            var copy = new TreeMap<String, List<Delivery>>();
            provenance.forEach((target, deliveries) -> copy.put(target, List.copyOf(deliveries)));
            return copy;
        }

        /// A value that was made just now and is nowhere yet. The first value is no rotation, even where one was asked for.
        public static Entry made(String hash, Instant now) {
            return new Entry(
                    hash,
                    now,
                    now,
                    Optional.empty(),
                    0,
                    Collections.emptySortedMap(),
                    Collections.emptySortedMap(),
                    Optional.empty(),
                    Map.of());
        }

        /// The start of a value's age.
        public Instant since() {
            return lastRotated.orElse(createdAt);
        }

        /// A new value is in force: a rotation, counted as one. The same value again changes nothing.
        public Entry renewed(String changed, Instant now) {
            return changed.equals(hash)
                    ? this
                    : new Entry(
                            changed,
                            createdAt,
                            now,
                            Optional.of(now),
                            rotationCount + 1,
                            targets,
                            provenance,
                            definitionHash,
                            unknown);
        }

        /// Another value turned out to be in force: no rotation. The same value again changes nothing.
        public Entry corrected(String found, Instant now) {
            return found.equals(hash)
                    ? this
                    : new Entry(
                            found,
                            createdAt,
                            now,
                            lastRotated,
                            rotationCount,
                            targets,
                            provenance,
                            definitionHash,
                            unknown);
        }

        /// The same value has another fingerprint, also at the places that hold it. No time changes.
        public Entry reprinted(String print) {
            var places = new TreeMap<>(targets);
            places.replaceAll((place, delivered) -> delivered.equals(hash) ? print : delivered);
            return new Entry(
                    print,
                    createdAt,
                    updatedAt,
                    lastRotated,
                    rotationCount,
                    places,
                    provenance,
                    definitionHash,
                    unknown);
        }

        /// The value in force was delivered to a target. Of each target the last [#PROVENANCE_LIMIT] deliveries are kept.
        public Entry delivered(TargetId target, Delivery delivery) {
            var places = new TreeMap<>(targets);
            places.put(target.value(), hash);
            var known = new ArrayList<>(provenance.getOrDefault(target.value(), List.of()));
            known.add(delivery);
            var past = new TreeMap<>(provenance);
            past.put(target.value(), known.subList(Math.max(0, known.size() - PROVENANCE_LIMIT), known.size()));
            return places(places, past, delivery.updatedAt());
        }

        /// These targets are declared no more. What is not known is not missed.
        public Entry forgotten(Collection<TargetId> stale) {
            var places = new TreeMap<>(targets);
            var past = new TreeMap<>(provenance);
            for (var target : stale) {
                places.remove(target.value());
                past.remove(target.value());
            }
            return places(places, past, updatedAt);
        }

        /// This entry with other keys beside the known ones.
        public Entry unknown(Map<String, @Nullable Object> keys) {
            return new Entry(
                    hash,
                    createdAt,
                    updatedAt,
                    lastRotated,
                    rotationCount,
                    targets,
                    provenance,
                    definitionHash,
                    keys);
        }

        /// The value in force was made by this declaration.
        public Entry definedBy(String definition) {
            return new Entry(
                    hash,
                    createdAt,
                    updatedAt,
                    lastRotated,
                    rotationCount,
                    targets,
                    provenance,
                    Optional.of(definition),
                    unknown);
        }

        /// What was last delivered to a target. Files that stand under the id of very old lockfiles (`<alias>/file/`) are found.
        public Optional<String> recorded(TargetId target) {
            var own = Optional.ofNullable(targets.get(target.value()));
            return own.or(() -> legacy(target).flatMap(old -> Optional.ofNullable(targets.get(old))));
        }

        /// Moves what stands under the file id of very old lockfiles to the ids of the declared files.
        public Entry migrated(Collection<TargetId> declared) {
            var places = new TreeMap<>(targets);
            var past = new TreeMap<>(provenance);
            for (var target : declared) {
                legacy(target).ifPresent(old -> {
                    copy(targets, places, old, target.value());
                    copy(provenance, past, old, target.value());
                });
            }
            for (var target : declared) {
                legacy(target).ifPresent(old -> {
                    places.remove(old);
                    past.remove(old);
                });
            }
            return places(places, past, updatedAt);
        }

        /// What stands under an id stands under these others instead, where they have nothing of their own.
        Entry parted(TargetId shared, Collection<TargetId> own) {
            var places = new TreeMap<>(targets);
            var past = new TreeMap<>(provenance);
            places.remove(shared.value());
            past.remove(shared.value());
            for (var id : own) {
                copy(targets, places, shared.value(), id.value());
                copy(provenance, past, shared.value(), id.value());
            }
            return places(places, past, updatedAt);
        }

        private static <T> void copy(Map<String, T> from, Map<String, T> to, String old, String id) {
            var value = from.get(old);
            if (value != null) {
                to.putIfAbsent(id, value);
            }
        }

        private static Optional<String> legacy(TargetId target) {
            int file = target.value().indexOf("/file/");
            return Optional.of(file)
                    .filter(at -> at > 0 && at + 6 < target.value().length())
                    .map(at -> target.value().substring(0, at + 6));
        }

        private Entry places(
                SortedMap<String, String> places, SortedMap<String, List<Delivery>> past, Instant changedAt) {
            return new Entry(
                    hash,
                    createdAt,
                    changedAt,
                    lastRotated,
                    rotationCount,
                    places,
                    past,
                    definitionHash,
                    unknown);
        }
    }

    /// A delivery: when, and by whom.
    ///
    /// @param actor plain JSON values; see [SyncIdentity]
    public record Delivery(Instant updatedAt, Map<String, Object> actor, Map<String, @Nullable Object> unknown) {
        public Delivery {
            updatedAt = Timestamp.precise(updatedAt);
            actor = Collections.unmodifiableMap(new LinkedHashMap<>(actor));
            unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        }

        public Delivery(Instant updatedAt, Map<String, ? extends Object> actor) {
            this(updatedAt, new LinkedHashMap<>(actor), Map.of());
        }
    }

    /// The Secretfile of the last change.
    ///
    /// @param varFiles base names, in order
    /// @param variablesHash empty when it was never recorded
    /// @param syncIdentity see [SyncIdentity]
    public record Tracked(
            String filename,
            String hash,
            Instant syncedAt,
            List<String> varFiles,
            Optional<String> variablesHash,
            Optional<Map<String, Object>> syncIdentity,
            String manifestSpecVersion,
            Map<String, @Nullable Object> unknown) {
        public Tracked {
            syncedAt = Timestamp.precise(syncedAt);
            varFiles = List.copyOf(varFiles);
            syncIdentity = syncIdentity.map(known -> Collections.unmodifiableMap(new LinkedHashMap<>(known)));
            unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        }

        /// Whether the variables come from other files or are others than those recorded. Variables that were never
        /// recorded count as the same.
        public boolean variablesChanged(List<String> files, String variables) {
            return !varFiles.equals(files)
                    || variablesHash.filter(recorded -> !recorded.equals(variables)).isPresent();
        }
    }

    /// A fingerprint of what would be written: SHA-256, as 64 hex digits. Takes time in proportion to the whole lock.
    public String digest() {
        return LockText.digest(this);
    }

    public Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /// This lock with other entries. Takes time in proportion to all of them: collect the changes, then call it once.
    public Lock entries(SortedMap<String, Entry> changed) {
        return new Lock(version, changed, secretfile, metadata, unknown);
    }

    public Lock secretfile(Tracked tracked) {
        return new Lock(version, entries, Optional.of(tracked), metadata, unknown);
    }

    /// Records the Secretfile in force. When it is the one that was recorded already, with its variables, nothing
    /// changes, not even the time. An identity that is not given and keys that are not known stay as they were.
    public Lock tracking(Tracked now) {
        return secretfile.map(before -> tracking(before, merged(before, now))).orElseGet(() -> secretfile(now));
    }

    private Lock tracking(Tracked before, Tracked now) {
        boolean same = before.filename().equals(now.filename())
                && before.hash().equals(now.hash())
                && before.varFiles().equals(now.varFiles())
                && before.variablesHash().equals(now.variablesHash());
        return same ? this : secretfile(now);
    }

    private static Tracked merged(Tracked before, Tracked now) {
        var unknown = new LinkedHashMap<String, @Nullable Object>(before.unknown());
        unknown.putAll(now.unknown());
        boolean withVariables = now.variablesHash().isPresent();
        return new Tracked(
                now.filename(),
                now.hash(),
                now.syncedAt(),
                withVariables ? now.varFiles() : before.varFiles(),
                withVariables ? now.variablesHash() : before.variablesHash(),
                now.syncIdentity().or(before::syncIdentity),
                now.manifestSpecVersion(),
                unknown);
    }

    public Lock metadata(Map<String, @Nullable Object> changed) {
        return new Lock(version, entries, secretfile, changed, unknown);
    }
}
