package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.spi.Setting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds secrets that are written in a manifest: what a generator states, and settings that are secret.
///
/// A text is literal unless it is blank or nothing but one `${…}` or one `{{…}}`. Numbers are literal; booleans and nulls
/// are not.
final class Literals {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\s*(\\$\\{[^}]*}|\\{\\{[^{}]*}})\\s*");

    /// Where such a generator has its value: the first that is there counts.
    private static final List<String> STATED = List.of("default", "value");

    private final Map<String, Set<String>> secretSettings = new HashMap<>();

    Literals(Catalog catalog) {
        List.of(catalog.generators(), catalog.providers()).forEach(kinds -> kinds.forEach(this::learn));
    }

    private void learn(Catalog.Kind kind) {
        var keys = new HashSet<String>();
        kind.settings().stream().filter(setting -> setting.type() == Setting.Type.SECRET).forEach(s -> keys.add(s.key()));
        secretSettings.merge(kind.kind(), keys, (a, b) -> {
            a.addAll(b);
            return a;
        });
    }

    /// The value, when the manifest states it.
    Optional<Value> of(Unit unit) {
        if (unit.secret().source().isPresent()) {
            return Optional.empty();
        }
        var config = unit.generator().config();
        return unit.generator().takesAStatedValue()
                ? STATED.stream()
                        .filter(key -> !PolicyBody.absent(config, key))
                        .findFirst()
                        .flatMap(key -> literal(config, key))
                : secret(config, unit.generator().kind());
    }

    /// A credential that the manifest states.
    Optional<Value> of(ProviderDeclaration provider) {
        var settings = provider.settings();
        return secret(settings, provider.kind())
                .or(() -> below(settings, "config").flatMap(config -> secret(config, provider.kind())))
                .or(() -> below(settings, "auth").flatMap(auth -> secret(auth, provider.kind())
                        .or(() -> below(auth, "config").flatMap(config -> secret(config, provider.kind())))));
    }

    private static Optional<Mapping> below(Mapping mapping, String key) {
        return mapping.at(key) instanceof Mapping inner ? Optional.of(inner) : Optional.empty();
    }

    private Optional<Value> secret(Mapping config, String kind) {
        return secretSettings.getOrDefault(kind, Set.of()).stream()
                .sorted()
                .flatMap(key -> literal(config, key).stream())
                .findFirst();
    }

    private static Optional<Value> literal(Mapping config, String key) {
        return Optional.ofNullable(config.at(key)).filter(Literals::literal);
    }

    private static boolean literal(Value value) {
        return switch (value) {
            case Value.Text text -> !text.raw().isBlank() && !PLACEHOLDER.matcher(text.raw()).matches();
            case Value.Scalar(var plain, _) -> plain != null && !(plain instanceof Boolean);
            case Value.Sequence(var items, _) -> items.stream().anyMatch(Literals::literal);
            case Mapping map -> map.entries().values().stream().anyMatch(Literals::literal);
        };
    }
}
