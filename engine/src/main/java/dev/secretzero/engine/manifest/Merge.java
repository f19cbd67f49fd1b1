package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import java.util.LinkedHashMap;

/// Deep merging: where both values are maps their entries are merged, everything else is replaced.
final class Merge {

    private Merge() {}

    static Mapping deep(Mapping below, Mapping over) {
        if (over.entries().isEmpty()) {
            return below;
        }
        if (below.entries().isEmpty()) {
            return over;
        }
        var entries = new LinkedHashMap<>(below.entries());
        var keys = new LinkedHashMap<>(below.keys());
        over.entries().forEach((key, value) -> {
            entries.merge(key, value, Merge::values);
            keys.putIfAbsent(key, over.keys().getOrDefault(key, value.at()));
        });
        return new Mapping(entries, keys, below.at());
    }

    private static Value values(Value below, Value over) {
        return below instanceof Mapping lower && over instanceof Mapping upper ? deep(lower, upper) : over;
    }

    /// The mapping with one entry replaced.
    static Mapping with(Mapping mapping, String key, Value value) {
        var entries = new LinkedHashMap<>(mapping.entries());
        entries.put(key, value);
        var keys = new LinkedHashMap<>(mapping.keys());
        keys.putIfAbsent(key, value.at());
        return new Mapping(entries, keys, mapping.at());
    }
}
