package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Finisher;
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
/// @param consumers what is restarted after a new value
record KubernetesSecret(
        KubernetesProvider provider,
        SecretName secret,
        Keys keys,
        Optional<String> type,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        List<Consumer> consumers)
        implements Shared, Finisher {

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
        try (var draft = draft(deliveries)) {
            Receipt receipt = switch (written(draft, deliveries)) {
                case Result.Conflict(var found) -> new Receipt.Conflict(found.map(Version::new));
                case Result.Held held -> new Receipt.Written(Optional.of(new Version(restarted(held, draft.consumers()))), Optional.empty());
            };
            return deliveries.stream().map(_ -> receipt).toList();
        }
    }

    /// What came of a write, before what follows it.
    private sealed interface Result {
        record Conflict(Optional<String> found) implements Result {}

        /// The Secret holds all of it.
        record Held(String uid, String version, Owed owed) implements Result {
            static Held of(Live live) {
                return new Held(live.uid(), live.version(), Owed.of(live));
            }
        }
    }

    private Result written(Draft draft, List<Delivery> deliveries) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var result = attempted(draft, deliveries);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw busy();
    }

    /// Empty when somebody was faster.
    private Optional<Result> attempted(Draft draft, List<Delivery> deliveries) {
        var live = read(cluster(), secret);
        try {
            if (!expected(live, deliveries)) {
                return Optional.of(new Result.Conflict(live.map(Live::version)));
            }
            return live.filter(draft::heldBy)
                    .map(found -> Optional.<Result>of(Result.Held.of(found)))
                    .orElseGet(() -> sent(live.map(found -> draft.apply(cluster(), found)).orElseGet(() -> draft.create(cluster()))));
        } finally {
            live.ifPresent(Live::close);
        }
    }

    private Optional<Result> sent(Call call) {
        var answer = cluster().send(call);
        if (answer.status() == 409) {
            return Optional.empty();
        }
        if (!answer.succeeded()) {
            throw cluster().refusal(call, answer);
        }
        try (var live = live(cluster(), secret, call, answer)) {
            return Optional.of(Result.Held.of(live));
        }
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
        var consumers = new TreeSet<Consumer>();
        for (var delivery : deliveries) {
            var target = of(delivery.place());
            target.keys.split(delivery.place().name(), delivery.material()).forEach((key, value) -> add(data, key, value));
            target.type.ifPresent(types::add);
            allLabels.putAll(target.labels);
            allAnnotations.putAll(target.annotations);
            consumers.addAll(target.consumers);
        }
        if (types.size() > 1) {
            throw Wrong.setting("secret_type", "differs between the targets of " + secret.shown(), "a Secret has one type");
        }
        return new Draft(secret, types.stream().findFirst(), data, allLabels, allAnnotations, consumers);
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

    @Override
    public boolean unfinished(String name) {
        return !consumers.isEmpty() && !cluster().memory().owed(secret).of(Set.copyOf(consumers)).isNothing();
    }

    /// Restarts what uses the Secret and was not restarted for it yet, by a mark in its pods' template, as `kubectl rollout
    /// restart` does. What could not be restarted stays noted.
    ///
    /// @return the version after that
    private String restarted(Result.Held held, Set<Consumer> users) {
        var problems = new ArrayList<ProblemException>();
        var done = new TreeMap<Consumer, String>();
        held.owed().of(users).marks().forEach((consumer, mark) -> {
            try {
                restart(consumer, held.uid(), mark);
                done.put(consumer, mark);
            } catch (ProblemException e) {
                problems.add(e);
            }
        });
        var version = done.isEmpty() ? held.version() : settled(held, new Owed(done));
        if (!problems.isEmpty()) {
            throw unrestarted(problems.getFirst());
        }
        return version;
    }

    /// What is not there when a Secret is new has not missed anything: it finds the value when it starts.
    private void restart(Consumer consumer, String uid, String mark) {
        var template = Map.of("metadata", Map.of("annotations", Map.of(RESTARTED_FOR + shortened(secret.name()), uid + "." + mark)));
        var call = Call.restart(consumer, secret.namespace(), cluster().json(Map.of("spec", Map.of("template", template))));
        var answer = cluster().send(call);
        if (!answer.succeeded() && !(answer.status() == 404 && mark.equals(Owed.FIRST))) {
            throw cluster().refusal(call, answer);
        }
    }

    /// Takes out what was done.
    private String settled(Result.Held held, Owed done) {
        var here = held;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var left = here.owed().without(done);
            if (left.equals(here.owed())) {
                return here.version();
            }
            var answer = cluster().send(Call.merge(secret, noting(here, left)));
            if (answer.succeeded()) {
                try (var live = live(cluster(), secret, Call.read(secret), answer)) {
                    return live.version();
                }
            }
            if (answer.status() != 409 && answer.status() != 404) {
                throw cluster().refusal(Call.merge(secret, ""), answer);
            }
            var live = read(cluster(), secret);
            if (live.isEmpty()) {
                return here.version();
            }
            here = Result.Held.of(live.get());
            live.get().close();
        }
        throw busy();
    }

    private String noting(Result.Held held, Owed left) {
        var annotations = new TreeMap<String, @Nullable String>();
        annotations.put(Owed.ANNOTATION, left.isNothing() ? null : left.text());
        return cluster().json(Map.of("metadata", Map.of("uid", held.uid(), "resourceVersion", held.version(), "annotations", annotations)));
    }

    /// An annotation's name has at most 63 characters, and ends in a letter or a digit.
    private static String shortened(String name) {
        return name.length() <= 63 ? name : name.substring(0, 50).replaceAll("[-.]+$", "") + "-" + Integer.toHexString(name.hashCode());
    }

    private ProblemException unrestarted(ProblemException e) {
        var problem = e.problem();
        return new ProblemException(new Problem(
                problem.code(),
                secret.shown() + " is written, but not all that uses it was restarted: " + problem.message(),
                Optional.of("the next run tries again; " + problem.hint().orElse("")),
                problem.pause()));
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
