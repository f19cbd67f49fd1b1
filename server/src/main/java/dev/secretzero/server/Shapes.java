package dev.secretzero.server;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON Schemas of wire records, each once, by the record's name. Read from the records themselves, so that
/// the document cannot say anything else than what is sent.
final class Shapes {

    private final Map<String, @Nullable Object> schemas = new LinkedHashMap<>();

    /// What was described so far.
    Map<String, @Nullable Object> schemas() {
        return schemas;
    }

    /// A reference to the schema of a record.
    ///
    /// @param request whether fields may be left out
    Map<String, @Nullable Object> reference(Class<?> type, boolean request) {
        var name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, null);
            schemas.put(name, object(type, request));
        }
        return new LinkedHashMap<>(Map.of("$ref", "#/components/schemas/" + name));
    }

    private Map<String, @Nullable Object> object(Class<?> type, boolean request) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var name = snake(component.getName());
            properties.put(name, property(component));
            if (request ? doc(component).required() : always(doc(component))) {
                required.add(name);
            }
        }
        var schema = new LinkedHashMap<String, @Nullable Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    /// Whether a field of a response is there in every answer.
    private static boolean always(Doc doc) {
        return !doc.value().endsWith("Only when `detailed`.");
    }

    /// The schema of one component.
    Map<String, @Nullable Object> property(RecordComponent component) {
        var doc = doc(component);
        var schema = type(component.getGenericType());
        if (doc.nullable()) {
            schema.computeIfPresent("type", (_, type) -> List.of(type, "null"));
        }
        if (doc.choices().length > 0) {
            schema.put("enum", Arrays.asList(doc.choices()));
        }
        if (!doc.format().isEmpty()) {
            schema.put("format", doc.format());
        }
        if (!doc.fallback().isEmpty()) {
            schema.put("default", literal(doc.fallback()));
        }
        schema.put("description", doc.value());
        return schema;
    }

    private Map<String, @Nullable Object> type(Type type) {
        var schema = new LinkedHashMap<String, @Nullable Object>();
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            schema.put("type", "array");
            schema.put("items", type(generic.getActualTypeArguments()[0]));
            return schema;
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return reference(record, false);
        }
        schema.put("type", word(type));
        return schema;
    }

    private static String word(Type type) {
        if (type == String.class) {
            return "string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        return type == int.class || type == long.class ? "integer" : "object";
    }

    private static @Nullable Object literal(String text) {
        return switch (text) {
            case "null" -> null;
            case "[]" -> List.of();
            case "true", "false" -> Boolean.valueOf(text);
            default -> Integer.valueOf(text);
        };
    }

    static Doc doc(RecordComponent component) {
        var doc = component.getAnnotation(Doc.class);
        if (doc == null) {
            throw new IllegalStateException(component + " is not described");
        }
        return doc;
    }

    /// `secretName` as it goes over the wire: `secret_name`.
    static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
