package dev.secretzero.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
}
