package dev.secretzero.engine.lock;

import java.time.Instant;
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

    public Lock {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
    }

    /// A lock that remembers nothing.
    public static Lock empty() {
        return new Lock("1.0", Collections.emptySortedMap(), Optional.empty(), Map.of(), Map.of());
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
            targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
            provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
            unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        }

        /// The start of a value's age.
        public Instant since() {
            return lastRotated.orElse(createdAt);
        }
    }

    /// A delivery: when, and by whom.
    public record Delivery(Instant updatedAt, Map<String, String> actor) {
        public Delivery {
            actor = Collections.unmodifiableMap(new LinkedHashMap<>(actor));
        }
    }

    /// The Secretfile of the last change.
    ///
    /// @param varFiles base names, in order
    public record Tracked(
            String filename,
            String hash,
            Instant syncedAt,
            List<String> varFiles,
            Optional<String> variablesHash,
            Optional<Map<String, @Nullable Object>> syncIdentity,
            String manifestSpecVersion,
            Map<String, @Nullable Object> unknown) {
        public Tracked {
            varFiles = List.copyOf(varFiles);
            unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        }
    }

    public Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /// This lock with other entries.
    public Lock entries(SortedMap<String, Entry> changed) {
        return new Lock(version, changed, secretfile, metadata, unknown);
    }

    public Lock secretfile(Tracked tracked) {
        return new Lock(version, entries, Optional.of(tracked), metadata, unknown);
    }

    public Lock metadata(Map<String, @Nullable Object> changed) {
        return new Lock(version, entries, secretfile, changed, unknown);
    }
}
