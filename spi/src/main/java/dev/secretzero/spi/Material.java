package dev.secretzero.spi;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one declared secret holds.
///
/// A place that keeps structure (a JSON, YAML or TOML file) receives fields as fields. Every other place
/// receives [MaterialText], one text for the whole.
public sealed interface Material extends AutoCloseable {

    /// One text: a password, a token, a key in PEM.
    record Single(Secret value) implements Material {
        @Override
        public void close() {
            value.close();
        }
    }

    /// One JSON value that is not a text and must stay so: a number, a boolean, null or a list, as compact
    /// JSON.
    record Literal(Secret json) implements Material {
        @Override
        public void close() {
            json.close();
        }
    }

    /// Several values made together, by name: a key pair, a login.
    record Fields(SortedMap<String, Material> values) implements Material {
        public Fields {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        @Override
        public void close() {
            values.values().forEach(Material::close);
        }
    }

    /// A text that is already in memory as a string.
    static Material of(String text) {
        return new Single(Secret.of(text));
    }

    /// Wipes every secret inside.
    @Override
    void close();
}
