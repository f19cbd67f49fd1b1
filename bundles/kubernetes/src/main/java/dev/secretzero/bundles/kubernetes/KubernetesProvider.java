package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Version;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Kubernetes cluster under one login.
///
/// @param namespace of targets that name none
record KubernetesProvider(Host host, Cluster cluster, String namespace) implements Provider {

    static KubernetesProvider open(Host host, Settings settings) {
        return new KubernetesProvider(
                host, Cluster.open(Login.open(host, settings), settings), Names.namespace(settings.text("namespace")));
    }

    @Override
    public Standing standing() {
        try {
            return new Identity(cluster, namespace).standing();
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    /// Reads a Secret, or one key of it. The query may have these keys:
    ///
    /// - `name`, or else `secret_name` or `path`: the Secret; needed.
    /// - `namespace`: where it is; that of the provider when it is not given.
    /// - `key`, or else `data_key` or `field`: one key; all of them, as fields, when it is not given.
    ///
    /// @throws ProblemException when the query is faulty, or no answer could be had
    @Override
    public Observation read(SortedMap<String, String> query) {
        var written = first(query, "name", "secret_name", "path")
                .orElseThrow(() -> Wrong.setting("name", "is required", "say which Secret is read"));
        var space = first(query, "namespace").map(Names::namespace).orElse(namespace);
        var live = KubernetesSecret.read(cluster, new SecretName(space, Names.object("name", written)));
        return live.map(found -> shown(found, first(query, "key", "data_key", "field"))).orElseGet(Observation.Absent::new);
    }

    private static Observation shown(Live live, Optional<String> key) {
        var version = Optional.of(new Version(live.version()));
        if (key.isPresent()) {
            return live.value(key.get())
                    .<Observation>map(value -> new Observation.Shown(new Material.Single(value), version))
                    .orElseGet(Observation.Absent::new);
        }
        var fields = new TreeMap<String, Material>();
        live.values().forEach((name, value) -> fields.put(name, new Material.Single(value)));
        return new Observation.Shown(new Material.Fields(fields), version);
    }

    private static Optional<String> first(SortedMap<String, String> query, String... names) {
        for (var name : names) {
            var value = query.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        cluster.close();
    }

    @Override
    public String toString() {
        return "kubernetes";
    }

    /// A copy that its reader may close.
    static Secret copy(Secret secret) {
        return secret.lend(bytes -> Secret.take(bytes.clone()));
    }
}
