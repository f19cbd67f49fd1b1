package dev.secretzero.engine.manifest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of the document, with its position. Strings remember what was written and whether the environment
/// had a share in what they became.
public sealed interface Value {

    Mark at();

    /// A string.
    ///
    /// @param text after interpolation
    /// @param raw as it was written
    /// @param fromEnvironment whether an environment variable went into `text`; such a text is never shown
    record Text(String text, String raw, boolean fromEnvironment, Mark at) implements Value {
        @Override
        public String toString() {
            return fromEnvironment ? raw : text;
        }
    }

    /// A number, a boolean, a date or null.
    record Scalar(@Nullable Object value, Mark at) implements Value {}

    record Sequence(List<Value> items, Mark at) implements Value {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// A map. Keys keep their order; `keys` says where each of them stands.
    record Mapping(Map<String, Value> entries, Map<String, Mark> keys, Mark at) implements Value {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        }

        public static Mapping empty(Mark at) {
            return new Mapping(Map.of(), Map.of(), at);
        }

        /// The value under a key, or null.
        public @Nullable Value at(String key) {
            return entries.get(key);
        }
    }

    /// What a text that came from the environment contributes.
    enum View {
        /// What it became: for those who use it.
        RESOLVED,
        /// What was written: for hashes, which must not depend on the environment.
        WRITTEN,
        /// `[secret]`: for those who show it.
        SHOWN
    }

    /// As plain Java: [String], [Number], [Boolean], a date, [List], [Map], or null.
    default @Nullable Object plain(View view) {
        return switch (this) {
            case Text text when text.fromEnvironment() -> switch (view) {
                case RESOLVED -> text.text();
                case WRITTEN -> text.raw();
                case SHOWN -> "[secret]";
            };
            case Text text -> text.text();
            case Scalar scalar -> scalar.value();
            case Sequence(var items, _) -> {
                var list = new ArrayList<@Nullable Object>(items.size());
                items.forEach(item -> list.add(item.plain(view)));
                yield list;
            }
            case Mapping(var entries, _, _) -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                entries.forEach((key, value) -> map.put(key, value.plain(view)));
                yield map;
            }
        };
    }
}
