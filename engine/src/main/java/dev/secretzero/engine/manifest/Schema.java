package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Catalog.Kind;
import dev.secretzero.spi.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The JSON Schema (2020-12) of the Secretfile, for editors: the model of [Manifest], and for each kind in the
/// catalog the settings that its `config` may have.
///
/// It is as lax as the reader: any scalar may be a text, because a placeholder stands as one before
/// interpolation, and unknown keys are allowed.
public final class Schema {

    private Schema() {}

    /// The schema, as plain JSON values.
    public static Map<String, @Nullable Object> of(Catalog catalog) {
        var schema = object();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Secretfile");
        schema.put("description", "Secrets as code: how each secret is made, and every place that holds it.");
        schema.put("type", "object");
        schema.put("properties", root());
        schema.put("$defs", definitions(catalog));
        return schema;
    }

    private static Map<String, @Nullable Object> root() {
        var keys = object();
        keys.put("version", type("string", "number"));
        keys.put("variables", map());
        keys.put("metadata", ref("metadata"));
        keys.put("environments", ref("environments"));
        keys.put("target_profiles", mapOf(ref("target_profile")));
        keys.put("providers", mapOf(ref("provider")));
        keys.put("secrets", list(ref("secret")));
        keys.put("templates", mapOf(ref("template")));
        keys.put("policies", mapOf(ref("policy")));
        keys.put("labels", map());
        keys.put("annotations", map());
        keys.put("config", type("object", "null"));
        keys.put("agent", type("object", "null"));
        return keys;
    }

    private static Map<String, @Nullable Object> definitions(Catalog catalog) {
        var all = object();
        all.put("metadata", shape(List.of(), Map.of(
                "project", text(), "owner", text(), "environments", texts(), "compliance", texts())));
        all.put("environments", shape(List.of(), Map.of("default", text(), "profiles", mapOf(ref("profile")))));
        all.put("profile", shape(List.of(), Map.of(
                "var_files", texts(), "lockfile", text(), "target_profile", text(), "labels", map())));
        all.put("target_profile", shape(List.of(), Map.of(
                "identity_policies", texts(), "provider_overrides", map(), "target_overrides", map())));
        all.put("provider", provider(catalog));
        all.put("secret", secret(catalog));
        all.put("source", source());
        all.put("target", target(catalog));
        all.put("template", shape(List.of("fields"), Map.of(
                "description", text(), "fields", mapOf(ref("field")), "targets", list(ref("target")))));
        all.put("field", shape(List.of("generator"), Map.of(
                "description", text(), "generator", ref("generator"), "targets", list(ref("target")))));
        all.put("generator", generator(catalog));
        all.put("policy", policy());
        return all;
    }

    private static Map<String, @Nullable Object> provider(Catalog catalog) {
        return shape(List.of(), Map.of(
                "kind", kinds(catalog.providers(), List.of()),
                "auth", type("object", "null"),
                "config", map(),
                "fallback_generator", text()));
    }

    private static Map<String, @Nullable Object> secret(Catalog catalog) {
        var keys = object();
        keys.put("name", type("string"));
        keys.put("kind", kinds(catalog.generators(), List.of("^templates\\.")));
        keys.put("vars", map());
        keys.put("source", ref("source"));
        keys.put("config", type("object"));
        keys.put("one_time", flag());
        keys.put("rotation_period", period());
        keys.put("targets", list(ref("target")));
        keys.put("agent_instructions", type("object", "null"));
        keys.put("process_tags", texts());
        keys.put("local", flag());
        keys.put("local_allow_cloud", flag());
        return conditional(shape(List.of("name", "kind"), keys), catalog.generators());
    }

    private static Map<String, @Nullable Object> generator(Catalog catalog) {
        var shape = shape(
                List.of("kind"), Map.of("kind", kinds(catalog.generators(), List.of()), "config", type("object")));
        return conditional(shape, catalog.generators());
    }

    private static Map<String, @Nullable Object> target(Catalog catalog) {
        var shape = shape(List.of("provider", "kind"), Map.of(
                "provider", type("string"),
                "kind", kinds(catalog.targets(), List.of()),
                "config", type("object"),
                "identity_policies", texts()));
        return conditional(shape, catalog.targets());
    }

    private static Map<String, @Nullable Object> source() {
        return shape(List.of("kind"), Map.of(
                "kind", choice(List.of("file", "env", "secret_ref", "provider_read")),
                "required", flag(),
                "config", type("object")));
    }

    private static Map<String, @Nullable Object> policy() {
        return shape(List.of("kind"), Map.of(
                "kind", choice(List.of("rotation", "compliance", "access", "provider_identity")),
                "enabled", flag(),
                "description", text(),
                "severity", choice(List.of("error", "warning", "info"))));
    }

    /// Adds, for each kind, what its `config` may hold.
    private static Map<String, @Nullable Object> conditional(Map<String, @Nullable Object> shape, List<Kind> kinds) {
        var cases = new ArrayList<@Nullable Object>();
        kinds.stream().filter(distinct()).forEach(kind -> cases.add(when(kind)));
        if (!cases.isEmpty()) {
            shape.put("allOf", cases);
        }
        return shape;
    }

    private static Predicate<Kind> distinct() {
        var seen = new java.util.HashSet<String>();
        return kind -> seen.add(kind.kind());
    }

    private static Map<String, @Nullable Object> when(Kind kind) {
        var constant = object();
        constant.put("const", kind.kind());
        var rule = object();
        rule.put("if", shape(List.of("kind"), Map.of("kind", constant)));
        rule.put("then", shape(List.of(), Map.of("config", settings(kind))));
        return rule;
    }

    private static Map<String, @Nullable Object> settings(Kind kind) {
        var keys = object();
        kind.settings().forEach(setting -> keys.put(setting.key(), setting(setting)));
        var shape = shape(List.of(), keys);
        shape.put("description", kind.summary());
        return shape;
    }

    private static Map<String, @Nullable Object> setting(Setting setting) {
        var schema = setting.choices().isEmpty() ? value(setting.type()) : choice(setting.choices());
        schema.put("description", setting.summary());
        setting.fallback().ifPresent(fallback -> schema.put("default", fallback));
        return schema;
    }

    private static Map<String, @Nullable Object> value(Setting.Type type) {
        return switch (type) {
            case TEXT, PATH, URI, SECRET, REFERENCE -> type("string", "number", "boolean", "null");
            case INTEGER -> type("integer", "string", "null");
            case DURATION -> type("integer", "string", "null");
            case FLAG -> flag();
            case LIST -> type("array", "string", "null");
            case MAP -> type("object", "null");
            case ANY -> object();
        };
    }

    /// A kind: one that is known is proposed; any other text is left to the check of the engine.
    private static Map<String, @Nullable Object> kinds(List<Kind> kinds, List<String> patterns) {
        var options = new ArrayList<@Nullable Object>();
        options.add(choice(kinds.stream().map(Kind::kind).distinct().toList()));
        Stream.concat(patterns.stream(), Stream.of("\\$\\{|\\{\\{")).forEach(pattern -> {
            var text = type("string");
            text.put("pattern", pattern);
            options.add(text);
        });
        var schema = object();
        schema.put("anyOf", options);
        return schema;
    }

    private static Map<String, @Nullable Object> shape(List<String> required, Map<String, ?> keys) {
        var shape = type("object");
        var properties = object();
        keys.keySet().stream().sorted(order(keys)).forEach(key -> properties.put(key, keys.get(key)));
        shape.put("properties", properties);
        if (!required.isEmpty()) {
            shape.put("required", required);
        }
        return shape;
    }

    /// Maps made here keep their order; others have none, and get that of the alphabet.
    private static java.util.Comparator<String> order(Map<String, ?> keys) {
        return keys instanceof LinkedHashMap ? (_, _) -> 0 : java.util.Comparator.naturalOrder();
    }

    private static Map<String, @Nullable Object> choice(List<String> values) {
        var schema = object();
        schema.put("enum", values);
        return schema;
    }

    private static Map<String, @Nullable Object> period() {
        var schema = type("string", "null");
        schema.put("examples", List.of("30d", "12w", "3m", "1y"));
        return schema;
    }

    private static Map<String, @Nullable Object> flag() {
        return type("boolean", "string", "integer", "null");
    }

    private static Map<String, @Nullable Object> text() {
        return type("string", "null");
    }

    private static Map<String, @Nullable Object> texts() {
        return list(type("string"));
    }

    private static Map<String, @Nullable Object> map() {
        return type("object", "null");
    }

    private static Map<String, @Nullable Object> mapOf(Map<String, @Nullable Object> items) {
        var schema = map();
        schema.put("additionalProperties", items);
        return schema;
    }

    private static Map<String, @Nullable Object> list(Map<String, @Nullable Object> items) {
        var schema = type("array", "null");
        schema.put("items", items);
        return schema;
    }

    private static Map<String, @Nullable Object> ref(String name) {
        var schema = object();
        schema.put("$ref", "#/$defs/" + name);
        return schema;
    }

    private static Map<String, @Nullable Object> type(String... types) {
        var schema = object();
        schema.put("type", types.length == 1 ? types[0] : List.of(types));
        return schema;
    }

    private static Map<String, @Nullable Object> object() {
        return new LinkedHashMap<>();
    }
}
