package dev.secretzero.engine.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts that a JSON Schema (2020-12) is put together from, as plain JSON values.
final class JsonSchema {

    /// Every flag and every number may be a text, because a text may hold a placeholder.
    private static final String[] FLAG = {"boolean", "string", "integer"};

    private static final String[] INTEGER = {"integer", "string"};

    private JsonSchema() {}

    /// A value of one of these types.
    static Map<String, @Nullable Object> value(String description, String... types) {
        return map("type", types.length == 1 ? types[0] : List.of(types), "description", description);
    }

    static Map<String, @Nullable Object> flag(String description) {
        return value(description, FLAG);
    }

    static Map<String, @Nullable Object> integer(String description) {
        return value(description, INTEGER);
    }

    /// A text or null.
    static Map<String, @Nullable Object> maybe(String description) {
        return value(description, "string", "null");
    }

    static Map<String, @Nullable Object> texts(String description) {
        return map("type", "array", "items", map("type", "string"), "description", description);
    }

    /// A list of texts, or null.
    static Map<String, @Nullable Object> maybeTexts(String description) {
        return map("type", List.of("array", "null"), "items", map("type", "string"), "description", description);
    }

    /// One of these words.
    static Map<String, @Nullable Object> word(String description, List<String> words) {
        return map("enum", words, "description", description);
    }

    /// One of these words or null.
    static Map<String, @Nullable Object> maybeWord(String description, List<String> words) {
        var list = new ArrayList<@Nullable Object>(words);
        list.add(null);
        return map("enum", list, "description", description);
    }

    /// The same with the value that holds when none is given.
    static Map<String, @Nullable Object> otherwise(Map<String, @Nullable Object> schema, Object fallback) {
        schema.put("default", fallback);
        return schema;
    }

    /// A definition by its name.
    static Map<String, @Nullable Object> one(String definition, String description) {
        return map("$ref", "#/$defs/" + definition, "description", description);
    }

    /// A definition by its name, or null.
    static Map<String, @Nullable Object> maybeOne(String definition, String description) {
        return map(
                "anyOf", List.of(map("$ref", "#/$defs/" + definition), map("type", "null")), "description", description);
    }

    static Map<String, @Nullable Object> mapOf(String definition, String description) {
        return map(
                "type", "object",
                "additionalProperties", map("$ref", "#/$defs/" + definition),
                "description", description);
    }

    static Map<String, @Nullable Object> listOf(String definition, String description) {
        return map("type", "array", "items", map("$ref", "#/$defs/" + definition), "description", description);
    }

    static Map<String, @Nullable Object> object(Map<String, @Nullable Object> properties, String... required) {
        var schema = map("type", "object", "properties", properties);
        if (required.length > 0) {
            schema.put("required", List.of(required));
        }
        return schema;
    }

    /// What holds in addition where `kind` is this word.
    static Map<String, @Nullable Object> where(String kind, Map<String, @Nullable Object> then) {
        return map(
                "if", map("properties", map("kind", map("const", kind)), "required", List.of("kind")),
                "then", then);
    }

    /// An ordered map of names and values in turn.
    static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
