package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The variables that a string may name. Nothing is copied: what a template sees are views.
final class Scope {

    private final Mapping variables;
    private final UnaryOperator<Value> current;
    private final @Nullable Scope below;
    private final IdentityHashMap<Value, Boolean> drawn = new IdentityHashMap<>();

    private Scope(Mapping variables, UnaryOperator<Value> current, @Nullable Scope below) {
        this.variables = variables;
        this.current = current;
        this.below = below;
    }

    static Scope of(Mapping variables) {
        return new Scope(variables, UnaryOperator.identity(), null);
    }

    /// Variables that are still being resolved: `current` tells what a text has become.
    static Scope of(Mapping variables, UnaryOperator<Value> current) {
        return new Scope(variables, current, null);
    }

    /// This scope with other variables merged over its own.
    Scope under(Mapping over) {
        return over.entries().isEmpty() ? this : new Scope(over, UnaryOperator.identity(), this);
    }

    /// What a path leads to.
    sealed interface Found {
        record Here(Value value) implements Found {}

        /// The last name of the path is not there.
        record Missing() implements Found {}

        /// A name before the last is not there, so that the path makes no sense.
        record Broken() implements Found {}
    }

    /// The variable of this name.
    Optional<Value> find(String name) {
        var own = Optional.ofNullable(variables.at(name)).map(current);
        if (below == null) {
            return own;
        }
        var lower = below.find(name);
        if (own.isPresent() && own.get() instanceof Mapping over && lower.isPresent() && lower.get() instanceof Mapping under) {
            return Optional.of(Merge.deep(under, over));
        }
        return own.or(() -> lower);
    }

    /// Follows a path of keys and indexes.
    Found find(List<String> path) {
        var value = find(path.getFirst());
        for (int i = 1; i < path.size(); i++) {
            if (value.isEmpty()) {
                return new Found.Broken();
            }
            value = below(value.get(), path.get(i)).map(current);
        }
        return value.<Found>map(Found.Here::new).orElseGet(Found.Missing::new);
    }

    private static Optional<Value> below(Value value, String key) {
        return switch (value) {
            case Mapping mapping -> Optional.ofNullable(mapping.at(key));
            case Sequence(var items, _) when key.matches("\\d{1,9}") -> {
                int index = Integer.parseInt(key);
                yield index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
            }
            case Sequence _, Text _, Scalar _ -> Optional.empty();
        };
    }

    /// Whether the environment has a share in a value.
    boolean isDrawn(Value value) {
        var shown = current.apply(value);
        return switch (shown) {
            case Text text -> text.fromEnvironment();
            case Scalar _ -> false;
            case Sequence(var items, _) -> isDrawn(shown, items);
            case Mapping(var entries, _, _) -> isDrawn(shown, entries.values());
        };
    }

    private boolean isDrawn(Value container, Iterable<Value> values) {
        var known = drawn.get(container);
        if (known != null) {
            return known;
        }
        boolean found = false;
        for (var value : values) {
            found = found || isDrawn(value);
        }
        drawn.put(container, found);
        return found;
    }

    boolean isAnyDrawn() {
        return isDrawn(variables) || (below != null && below.isAnyDrawn());
    }

    /// The text of a value inside a string.
    String text(Value value) {
        return Pythonic.text(view(value));
    }

    /// What a template may name: `var`, and every variable by itself.
    Map<String, @Nullable Object> names() {
        return new Names();
    }

    private @Nullable Object view(Value value) {
        return switch (current.apply(value)) {
            case Text text -> text.text();
            case Scalar scalar -> scalar.value();
            case Sequence(var items, _) -> new Items(items);
            case Mapping mapping -> new Entries(mapping.entries());
        };
    }

    private final class Names extends AbstractMap<String, @Nullable Object> {
        @Override
        public boolean containsKey(Object key) {
            return key.equals("var") || find(String.valueOf(key)).isPresent();
        }

        @Override
        public @Nullable Object get(Object key) {
            return key.equals("var") ? new Variables() : find(String.valueOf(key)).map(Scope.this::view).orElse(null);
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            return Set.of();
        }
    }

    private final class Variables extends AbstractMap<String, @Nullable Object> {
        @Override
        public boolean containsKey(Object key) {
            return find(String.valueOf(key)).isPresent();
        }

        @Override
        public @Nullable Object get(Object key) {
            return find(String.valueOf(key)).map(Scope.this::view).orElse(null);
        }

        @Override
        public int size() {
            return keys().size();
        }

        private Set<String> keys() {
            var keys = new java.util.LinkedHashSet<String>(below == null ? Set.of() : below.new Variables().keys());
            keys.addAll(variables.entries().keySet());
            return keys;
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            keys().forEach(key -> all.put(key, get(key)));
            return all.entrySet();
        }
    }

    private final class Entries extends AbstractMap<String, @Nullable Object> {
        private final Map<String, Value> entries;

        Entries(Map<String, Value> entries) {
            this.entries = entries;
        }

        @Override
        public boolean containsKey(Object key) {
            return entries.containsKey(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            var value = entries.get(key);
            return value == null ? null : view(value);
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            entries.forEach((key, value) -> all.put(key, view(value)));
            return all.entrySet();
        }
    }

    private final class Items extends AbstractList<@Nullable Object> {
        private final List<Value> items;

        Items(List<Value> items) {
            this.items = items;
        }

        @Override
        public @Nullable Object get(int index) {
            return view(items.get(index));
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
