package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A key of a Secret, or several.
///
/// The Secret is the container: its places cost one reading and one write together. Keys, labels and annotations that are
/// not ours stay. The version of a place is the Secret's resourceVersion; a write that names one is refused when the place
/// itself has changed since, and not when only another key has. The server compares the version once more when it writes.
///
/// @param type as stated; empty where the Secret keeps its own
/// @param consumers what is restarted after a write
record KubernetesSecret(
        KubernetesProvider provider,
        SecretName secret,
        Keys keys,
        Optional<String> type,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        List<Consumer> consumers)
        implements Shared {

    private static final int ATTEMPTS = 5;
    private static final String RESTARTED_FOR = "secret.secretzero.dev/";

    static Target open(KubernetesProvider provider, Settings settings) {
        var namespace = settings.maybe("namespace").map(Names::namespace).orElse(provider.namespace());
        var name = settings.maybe("secret_name").or(() -> settings.maybe("name"))
                .orElseThrow(() -> Wrong.setting("secret_name", "is required", "say which Secret holds the value"));
        return new KubernetesSecret(
                provider,
                new SecretName(namespace, Names.object("secret_name", name)),
                Keys.open(settings),
                settings.maybe("secret_type").map(String::strip).filter(text -> !text.isEmpty()),
                map(settings, "labels"),
                map(settings, "annotations"),
                settings.has("restart") ? settings.list("restart").stream().map(Consumer::parse).toList() : List.of());
    }

    private static SortedMap<String, String> map(Settings settings, String key) {
        return settings.has(key) ? settings.map(key) : new TreeMap<>();
    }

    @Override
    public Object container() {
        return List.of(provider, secret);
    }

    private Cluster cluster() {
        return provider.cluster();
    }

    /// The Secret; empty when there is none, or no such namespace.
    static Optional<Live> read(Cluster cluster, SecretName name) {
        var call = Call.read(name);
        var answer = cluster.send(call);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.succeeded()) {
            throw cluster.refusal(call, answer);
        }
        return Optional.of(live(cluster, name, call, answer));
    }

    private static Live live(Cluster cluster, SecretName name, Call call, Answer answer) {
        var live = cluster.parsed(answer, io.fabric8.kubernetes.api.model.Secret.class)
                .flatMap(Live::of)
                .orElseThrow(() -> cluster.senseless(call));
        cluster.memory().keep(name, live);
        return live;
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        if (places.isEmpty()) {
            return List.of();
        }
        places.forEach(place -> of(place).keys.of(place.name()));
        var live = read(cluster(), secret);
        try {
            return places.stream().map(place -> observed(place, live)).toList();
        } finally {
            live.ifPresent(Live::close);
        }
    }

    private static Observation observed(Place place, Optional<Live> live) {
        return live.flatMap(found -> of(place).keys.joined(place.name(), found)
                        .<Observation>map(material -> new Observation.Shown(material, Optional.of(new Version(found.version())))))
                .orElseGet(Observation.Absent::new);
    }

    @Override
    public List<Receipt> putAll(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        var receipt = written(deliveries);
        if (receipt instanceof Receipt.Written(var version, var _)) {
            version.ifPresent(mark -> restart(deliveries, mark));
        }
        return deliveries.stream().map(_ -> receipt).toList();
    }

    private Receipt written(List<Delivery> deliveries) {
        try (var draft = draft(deliveries)) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                var receipt = attempted(draft, deliveries);
                if (receipt.isPresent()) {
                    return receipt.get();
                }
            }
        }
        throw busy();
    }

    /// Empty when somebody was faster.
    private Optional<Receipt> attempted(Draft draft, List<Delivery> deliveries) {
        var live = read(cluster(), secret);
        try {
            if (!expected(live, deliveries)) {
                return Optional.of(new Receipt.Conflict(live.map(Live::version).map(Version::new)));
            }
            return live.filter(draft::heldBy)
                    .map(found -> Optional.of(receipt(found)))
                    .orElseGet(() -> sent(live.map(found -> draft.apply(cluster(), found)).orElseGet(() -> draft.create(cluster()))));
        } finally {
            live.ifPresent(Live::close);
        }
    }

    private Optional<Receipt> sent(Call call) {
        var answer = cluster().send(call);
        if (answer.status() == 409) {
            return Optional.empty();
        }
        if (!answer.succeeded()) {
            throw cluster().refusal(call, answer);
        }
        try (var live = live(cluster(), secret, call, answer)) {
            return Optional.of(receipt(live));
        }
    }

    private static Receipt receipt(Live live) {
        return new Receipt.Written(Optional.of(new Version(live.version())), Optional.empty());
    }

    private ProblemException busy() {
        return Wrong.unwritable(secret.shown() + " was changed by others each time it was to be written", "try again when it rests");
    }

    /// Whether each place is as its writer believes. A place that holds what is to be written is.
    private boolean expected(Optional<Live> live, List<Delivery> deliveries) {
        return deliveries.stream().allMatch(delivery -> expected(live, delivery));
    }

    private boolean expected(Optional<Live> live, Delivery delivery) {
        return of(delivery.place()).keys.of(delivery.place().name()).stream().allMatch(key -> switch (delivery.expect()) {
            case Expect.Anything _ -> true;
            case Expect.Nothing _ -> held(live, key).isEmpty() || holds(live, delivery);
            case Expect.Exactly(var version) -> live.filter(found -> found.version().equals(version.value())).isPresent()
                    || cluster().memory().untouched(secret, version.value(), key, held(live, key))
                    || holds(live, delivery);
        });
    }

    private static Optional<Secret> held(Optional<Live> live, String key) {
        return live.flatMap(found -> found.value(key));
    }

    private static boolean holds(Optional<Live> live, Delivery delivery) {
        var parts = of(delivery.place()).keys.split(delivery.place().name(), delivery.material());
        try {
            return parts.entrySet().stream()
                    .allMatch(part -> held(live, part.getKey()).filter(part.getValue()::matches).isPresent());
        } finally {
            parts.values().forEach(Secret::close);
        }
    }

    private Draft draft(List<Delivery> deliveries) {
        var data = new TreeMap<String, Secret>();
        var types = new LinkedHashSet<String>();
        var allLabels = new TreeMap<String, String>();
        var allAnnotations = new TreeMap<String, String>();
        for (var delivery : deliveries) {
            var target = of(delivery.place());
            target.keys.split(delivery.place().name(), delivery.material()).forEach((key, value) -> add(data, key, value));
            target.type.ifPresent(types::add);
            allLabels.putAll(target.labels);
            allAnnotations.putAll(target.annotations);
        }
        if (types.size() > 1) {
            throw Wrong.setting("secret_type", "differs between the targets of " + secret.shown(), "a Secret has one type");
        }
        return new Draft(secret, types.stream().findFirst(), data, allLabels, allAnnotations);
    }

    private void add(SortedMap<String, Secret> data, String key, Secret value) {
        if (value.length() > Draft.LARGEST) {
            throw Wrong.unwritable("the value for the key " + key + " of " + secret.shown() + " is larger than 1 MiB", "a Secret holds no more");
        }
        var other = data.put(key, value);
        if (other != null && !other.matches(value)) {
            throw Wrong.setting("data_key", "\"" + key + "\" of " + secret.shown() + " is written by two secrets", "give each a key of its own");
        }
    }

    /// Restarts what uses the Secret by a mark in its pods' template, as `kubectl rollout restart` does. The mark is the
    /// version that was written, so that a repeated try restarts nothing twice.
    private void restart(List<Delivery> deliveries, Version version) {
        var all = new LinkedHashSet<Consumer>();
        deliveries.forEach(delivery -> all.addAll(of(delivery.place()).consumers));
        var problems = new ArrayList<ProblemException>();
        for (var consumer : all) {
            try {
                restart(consumer, version);
            } catch (ProblemException e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw unrestarted(problems.getFirst());
        }
    }

    private void restart(Consumer consumer, Version version) {
        var mark = Map.of("metadata", Map.of("annotations", Map.of(RESTARTED_FOR + shortened(secret.name()), version.value())));
        var call = Call.restart(consumer, secret.namespace(), cluster().json(Map.of("spec", Map.of("template", mark))));
        var answer = cluster().send(call);
        if (!answer.succeeded()) {
            throw cluster().refusal(call, answer);
        }
    }

    /// An annotation's name has at most 63 characters, and ends in a letter or a digit.
    private static String shortened(String name) {
        return name.length() <= 63 ? name : name.substring(0, 50).replaceAll("[-.]+$", "") + "-" + Integer.toHexString(name.hashCode());
    }

    /// It is not tried again: a second write would find the value in place, and nothing to restart for.
    private ProblemException unrestarted(ProblemException e) {
        var problem = e.problem();
        boolean passing = problem.code() == Problem.Code.UNREACHABLE || problem.code() == Problem.Code.THROTTLED;
        return new ProblemException(new Problem(
                passing ? Problem.Code.UNWRITABLE : problem.code(),
                secret.shown() + " is written, but not all that uses it was restarted: " + problem.message(),
                Optional.of("restart it with `kubectl rollout restart`; " + problem.hint().orElse(""))));
    }

    /// Takes the keys away; with the last key of a Secret that we made, the Secret.
    @Override
    public void remove(String name) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (removed(keys.of(name))) {
                return;
            }
        }
        throw busy();
    }

    /// False when somebody was faster.
    private boolean removed(Set<String> names) {
        var live = read(cluster(), secret);
        try {
            return live.isEmpty() || removed(live.get(), names);
        } finally {
            live.ifPresent(Live::close);
        }
    }

    private boolean removed(Live live, Set<String> names) {
        var gone = new TreeSet<>(names);
        gone.retainAll(live.values().keySet());
        if (gone.isEmpty()) {
            return true;
        }
        boolean last = gone.containsAll(live.values().keySet()) && live.ours();
        var call = last ? Call.delete(secret, preconditions(live)) : Call.merge(secret, without(live, gone));
        var answer = cluster().send(call);
        if (answer.succeeded() || answer.status() == 404) {
            return true;
        }
        if (answer.status() == 409) {
            return false;
        }
        throw cluster().refusal(call, answer);
    }

    private String preconditions(Live live) {
        return cluster().json(Map.of(
                "apiVersion", "v1", "kind", "DeleteOptions", "preconditions", Map.of("uid", live.uid(), "resourceVersion", live.version())));
    }

    /// A null takes a key away. What the type cannot be without is emptied.
    private String without(Live live, TreeSet<String> gone) {
        var data = new TreeMap<String, @Nullable String>();
        gone.forEach(key -> data.put(key, Live.isPlaceholder(live.type(), key) ? "" : null));
        return cluster().json(Map.of("metadata", Map.of("uid", live.uid(), "resourceVersion", live.version()), "data", data));
    }

    private static KubernetesSecret of(Place place) {
        if (place.target() instanceof KubernetesSecret target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of container");
    }

    @Override
    public String toString() {
        return secret.shown();
    }
}
