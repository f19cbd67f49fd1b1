package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Version;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// A question for material that was made elsewhere.
record Query(Session session, SortedMap<String, String> keys) {

    private static final Set<String> CUBBYHOLES = Set.of("cubbyhole", "cubby");
    private static final Set<String> PLAIN = Set.of("generic", "logical", "raw", "identity", "transit");
    private static final Set<String> FIRST = Set.of("kv1", "kv-v1", "kvv1");

    Observation answer() {
        var locator = first("path", "name", "secret_path")
                .orElseThrow(() -> Wrong.setting("path", "is required", "say which secret is read"));
        if (is(CUBBYHOLES) || locator.startsWith("cubbyhole/")) {
            return plain(KvPath.clean("path", "cubbyhole/" + locator.replaceFirst("^/*(cubbyhole/)?", "")));
        }
        return is(PLAIN) ? plain(KvPath.clean("path", locator.replaceFirst("^/+", ""))) : versioned(locator);
    }

    private Observation plain(String path) {
        var call = VaultServer.read(path);
        var answer = session.send(call);
        return switch (answer.status()) {
            case 200 -> seen(answer.at("data"), Optional.empty());
            case 404 -> new Observation.Absent();
            default -> throw session.server().refusal(call, answer);
        };
    }

    private Observation versioned(String locator) {
        boolean old = first("kv_version").filter("1"::equals).isPresent() || is(FIRST);
        var place = KvPath.of(first("mount_point").orElse("secret"), locator, old ? 1 : 2);
        var stored = Stored.read(session, place, old ? Optional.empty() : first("version", "secret_version"));
        return seen(
                stored.data().map(Material.Fields::new), stored.known().map(String::valueOf).map(Version::new));
    }

    private Observation seen(Optional<Material> found, Optional<Version> version) {
        var field = first("field");
        if (field.isEmpty() || found.isEmpty()) {
            return shown(found, version);
        }
        return found.get() instanceof Material.Fields(var values)
                ? shown(Optional.ofNullable(values.get(field.get())).map(Query::filled), version)
                : new Observation.Absent();
    }

    private static Material filled(Material value) {
        return value instanceof Material.Literal && Answer.text(value).equals("null") ? Material.of("") : value;
    }

    private static Observation shown(Optional<Material> found, Optional<Version> version) {
        return found.<Observation>map(material -> new Observation.Shown(material, version)).orElseGet(Observation.Absent::new);
    }

    private boolean is(Set<String> words) {
        return first("engine").map(Query::lower).filter(words::contains).isPresent()
                || first("kind").map(Query::lower).filter(words::contains).isPresent();
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private Optional<String> first(String... names) {
        for (var name : names) {
            var value = keys.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
