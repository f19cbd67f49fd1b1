package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// An entry in a manifest for the External Secrets Operator (<https://external-secrets.io/latest/api/externalsecret/>): a
/// file that says which key of a store becomes which key of a Secret. The value itself is not written, and no cluster is
/// asked.
///
/// The file is the container: its entries are written together, and what else is in it stays. A look says that something
/// is there when the manifest is as declared; a manifest that says something else counts as absent, so that it is restored.
///
/// @param backendKey where the store has the value; empty for the name of the place
/// @param property the part of it; empty for the whole
record ExternalSecret(
        KubernetesProvider provider,
        Path output,
        Head head,
        Optional<String> backendKey,
        Optional<String> property)
        implements Shared {

    private static final String DATA = "data";

    /// What is said once in a file.
    record Head(
            String version,
            SecretName resource,
            String secret,
            String store,
            String storeKind,
            String refresh,
            SortedMap<String, String> labels,
            SortedMap<String, String> annotations) {}

    static Target open(KubernetesProvider provider, Settings settings) {
        var secret = Names.object("secret_name", settings.maybe("secret_name").or(() -> settings.maybe("name"))
                .orElseThrow(() -> Wrong.setting("secret_name", "is required", "say which Secret the operator shall make")));
        var resource = Names.object("external_secret_name", settings.maybe("external_secret_name").orElse(secret));
        var namespace = settings.maybe("namespace").map(Names::namespace).orElse(provider.namespace());
        var head = new Head(
                "external-secrets.io/" + settings.text("api_version"),
                new SecretName(namespace, resource),
                secret,
                Names.object("secret_store_ref", settings.text("secret_store_ref")),
                settings.text("secret_store_kind"),
                settings.text("refresh_interval").strip(),
                map(settings, "labels"),
                map(settings, "annotations"));
        return new ExternalSecret(provider, settings.path("output_path"), head, given(settings, "backend_key"), given(settings, "backend_property"));
    }

    private static SortedMap<String, String> map(Settings settings, String key) {
        return settings.has(key) ? settings.map(key) : new TreeMap<>();
    }

    private static Optional<String> given(Settings settings, String key) {
        return settings.maybe(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    private ManifestFile file() {
        var here = provider.host().directory().resolve(output);
        return new ManifestFile((Files.exists(here) ? here : provider.host().home().resolve(output)).normalize(), output.toString());
    }

    @Override
    public Object container() {
        return file().path();
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        places.forEach(this::entry);
        var manifest = file().read().orElseGet(LinkedHashMap::new);
        return places.stream().map(place -> observed(place, manifest)).toList();
    }

    private Observation observed(Place place, Map<String, Object> manifest) {
        return stands(place, manifest) ? new Observation.Hidden(Optional.empty()) : new Observation.Absent();
    }

    private boolean stands(Place place, Map<String, Object> manifest) {
        return !manifest.isEmpty() && with(List.of(place), manifest).equals(manifest);
    }

    @Override
    public List<Receipt> putAll(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        var places = deliveries.stream().map(Delivery::place).toList();
        var seen = file().read();
        var manifest = seen.orElseGet(LinkedHashMap::new);
        if (!deliveries.stream().allMatch(delivery -> expected(delivery, manifest))) {
            return deliveries.stream().<Receipt>map(_ -> new Receipt.Conflict(Optional.empty())).toList();
        }
        if (seen.isPresent() && !kind(manifest)) {
            throw Wrong.unwritable(output + " holds something else than the ExternalSecret " + head.resource.name(), "name another file, or remove it");
        }
        var next = with(places, manifest);
        if (!next.equals(manifest)) {
            file().write(next);
        }
        return deliveries.stream().<Receipt>map(_ -> Receipt.Written.plain()).toList();
    }

    private boolean expected(Delivery delivery, Map<String, Object> manifest) {
        return switch (delivery.expect()) {
            case Expect.Anything _ -> true;
            case Expect.Nothing _ -> !stands(delivery.place(), manifest);
            // A manifest has no versions.
            case Expect.Exactly _ -> false;
        };
    }

    private boolean kind(Map<String, Object> manifest) {
        return "ExternalSecret".equals(manifest.get("kind")) && head.resource.name().equals(section(manifest, "metadata").get("name"));
    }

    /// The manifest with these places in it. What it says beside that stays.
    private Map<String, Object> with(List<Place> places, Map<String, Object> manifest) {
        var next = new LinkedHashMap<String, Object>();
        next.put("apiVersion", head.version);
        next.put("kind", "ExternalSecret");
        next.putAll(manifest);
        next.put("apiVersion", head.version);
        next.put("kind", "ExternalSecret");
        next.put("metadata", metadata(section(manifest, "metadata")));
        var spec = spec(section(manifest, "spec"));
        var entries = entries(spec);
        places.forEach(place -> entries.put(place.name(), entry(place)));
        spec.put(DATA, new ArrayList<>(entries.values()));
        next.put("spec", spec);
        return next;
    }

    private Map<String, Object> metadata(Map<String, Object> there) {
        there.put("name", head.resource.name());
        there.put("namespace", head.resource.namespace());
        add(there, "labels", head.labels);
        add(there, "annotations", head.annotations);
        return there;
    }

    private static void add(Map<String, Object> there, String name, SortedMap<String, String> stated) {
        if (!stated.isEmpty()) {
            var all = section(there, name);
            all.putAll(stated);
            there.put(name, all);
        }
    }

    private Map<String, Object> spec(Map<String, Object> there) {
        there.put("refreshInterval", head.refresh);
        there.put("secretStoreRef", ordered("name", head.store, "kind", head.storeKind));
        var target = section(there, "target");
        target.put("name", head.secret);
        target.putIfAbsent("creationPolicy", "Owner");
        there.put("target", target);
        return there;
    }

    private static Map<String, Object> ordered(String first, Object one, String second, Object other) {
        var map = new LinkedHashMap<String, Object>();
        map.put(first, one);
        map.put(second, other);
        return map;
    }

    /// The entries by the key that each gives to the Secret; those that give none, by their number.
    private static SequencedMap<String, Object> entries(Map<String, Object> spec) {
        var entries = new LinkedHashMap<String, Object>();
        if (spec.get(DATA) instanceof List<?> list) {
            for (var each : list) {
                if (each != null) {
                    entries.put(each instanceof Map<?, ?> map && map.get("secretKey") instanceof String key ? key : "/" + entries.size(), each);
                }
            }
        }
        return entries;
    }

    private Map<String, Object> entry(Place place) {
        var target = of(place);
        if (!target.head.equals(head)) {
            throw Wrong.setting("output_path", output + " is declared with two different ExternalSecrets", "give each a file of its own");
        }
        var remote = new LinkedHashMap<String, Object>();
        remote.put("key", target.backendKey.orElse(place.name()));
        target.property.ifPresent(part -> remote.put("property", part));
        return ordered("secretKey", Names.key("output_path", place.name()), "remoteRef", remote);
    }

    private static Map<String, Object> section(Map<String, Object> tree, String name) {
        return tree.get(name) instanceof Map<?, ?> map ? ManifestFile.named(map) : new LinkedHashMap<>();
    }

    /// Takes the entry out; with the last one, the file.
    @Override
    public void remove(String name) {
        var manifest = file().read().orElseGet(LinkedHashMap::new);
        var spec = section(manifest, "spec");
        var entries = entries(spec);
        if (!kind(manifest) || entries.remove(name) == null) {
            return;
        }
        if (entries.isEmpty()) {
            file().delete();
            return;
        }
        spec.put(DATA, new ArrayList<>(entries.values()));
        manifest.put("spec", spec);
        file().write(manifest);
    }

    private static ExternalSecret of(Place place) {
        if (place.target() instanceof ExternalSecret target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of container");
    }
}
