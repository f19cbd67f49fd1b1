package dev.secretzero.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object under construction. Keys keep their order.
final class Tree {

    private final Map<String, @Nullable Object> entries = new LinkedHashMap<>();

    static Tree of(String key, @Nullable Object value) {
        return new Tree().with(key, value);
    }

    Tree with(String key, @Nullable Object value) {
        entries.put(key, value);
        return this;
    }

    Tree with(Tree other) {
        entries.putAll(other.entries);
        return this;
    }

    Map<String, @Nullable Object> map() {
        return entries;
    }
}
