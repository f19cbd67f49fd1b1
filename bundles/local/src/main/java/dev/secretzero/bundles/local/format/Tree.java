package dev.secretzero.bundles.local.format;

import com.fasterxml.jackson.core.JsonToken;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A value while it is being read or written: comparable by content, and never printed.
sealed interface Tree {

    /// A text.
    record Text(String value) implements Tree {
        @Override
        public String toString() {
            return "[secret]";
        }
    }

    /// A number, a boolean or null, as it stands in JSON.
    record Bare(String json) implements Tree {
        /// No value: null, or a placeholder that is still to be filled.
        static final Bare NULL = new Bare("null");

        @Override
        public String toString() {
            return "[secret]";
        }
    }

    /// A list.
    record Items(List<Tree> values) implements Tree {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return "[secret]";
        }
    }

    /// Named values.
    record Named(SortedMap<String, Tree> values) implements Tree {
        public Named {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        @Override
        public String toString() {
            return "[secret]";
        }
    }

    /// Material with its structure.
    ///
    /// @param key whose value it is, for messages
    /// @throws ProblemException when a text is not UTF-8
    static Tree of(String key, Material material) {
        return switch (material) {
            case Material.Single(Secret value) -> new Text(decoded(key, value));
            case Material.Literal(Secret json) -> parsed(decoded(key, json));
            case Material.Fields(var fields) -> {
                var values = new TreeMap<String, Tree>();
                fields.forEach((name, field) -> values.put(name, of(key, field)));
                yield new Named(values);
            }
        };
    }

    /// Material as one text.
    ///
    /// @throws ProblemException when it is not UTF-8
    static Text flat(String key, Material material) {
        try (Secret text = MaterialText.of(material)) {
            return new Text(decoded(key, text));
        }
    }

    private static String decoded(String key, Secret secret) {
        return secret.lend(bytes -> {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException e) {
                throw new ProblemException(Problem.of(
                                Problem.Code.UNWRITABLE, "the value for \"" + key + "\" is not UTF-8 text")
                        .hint("write it with format: raw, which keeps bytes as they are"));
            }
        });
    }

    private static Tree parsed(String json) {
        try {
            return Json.tree(json);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("literal material is not JSON", e);
        }
    }

    /// The material that this is.
    default Material material() {
        return switch (this) {
            case Text(String value) -> Material.of(value);
            case Bare(String json) -> new Material.Literal(Secret.of(json));
            case Items items -> new Material.Literal(Secret.of(Json.compact(items)));
            case Named(var values) -> {
                var fields = new TreeMap<String, Material>();
                values.forEach((name, value) -> fields.put(name, value.material()));
                yield new Material.Fields(fields);
            }
        };
    }

    /// The value at the end of a path of names, looked up in named values only.
    default Optional<Tree> at(List<String> path) {
        Tree here = this;
        for (String name : path) {
            if (!(here instanceof Named(var values)) || !values.containsKey(name)) {
                return Optional.empty();
            }
            here = values.get(name);
        }
        return Optional.of(here);
    }

    /// A JSON scalar.
    static Tree scalar(JsonToken token, String text) {
        return token == JsonToken.VALUE_STRING ? new Text(text) : new Bare(text);
    }
}
