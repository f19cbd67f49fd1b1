package dev.secretzero.cli;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Value;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides what may be shown: the one place that every command asks.
///
/// It is on while `SZ_AGENT` or `SZ_AGENT_MODE` is `1`, `true`, `yes` or `on`: then a program reads along, and no value may
/// reach its eyes.
///
/// @param on whether a program reads along
/// @param strict whether plain text in the Secretfile counts as an error without being asked for
record Guard(boolean on, boolean strict) {

    private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

    /// The keys of a target's configuration that say where, and not what.
    private static final Set<String> PLACES =
            Set.of("path", "format", "merge", "key", "environment", "output_path", "namespace");

    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(passw|secret|token|credential|private|api_?key|access_?key|signing_?key|encryption_?key).*"
                    + "|(?i).*(^|_)(pwd|pass|key|pat|dsn|salt)");

    static Guard of(Surroundings around) {
        boolean mode = truthy(around.variable("SZ_AGENT_MODE"));
        return new Guard(mode || truthy(around.variable("SZ_AGENT")), mode);
    }

    private static boolean truthy(String text) {
        return TRUE.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /// Stops what would show values or settings.
    void refuse(String what) {
        if (on) {
            throw Stop.guarded(what);
        }
    }

    /// Whether a name is the name of something secret.
    static boolean secretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /// A target's configuration: whole, or only where the target is.
    Map<String, @Nullable Object> target(Map<String, @Nullable Object> config) {
        if (!on) {
            return config;
        }
        var places = new LinkedHashMap<String, @Nullable Object>();
        var left = new TreeSet<String>();
        config.forEach((key, value) -> {
            if (PLACES.contains(key)) {
                places.put(key, value);
            } else {
                left.add(key);
            }
        });
        if (!left.isEmpty()) {
            places.put("_redacted_config_keys", left);
        }
        return places;
    }

    /// A generator's configuration: whole, or none of it.
    Map<String, @Nullable Object> generator(Map<String, @Nullable Object> config) {
        return on ? Map.of() : config;
    }

    /// The variables, the values of those left out whose names say that they are secret.
    Map<String, @Nullable Object> variables(Manifest manifest) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        manifest.variables().entries().forEach((name, value) -> shown.put(name, variable(name, value)));
        return shown;
    }

    /// A variable's value, unless its name says that it is secret.
    @Nullable Object variable(String name, Value value) {
        return secretName(name) ? "[secret]" : masked(value.plain(Value.View.SHOWN));
    }

    private static @Nullable Object masked(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, inner) -> {
            var name = String.valueOf(key);
            copy.put(name, secretName(name) && !(inner instanceof Map) ? "[secret]" : masked(inner));
        });
        return copy;
    }
}
