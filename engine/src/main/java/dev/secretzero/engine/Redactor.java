package dev.secretzero.engine;

import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Guidance;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.spi.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Shows configuration without the secrets in it: settings that are declared secret, values that a manifest states,
/// credentials of providers, and whatever came from the environment.
final class Redactor implements Guidance.Shown {

    private static final String SECRET = "[secret]";

    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(passw|passphrase|secret|token|credential|private|api_?key|access_?key).*"
                    + "|(?i).*pwd.*|(?i)(.*_)?(key|pass|pat|dsn|salt)|(?i)(signing|encryption)key");

    /// Where a static value stands.
    private static final Set<String> STATED = Set.of("default", "value");

    private final Catalog catalog;

    Redactor(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The whole document, nulls left out.
    Map<String, @Nullable Object> document(Mapping document) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        document.entries().forEach((key, value) -> {
            var part = switch (key) {
                case "variables" -> value instanceof Mapping variables ? variables(variables) : plain(value);
                case "providers" -> each(value, this::provider);
                case "secrets" -> items(value, this::secret);
                case "templates" -> each(value, this::template);
                default -> plain(value);
            };
            put(shown, key, part);
        });
        return shown;
    }

    @Override
    public Map<String, @Nullable Object> config(Mapping config, String kind) {
        var settings = catalog.generator(kind).or(() -> catalog.target(kind)).map(Catalog.Kind::settings);
        boolean generator = catalog.target(kind).isEmpty();
        var shown = new LinkedHashMap<String, @Nullable Object>();
        config.entries().forEach((key, value) -> {
            boolean hidden = secret(settings.orElse(List.of()), key) || (generator && STATED.contains(key) && stated(value));
            put(shown, key, hidden ? SECRET : plain(value));
        });
        return shown;
    }

    /// Variables without the values of those whose names say that they are secret.
    @Override
    public Map<String, @Nullable Object> variables(Mapping variables) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        variables.entries().forEach((key, part) ->
                shown.put(key, secretName(key) && stated(part) ? SECRET : variable(part)));
        return shown;
    }

    private @Nullable Object variable(Value value) {
        return switch (value) {
            case Mapping below -> variables(below);
            case Value.Sequence _ -> items(value, this::variable);
            case Value.Text _, Value.Scalar _ -> plain(value);
        };
    }

    /// Whether a name is the name of something secret.
    static boolean secretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    private static boolean secret(List<Setting> settings, String key) {
        return settings.stream().anyMatch(s -> s.key().equals(key) && s.type() == Setting.Type.SECRET);
    }

    /// An empty value or an unresolved placeholder shows that nothing is stated.
    private static boolean stated(Value value) {
        return switch (value) {
            case Value.Text text -> !text.text().isBlank() && !text.text().matches("\\$\\{[^}]*}");
            case Value.Scalar scalar -> scalar.value() != null;
            case Value.Sequence sequence -> !sequence.items().isEmpty();
            case Mapping mapping -> !mapping.entries().isEmpty();
        };
    }

    private @Nullable Object secret(Value value) {
        if (!(value instanceof Mapping secret)) {
            return plain(value);
        }
        var kind = text(secret, "kind");
        var shown = new LinkedHashMap<String, @Nullable Object>();
        secret.entries().forEach((key, part) -> put(
                shown,
                key,
                switch (key) {
                    case "config" -> part instanceof Mapping config ? config(config, kind) : plain(part);
                    case "targets" -> items(part, this::target);
                    default -> plain(part);
                }));
        return shown;
    }

    private @Nullable Object target(Value value) {
        if (!(value instanceof Mapping target)) {
            return plain(value);
        }
        var kind = text(target, "kind");
        var shown = new LinkedHashMap<String, @Nullable Object>();
        target.entries().forEach((key, part) -> put(
                shown, key, key.equals("config") && part instanceof Mapping config ? config(config, kind) : plain(part)));
        return shown;
    }

    private @Nullable Object template(Value value) {
        if (!(value instanceof Mapping template)) {
            return plain(value);
        }
        var shown = new LinkedHashMap<String, @Nullable Object>();
        template.entries().forEach((key, part) -> put(
                shown,
                key,
                switch (key) {
                    case "fields" -> each(part, this::field);
                    case "targets" -> items(part, this::target);
                    default -> plain(part);
                }));
        return shown;
    }

    private @Nullable Object field(Value value) {
        if (!(value instanceof Mapping field)) {
            return plain(value);
        }
        var shown = new LinkedHashMap<String, @Nullable Object>();
        field.entries().forEach((key, part) -> put(
                shown,
                key,
                switch (key) {
                    case "generator" -> secret(part);
                    case "targets" -> items(part, this::target);
                    default -> plain(part);
                }));
        return shown;
    }

    /// A provider's credentials: everything below `auth` but the kind, and every setting that is declared secret.
    private @Nullable Object provider(Value value) {
        if (!(value instanceof Mapping provider)) {
            return plain(value);
        }
        var settings = catalog.provider(text(provider, "kind")).map(Catalog.Kind::settings).orElse(List.of());
        var shown = new LinkedHashMap<String, @Nullable Object>();
        provider.entries().forEach((key, part) -> put(
                shown, key, secret(settings, key) ? SECRET : key.equals("auth") ? auth(part) : plain(part)));
        return shown;
    }

    private @Nullable Object auth(Value value) {
        if (!(value instanceof Mapping auth)) {
            return plain(value);
        }
        var shown = new LinkedHashMap<String, @Nullable Object>();
        auth.entries().forEach((key, part) ->
                put(shown, key, key.equals("kind") ? plain(part) : part instanceof Mapping m ? auth(m) : SECRET));
        return shown;
    }

    private static Map<String, @Nullable Object> each(Value value, Part part) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Mapping mapping) {
            mapping.entries().forEach((key, item) -> put(shown, key, part.show(item)));
        }
        return shown;
    }

    private static List<@Nullable Object> items(Value value, Part part) {
        var shown = new ArrayList<@Nullable Object>();
        if (value instanceof Value.Sequence(var items, var _)) {
            items.forEach(item -> shown.add(part.show(item)));
        }
        return shown;
    }

    @FunctionalInterface
    private interface Part {
        @Nullable Object show(Value value);
    }

    private static String text(Mapping mapping, String key) {
        return Optional.ofNullable(mapping.at(key))
                .map(value -> value instanceof Value.Text text ? text.text() : "")
                .orElse("");
    }

    private static @Nullable Object plain(Value value) {
        return value.plain(Value.View.SHOWN);
    }

    private static void put(Map<String, @Nullable Object> shown, String key, @Nullable Object value) {
        if (value != null) {
            shown.put(key, value);
        }
    }
}
