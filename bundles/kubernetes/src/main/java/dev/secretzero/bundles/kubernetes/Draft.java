package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// What is to be in a Secret: the keys that are written, and what else was asked of it.
///
/// Server-side apply takes away from a manager what it no longer states. So all that is ours already is stated again, as it
/// was read; the version that was read goes along, and the server refuses when it has moved on.
///
/// @param type as stated; empty where the Secret keeps its own
/// @param data new values by key
/// @param consumers what is to be restarted for them
record Draft(
        SecretName name,
        Optional<String> type,
        SortedMap<String, Secret> data,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        SortedSet<Consumer> consumers)
        implements AutoCloseable {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /// The most that the values of a Secret may have together, in bytes.
    static final int LARGEST = 1 << 20;

    private static final Map<String, List<String>> NEEDED = Map.of(
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/basic-auth", List.of("username", "password"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    /// Whether the Secret holds all of it already.
    boolean heldBy(Live live) {
        return data.entrySet().stream().allMatch(entry ->
                Optional.ofNullable(live.data().get(entry.getKey())).filter(entry.getValue()::matches).isPresent());
    }

    /// Wipes the values.
    @Override
    public void close() {
        data.values().forEach(Secret::close);
    }

    /// The request that makes the Secret.
    Call create(Cluster cluster) {
        var values = new TreeMap<>(data);
        var kind = type.orElse(Live.OPAQUE);
        if (kind.equals(Live.TLS)) {
            values.putIfAbsent("tls.crt", Secret.of(""));
            values.putIfAbsent("tls.key", Secret.of(""));
        }
        check(kind, values);
        var stated = new TreeMap<>(labels);
        stated.putIfAbsent(MANAGED_BY, Live.MANAGER);
        var noted = owing(new TreeMap<>(annotations), Owed.none(), Owed.FIRST);
        return Call.create(name, cluster.json(new SecretBuilder()
                .withNewMetadata().withName(name.name()).withNamespace(name.namespace())
                .withLabels(stated).withAnnotations(noted).endMetadata()
                .withType(kind).withData(encoded(values)).build()));
    }

    /// The request that writes into the Secret that is there.
    Call apply(Cluster cluster, Live live) {
        if (live.immutable()) {
            throw Wrong.unwritable(name.shown() + " is immutable", "delete it, or write to another");
        }
        if (type.isPresent() && !type.get().equals(live.type())) {
            throw Wrong.setting("secret_type", "is " + type.get() + ", but " + name.shown() + " is of the type " + live.type(),
                    "a type cannot be changed: state that one, or delete the Secret");
        }
        var all = new TreeMap<>(live.data());
        all.putAll(data);
        check(live.type(), all);
        var values = new TreeMap<>(data);
        live.owned().keys().forEach(key -> Optional.ofNullable(live.data().get(key)).ifPresent(value -> values.putIfAbsent(key, value)));
        var noted = owing(kept(annotations, live.annotations(), live.owned().annotations()), Owed.of(live), live.version());
        return Call.apply(name, cluster.json(new SecretBuilder()
                .withNewMetadata().withName(name.name()).withNamespace(name.namespace())
                .withUid(live.uid()).withResourceVersion(live.version())
                .withLabels(stated(live)).withAnnotations(noted)
                .endMetadata()
                .withType(live.type()).withData(encoded(values)).build()));
    }

    /// Notes what is to be restarted, beside what still is.
    private SortedMap<String, String> owing(SortedMap<String, String> noted, Owed before, String mark) {
        if (!consumers.isEmpty()) {
            noted.put(Owed.ANNOTATION, before.with(consumers, mark).text());
        }
        return noted;
    }

    /// A Secret that somebody else manages stays theirs.
    private SortedMap<String, String> stated(Live live) {
        var stated = kept(labels, live.labels(), live.owned().labels());
        if (!live.labels().containsKey(MANAGED_BY)) {
            stated.putIfAbsent(MANAGED_BY, Live.MANAGER);
        }
        return stated;
    }

    private static SortedMap<String, String> kept(
            SortedMap<String, String> stated, SortedMap<String, String> live, Set<String> owned) {
        var kept = new TreeMap<>(stated);
        owned.forEach(key -> Optional.ofNullable(live.get(key)).ifPresent(value -> kept.putIfAbsent(key, value)));
        return kept;
    }

    private void check(String type, SortedMap<String, Secret> all) {
        if (all.values().stream().mapToLong(Secret::length).sum() > LARGEST) {
            throw Wrong.unwritable(name.shown() + " would hold more than 1 MiB", "a Secret holds no more: use another for some of its keys");
        }
        var needed = NEEDED.getOrDefault(type, List.of());
        boolean there = needed.isEmpty() || needed.stream().anyMatch(key -> Optional.ofNullable(all.get(key)).filter(value -> !missing(type, value)).isPresent());
        if (!there) {
            throw Wrong.setting("data_key", "leaves out what a Secret of the type " + type + " must hold",
                    "one of its keys must be " + String.join(" or ", needed));
        }
    }

    private static boolean missing(String type, Secret value) {
        return !type.equals("kubernetes.io/basic-auth") && value.length() == 0;
    }

    private static Map<String, String> encoded(SortedMap<String, Secret> values) {
        var texts = new TreeMap<String, String>();
        values.forEach((key, value) -> texts.put(key, value.lend(Base64.getEncoder()::encodeToString)));
        return texts;
    }
}
