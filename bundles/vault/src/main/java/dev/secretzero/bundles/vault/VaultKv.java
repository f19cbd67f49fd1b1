package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.JsonMaterial;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// A path of a key-value engine, or one field of it.
///
/// A whole path holds a single value under `value`, and fields under their names; in the second version of the engine
/// its version is the engine's, and writes are compared with it (`cas`). Fields of one path are read and written
/// together, and the other fields stay: what was read is written back with the version that was read, again if somebody
/// was faster. The first version of the engine compares nothing, so that there the last writer wins.
///
/// A place with `value_field` holds a part of its material, so that the material cannot be had back from it.
///
/// @param literal where the path leads when nothing is taken off it, if that is elsewhere: read when nothing is here
/// @param field the one field
/// @param named whether the field is the one that is called as the secret
/// @param part the part of the material to write, as a dot path
record VaultKv(
        VaultProvider provider,
        KvPath place,
        Optional<KvPath> literal,
        Optional<String> field,
        boolean named,
        Optional<String> part)
        implements Shared, Keeper {

    private static final int ATTEMPTS = 5;
    private static final String VALUE = "value";

    static Target open(VaultProvider provider, Settings settings) {
        int version = settings.integer("version");
        if (version != 1 && version != 2) {
            throw Wrong.setting("version", "must be 1 or 2", "it is the version of the engine, not of the secret");
        }
        var written = settings.text("path");
        var place = KvPath.of(settings.text("mount_point"), written, version);
        var literal = Optional.of(place.literal(written)).filter(other -> !other.equals(place));
        var part = settings.maybe("value_field").map(String::strip).filter(path -> !path.isEmpty());
        return new VaultKv(provider, place, literal, settings.maybe("field").map(String::strip), false, part);
    }

    /// The other fields of the path; none where the whole path is written.
    @Override
    public Optional<Target> beside() {
        return isField() ? Optional.of(new VaultKv(provider, place, Optional.empty(), Optional.empty(), true, part)) : Optional.empty();
    }

    private boolean isField() {
        return named || field.isPresent();
    }

    private static Optional<String> field(Place place) {
        var target = of(place);
        return target.named ? Optional.of(place.name()) : target.field;
    }

    @Override
    public Object container() {
        return List.of(provider, place);
    }

    private Session session() {
        return provider.session();
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        if (places.isEmpty()) {
            return List.of();
        }
        var stored = Stored.read(session(), place);
        return places.stream().map(each -> of(each).observed(stored, field(each))).toList();
    }

    private Observation observed(Stored stored, Optional<String> key) {
        if (stored.data().isEmpty()) {
            return key.isPresent() ? new Observation.Absent() : elsewhere();
        }
        var data = stored.data().get();
        if (key.isPresent()) {
            return Optional.ofNullable(data.get(key.get()))
                    .map(found -> seen(found, Optional.empty()))
                    .orElseGet(Observation.Absent::new);
        }
        return seen(whole(data), stored.known().map(String::valueOf).map(Version::new));
    }

    private Observation seen(Material found, Optional<Version> version) {
        return part.isPresent() ? new Observation.Hidden(version) : new Observation.Shown(found, version);
    }

    private static Material whole(SortedMap<String, Material> data) {
        return isSingle(data) ? data.firstEntry().getValue() : new Material.Fields(data);
    }

    private static boolean isSingle(SortedMap<String, Material> data) {
        return data.size() == 1 && data.containsKey(VALUE);
    }

    /// What others wrote under the path as it stands. It has no version, because nothing is written there.
    private Observation elsewhere() {
        try {
            return literal.flatMap(other -> Stored.read(session(), other).data())
                    .map(data -> seen(whole(data), Optional.empty()))
                    .orElseGet(Observation.Absent::new);
        } catch (ProblemException e) {
            return absentIfDenied(e);
        }
    }

    private static Observation absentIfDenied(ProblemException e) {
        if (e.problem().code() == Problem.Code.DENIED) {
            return new Observation.Absent();
        }
        throw e;
    }

    @Override
    public List<Receipt> putAll(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        var parts = parts(deliveries);
        var receipt = parts.containsKey("")
                ? putWhole(data(parts.get("")), strictest(deliveries))
                : putFields(parts, deliveries);
        return deliveries.stream().map(_ -> receipt).toList();
    }

    /// What goes under each field; under an empty name, what is the whole.
    private Map<String, Material> parts(List<Delivery> deliveries) {
        var parts = new HashMap<String, Material>();
        for (var delivery : deliveries) {
            var name = delivery.place().name();
            var own = of(delivery.place()).part(name, delivery.material());
            check(name, own);
            var other = parts.put(field(delivery.place()).orElse(""), own);
            if (other != null && !same(own, other)) {
                throw twice();
            }
        }
        if (parts.containsKey("") && parts.size() > 1) {
            throw twice();
        }
        return parts;
    }

    private Material part(String name, Material material) {
        return part.isEmpty() ? material : part(name, part.get(), structure(material));
    }

    private static Material part(String name, String path, Material material) {
        return Answer.at(material, path.split("\\.", -1))
                .orElseThrow(() -> Wrong.setting("value_field", "\"" + path + "\" is not in the value of \"" + name + "\"",
                        "name a field of what its generator makes"));
    }

    /// A text may hold JSON.
    private static Material structure(Material material) {
        if (material instanceof Material.Fields) {
            return material;
        }
        try (var text = MaterialText.of(material)) {
            return text.lend(JsonMaterial::parse).orElse(material);
        }
    }

    private ProblemException twice() {
        return new ProblemException(Problem.of(
                        Problem.Code.SETTING_INVALID, "two secrets are written to the same place of \"" + place.data() + "\"")
                .hint("give each a `field` of its own, or another path"));
    }

    private static boolean same(Material one, Material other) {
        try (var first = MaterialText.of(one);
                var second = MaterialText.of(other)) {
            return first.matches(second);
        }
    }

    /// JSON can carry texts only.
    private void check(String name, Material material) {
        switch (material) {
            case Material.Single(Secret value) -> value.lend(bytes -> decoded(name, bytes));
            case Material.Literal _ -> {}
            case Material.Fields(var values) -> values.values().forEach(each -> check(name, each));
        }
    }

    private boolean decoded(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).hasArray();
        } catch (CharacterCodingException _) {
            throw new ProblemException(Problem.of(
                            Problem.Code.UNWRITABLE, "the value of \"" + name + "\" for \"" + place.data() + "\" is not UTF-8 text")
                    .hint("Vault keeps JSON: encode the value, as base64, where it is made"));
        }
    }

    /// The fields of a whole. One field called `value` would read as a single value: it is kept as the text that it is.
    private static SortedMap<String, Material> data(Material material) {
        if (!(material instanceof Material.Fields(var values))) {
            return new TreeMap<>(Map.of(VALUE, material));
        }
        return isSingle(values) ? new TreeMap<>(Map.of(VALUE, new Material.Single(MaterialText.of(material)))) : values;
    }

    private static Expect strictest(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(Delivery::expect)
                .filter(expect -> !(expect instanceof Expect.Anything))
                .findFirst()
                .orElseGet(Expect.Anything::new);
    }

    private Receipt putWhole(SortedMap<String, Material> data, Expect expect) {
        return switch (expect) {
            case Expect.Anything _ -> overwritten(data);
            case Expect.Nothing _ -> place.version() == 1 ? firstWritten(data) : created(data);
            case Expect.Exactly(var version) -> replaced(data, version);
        };
    }

    /// A mount may ask that every write names the version before it.
    private Receipt overwritten(SortedMap<String, Material> data) {
        return written(data, OptionalLong.empty())
                .or(() -> written(data, OptionalLong.of(Stored.read(session(), place).version())))
                .orElseThrow(this::refused);
    }

    private Receipt firstWritten(SortedMap<String, Material> data) {
        return Stored.read(session(), place).data().isPresent()
                ? new Receipt.Conflict(Optional.empty())
                : written(data, OptionalLong.empty()).orElseThrow(this::refused);
    }

    private Receipt created(SortedMap<String, Material> data) {
        var receipt = written(data, OptionalLong.of(0));
        return receipt.isPresent() ? receipt.get() : recreated(data, Stored.read(session(), place));
    }

    /// After a deletion the next write follows the deleted version.
    private Receipt recreated(SortedMap<String, Material> data, Stored stored) {
        if (stored.data().isPresent()) {
            return conflict(stored);
        }
        if (stored.version() == 0) {
            throw refused();
        }
        return written(data, OptionalLong.of(stored.version())).orElseGet(() -> new Receipt.Conflict(Optional.empty()));
    }

    private Receipt replaced(SortedMap<String, Material> data, Version expected) {
        // The first version of the engine has no versions, so that nothing can be a version of its own.
        boolean possible = place.version() == 2 && expected.value().matches("[1-9]\\d{0,17}");
        var receipt = possible
                ? written(data, OptionalLong.of(Long.parseLong(expected.value())))
                : Optional.<Receipt>empty();
        if (receipt.isPresent()) {
            return receipt.get();
        }
        var stored = Stored.read(session(), place);
        if (possible && String.valueOf(stored.version()).equals(expected.value())) {
            throw refused();
        }
        return conflict(stored);
    }

    private static Receipt conflict(Stored stored) {
        return new Receipt.Conflict(stored.known().map(String::valueOf).map(Version::new));
    }

    private Receipt putFields(Map<String, Material> parts, List<Delivery> deliveries) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var stored = Stored.read(session(), place);
            var data = new TreeMap<>(stored.data().orElseGet(TreeMap::new));
            if (!expected(data, deliveries)) {
                return new Receipt.Conflict(Optional.empty());
            }
            var before = new Material.Fields(data);
            data.putAll(parts);
            if (stored.data().isPresent() && same(before, new Material.Fields(data))) {
                return Receipt.Written.plain();
            }
            if (written(data, cas(stored)).isPresent()) {
                return Receipt.Written.plain();
            }
        }
        throw refused();
    }

    private static boolean expected(SortedMap<String, Material> data, List<Delivery> deliveries) {
        return deliveries.stream().allMatch(delivery -> switch (delivery.expect()) {
            case Expect.Anything _ -> true;
            case Expect.Nothing _ -> !data.containsKey(field(delivery.place()).orElse(""));
            // The engine keeps versions of paths, not of their fields.
            case Expect.Exactly _ -> false;
        });
    }

    private OptionalLong cas(Stored stored) {
        return place.version() == 2 ? OptionalLong.of(stored.version()) : OptionalLong.empty();
    }

    /// Writes; empty when the server does not accept it, as when the version is another.
    private Optional<Receipt> written(SortedMap<String, Material> data, OptionalLong cas) {
        var call = VaultServer.write(place.data(), body(data, cas));
        var answer = session().send(call);
        return switch (answer.status()) {
            case 200 -> Optional.of(new Receipt.Written(version(answer), Optional.empty()));
            case 204 -> {
                if (place.version() == 2) {
                    throw session().server().senseless(call, "the engine is of version 1, and took this for a secret: write"
                            + " `version: 1`, and delete \"" + place.data() + "\"");
                }
                yield Optional.of(Receipt.Written.plain());
            }
            case 400 -> Optional.empty();
            default -> throw session().server().refusal(call, answer);
        };
    }

    private Optional<Version> version(Answer answer) {
        var number = answer.number("data", "version");
        return isField() || number.isEmpty() ? Optional.empty() : Optional.of(new Version(String.valueOf(number.getAsLong())));
    }

    private SortedMap<String, Material> body(SortedMap<String, Material> data, OptionalLong cas) {
        if (place.version() == 1) {
            return data;
        }
        var body = new TreeMap<String, Material>();
        body.put("data", new Material.Fields(data));
        if (cas.isPresent()) {
            body.put("options", new Material.Fields(new TreeMap<>(
                    Map.of("cas", new Material.Literal(Secret.of(String.valueOf(cas.getAsLong())))))));
        }
        return body;
    }

    private ProblemException refused() {
        return new ProblemException(Problem.of(
                        Problem.Code.UNWRITABLE, session().server().shown() + " did not accept what was written to \"" + place.data() + "\"")
                .hint("the value may be larger than the server takes, or others write the path at the same time: try again"));
    }

    /// Removes the field; or the path with all its versions, as also when the field was its last.
    @Override
    public void remove(String name) {
        var key = field(new Place(this, name));
        if (key.isEmpty()) {
            delete(place);
            literal.ifPresent(this::deleteIfAllowed);
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (removed(key.get(), Stored.read(session(), place))) {
                return;
            }
        }
        throw refused();
    }

    private boolean removed(String key, Stored stored) {
        var data = new TreeMap<>(stored.data().orElseGet(TreeMap::new));
        if (data.remove(key) == null) {
            return true;
        }
        if (data.isEmpty()) {
            delete(place);
            return true;
        }
        return written(data, cas(stored)).isPresent();
    }

    private void delete(KvPath where) {
        var call = VaultServer.delete(where.everything());
        var answer = session().send(call);
        if (answer.status() != 204 && answer.status() != 200 && answer.status() != 404) {
            throw session().server().refusal(call, answer);
        }
    }

    private void deleteIfAllowed(KvPath where) {
        try {
            delete(where);
        } catch (ProblemException e) {
            absentIfDenied(e);
        }
    }

    private static VaultKv of(Place place) {
        if (place.target() instanceof VaultKv target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of container");
    }
}
