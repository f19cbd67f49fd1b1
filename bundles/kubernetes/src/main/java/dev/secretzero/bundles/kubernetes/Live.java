package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Secret;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A Secret as the cluster has it.
///
/// @param version the resourceVersion
/// @param data values by key, as stored
/// @param owned what of it our field manager answers for
record Live(
        String uid,
        String version,
        String type,
        boolean immutable,
        SortedMap<String, Secret> data,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Owned owned)
        implements AutoCloseable {

    static final String MANAGER = "secretzero";
    static final String OPAQUE = "Opaque";
    static final String TLS = "kubernetes.io/tls";
    private static final Set<String> PAIR = Set.of("tls.crt", "tls.key");

    /// Names of keys, labels and annotations.
    record Owned(Set<String> keys, Set<String> labels, Set<String> annotations) {}

    /// Empty when it is no Secret, or one that cannot be.
    static Optional<Live> of(io.fabric8.kubernetes.api.model.Secret secret) {
        var meta = secret.getMetadata();
        if (!"Secret".equals(secret.getKind()) || meta == null || meta.getResourceVersion() == null || meta.getUid() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Live(
                    meta.getUid(),
                    meta.getResourceVersion(),
                    Objects.requireNonNullElse(secret.getType(), OPAQUE),
                    Boolean.TRUE.equals(secret.getImmutable()),
                    decoded(secret.getData()),
                    sorted(meta.getLabels()),
                    sorted(meta.getAnnotations()),
                    owned(meta)));
        } catch (IllegalArgumentException _) {
            // The decoder quotes what is no base64.
            return Optional.empty();
        }
    }

    private static SortedMap<String, Secret> decoded(@Nullable Map<String, String> data) {
        var values = new TreeMap<String, Secret>();
        if (data != null) {
            data.forEach((key, text) -> values.put(key, Secret.take(Base64.getDecoder().decode(Objects.requireNonNullElse(text, "")))));
        }
        return values;
    }

    private static SortedMap<String, String> sorted(@Nullable Map<String, String> texts) {
        var sorted = new TreeMap<String, String>();
        if (texts != null) {
            texts.forEach((key, text) -> sorted.put(key, Objects.requireNonNullElse(text, "")));
        }
        return sorted;
    }

    private static Owned owned(ObjectMeta meta) {
        var owned = new Owned(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        if (meta.getManagedFields() != null) {
            meta.getManagedFields().stream()
                    .filter(entry -> entry != null && MANAGER.equals(entry.getManager()) && entry.getFieldsV1() != null)
                    .map(ManagedFieldsEntry::getFieldsV1)
                    .map(FieldsV1::getAdditionalProperties)
                    .forEach(fields -> add(fields, owned));
        }
        return owned;
    }

    private static void add(Map<String, Object> fields, Owned owned) {
        owned.keys().addAll(names(fields.get("f:data")));
        if (fields.get("f:metadata") instanceof Map<?, ?> meta) {
            owned.labels().addAll(names(meta.get("f:labels")));
            owned.annotations().addAll(names(meta.get("f:annotations")));
        }
    }

    /// The names below a field: `{"f:NAME": {}}`.
    private static Set<String> names(@Nullable Object below) {
        var names = new TreeSet<String>();
        if (below instanceof Map<?, ?> map) {
            for (var key : map.keySet()) {
                if (key instanceof String name && name.startsWith("f:")) {
                    names.add(name.substring(2));
                }
            }
        }
        return names;
    }

    /// What a key holds. A pair of certificate and key must have both from the start: there an empty one is none.
    Optional<Secret> value(String key) {
        return Optional.ofNullable(data.get(key)).filter(value -> value.length() > 0 || !placeholder(key));
    }

    private boolean placeholder(String key) {
        return isPlaceholder(type, key);
    }

    static boolean isPlaceholder(String type, String key) {
        return type.equals(TLS) && PAIR.contains(key);
    }

    /// What [#value] gives, for every key.
    SortedMap<String, Secret> values() {
        var values = new TreeMap<>(data);
        values.keySet().removeIf(key -> value(key).isEmpty());
        return values;
    }

    /// Wipes the values.
    @Override
    public void close() {
        data.values().forEach(Secret::close);
    }

    /// Whether a label says that it was made by us.
    boolean ours() {
        return MANAGER.equals(labels.get(Draft.MANAGED_BY));
    }
}
