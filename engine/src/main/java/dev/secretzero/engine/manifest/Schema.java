package dev.secretzero.engine.manifest;

import dev.secretzero.spi.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON Schema (2020-12) of the Secretfile, made from the model and from the settings of the catalog. It
/// describes a document as it is written, so that a string with a placeholder may stand for a number or a boolean.
public final class Schema {

    private static final String PLACEHOLDER = "\\$\\{[^}]+\\}|\\{\\{";

    private Schema() {}

    /// The schema as plain Java, in a fixed order.
    public static Map<String, @Nullable Object> of(Catalog catalog) {
        var schema = map("$schema", "https://json-schema.org/draft/2020-12/schema", "title", "Secretfile", "type", "object");
        schema.put("description", "Secrets as code: what is secret, how it is made, and every place that holds it.");
        schema.put("properties", root());
        schema.put("$defs", definitions(catalog));
        return schema;
    }

    private static Map<String, @Nullable Object> root() {
        return map(
                "version", map("description", "The version of the document; echoed, never required.", "type", List.of("string", "number")),
                "variables", described(object(), "Values that strings may name as {{ var.name }} or ${name}."),
                "metadata", orNull(reference("metadata")),
                "environments", orNull(reference("environments")),
                "target_profiles", described(mapOf(reference("target_profile")), "What a lane changes at targets."),
                "providers", described(mapOf(reference("provider")), "Connections, by alias."),
                "secrets", described(listOf(reference("secret")), "The declared secrets, in the order of their delivery."),
                "templates", described(mapOf(reference("template")), "Shapes of secrets with several fields."),
                "policies", described(mapOf(reference("policy")), "Rules, by name."),
                "labels", object(),
                "annotations", object(),
                "config", described(map("type", List.of("object", "null")), "Settings of the program."),
                "agent", orNull(reference("agent")));
    }

    private static Map<String, @Nullable Object> definitions(Catalog catalog) {
        var all = map(
                "metadata", record(List.of(), map("project", textOrNull(), "owner", textOrNull(), "environments", texts(),
                        "compliance", described(texts(), "soc2 and iso27001 add policies."), "description", textOrNull())),
                "environments", record(List.of(), map("default", textOrNull(), "profiles", mapOf(reference("environment")))),
                "environment", record(List.of(), map("var_files", texts(), "lockfile", textOrNull(), "target_profile", textOrNull(), "labels", object())),
                "target_profile", record(List.of(), map("identity_policies", texts(),
                        "provider_overrides", mapOf(object()), "target_overrides", mapOf(object()))),
                "provider", provider(catalog),
                "auth", record(List.of(), map("kind", textOrNull(), "config", object(), "fallback_generator", textOrNull(),
                        "profiles", mapOf(record(List.of("kind"), map("kind", text(), "config", object()))))),
                "secret", secret(catalog),
                "source", source(),
                "template", record(List.of("fields"), map("description", textOrNull(), "fields", mapOf(reference("field")),
                        "targets", listOf(reference("target")))),
                "field", record(List.of("generator"), map("description", textOrNull(), "generator", generator(catalog),
                        "targets", listOf(reference("target")))),
                "target", target(catalog),
                "agent_instructions", instructions(),
                "agent", record(List.of(), map("mode", choice("auto", "human", "web"), "web_port_min", port(), "web_port_max", port())));
        all.putAll(policies());
        all.putAll(configurations(catalog));
        return all;
    }

    private static Map<String, @Nullable Object> secret(Catalog catalog) {
        var secret = record(List.of("name", "kind"), map(
                "name", described(text(), "The name, unique in the document."),
                "kind", described(text(), "A generator kind, or templates.NAME."),
                "vars", described(object(), "Variables for the strings of this secret alone."),
                "source", orNull(reference("source")),
                "config", object(),
                "one_time", flag(),
                "rotation_period", described(textOrNull(), "A number of days, weeks, months or years: 90d, 12w, 3m, 1y."),
                "targets", listOf(reference("target")),
                "agent_instructions", orNull(reference("agent_instructions")),
                "process_tags", texts(),
                "local", described(flag(), "Whether its state stays on this machine."),
                "local_allow_cloud", flag()));
        secret.put("allOf", conditions("generator", catalog.generators()));
        return secret;
    }

    private static Map<String, @Nullable Object> generator(Catalog catalog) {
        var generator = record(List.of("kind"), map("kind", text(), "config", object()));
        generator.put("allOf", conditions("generator", catalog.generators()));
        return generator;
    }

    private static Map<String, @Nullable Object> target(Catalog catalog) {
        var target = record(List.of("provider", "kind"), map(
                "provider", described(text(), "The alias of a provider; `local` needs no declaration."),
                "kind", text(), "config", object(), "identity_policies", texts()));
        target.put("allOf", conditions("target", catalog.targets()));
        return target;
    }

    private static Map<String, @Nullable Object> provider(Catalog catalog) {
        var provider = record(List.of(), map(
                "kind", described(textOrNull(), "The kind of provider; the alias where it is missing."),
                "auth", orNull(reference("auth")), "config", object(), "fallback_generator", textOrNull()));
        provider.put("allOf", conditions("provider", catalog.providers()));
        return provider;
    }

    /// For every kind: where `kind` is this one, `config` looks like that.
    private static List<Object> conditions(String role, List<Catalog.Kind> kinds) {
        var conditions = new ArrayList<Object>();
        for (var kind : kinds) {
            conditions.add(map(
                    "if", map("properties", map("kind", map("const", kind.kind())), "required", List.of("kind")),
                    "then", map("properties", map("config", reference(role + "." + kind.kind())))));
        }
        return conditions;
    }

    private static Map<String, @Nullable Object> configurations(Catalog catalog) {
        var all = map();
        catalog.providers().forEach(kind -> all.put("provider." + kind.kind(), configuration(kind)));
        catalog.targets().forEach(kind -> all.put("target." + kind.kind(), configuration(kind)));
        catalog.generators().forEach(kind -> all.put("generator." + kind.kind(), configuration(kind)));
        return all;
    }

    private static Map<String, @Nullable Object> configuration(Catalog.Kind kind) {
        var properties = map();
        kind.settings().forEach(setting -> properties.put(setting.key(), setting(setting)));
        return described(map("type", "object", "properties", properties), kind.summary());
    }

    private static Map<String, @Nullable Object> setting(Setting setting) {
        var schema = described(type(setting.type()), summary(setting));
        if (!setting.choices().isEmpty()) {
            var choices = map("enum", setting.choices());
            schema.put("anyOf", List.of(choices, placeholder()));
        }
        setting.fallback().ifPresent(fallback -> schema.put("default", fallback));
        return schema;
    }

    private static String summary(Setting setting) {
        return setting.variable().map(variable -> setting.summary() + " Environment: " + variable + ".").orElse(setting.summary());
    }

    private static Map<String, @Nullable Object> type(Setting.Type type) {
        return switch (type) {
            case TEXT, PATH, SECRET -> map("type", List.of("string", "number", "null"));
            case URI, REFERENCE -> textOrNull();
            case INTEGER -> map("type", List.of("integer", "string", "null"));
            case FLAG -> map("type", List.of("boolean", "integer", "string", "null"));
            case DURATION -> map("type", List.of("string", "number", "null"));
            case LIST -> map("type", List.of("array", "string", "null"));
            case MAP -> map("type", List.of("object", "null"));
            case ANY -> map();
        };
    }

    private static Map<String, @Nullable Object> source() {
        var kinds = java.util.Arrays.stream(Manifest.Source.Kind.values()).map(Manifest.Source.Kind::label).toArray(String[]::new);
        return record(List.of("kind"), map("kind", choice(kinds), "required", flag(), "config", object()));
    }

    private static Map<String, @Nullable Object> instructions() {
        var step = record(List.of("action", "description"), map(
                "action", text(), "description", text(), "params", map("type", List.of("object", "null")), "required", flag()));
        return record(List.of("summary", "steps"), map(
                "summary", text(), "steps", listOf(step), "prerequisites", orNull(texts()), "required_tools", orNull(texts()),
                "automation_hint", textOrNull(), "estimated_time", textOrNull(), "fallback", textOrNull(), "documentation_url", textOrNull()));
    }

    private static Map<String, @Nullable Object> policies() {
        var severity = choice("error", "warning", "info");
        var rule = closed(record(List.of("field"), map(
                "field", text(), "glob", textOrNull(), "regex", textOrNull(), "any_glob", someTexts(), "all_glob", someTexts())));
        var identity = closed(record(List.of("kind", "providers", "rules"), map(
                "kind", map("const", "provider_identity"), "name", textOrNull(), "description", textOrNull(), "enabled", flag(),
                "severity", severity, "providers", someTexts(), "match", choice("all", "any"), "rules", least(listOf(reference("identity_rule"))))));
        var policy = record(List.of("kind"), map("kind", text(), "enabled", flag(), "description", textOrNull(), "severity", severity));
        policy.put("if", map("properties", map("kind", map("const", "provider_identity"))));
        policy.put("then", reference("provider_identity_policy"));
        return map("policy", policy, "identity_rule", rule, "provider_identity_policy", identity);
    }

    private static Map<String, @Nullable Object> record(List<String> required, Map<String, @Nullable Object> properties) {
        var record = map("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            record.put("required", required);
        }
        return record;
    }

    private static Map<String, @Nullable Object> closed(Map<String, @Nullable Object> record) {
        record.put("additionalProperties", false);
        return record;
    }

    private static Map<String, @Nullable Object> least(Map<String, @Nullable Object> list) {
        list.put("minItems", 1);
        return list;
    }

    private static Map<String, @Nullable Object> described(Map<String, @Nullable Object> schema, String text) {
        schema.put("description", text);
        return schema;
    }

    private static Map<String, @Nullable Object> text() {
        return map("type", "string");
    }

    private static Map<String, @Nullable Object> textOrNull() {
        return map("type", List.of("string", "null"));
    }

    private static Map<String, @Nullable Object> texts() {
        return listOf(text());
    }

    private static Map<String, @Nullable Object> someTexts() {
        return least(texts());
    }

    private static Map<String, @Nullable Object> flag() {
        return map("type", List.of("boolean", "integer", "string"));
    }

    private static Map<String, @Nullable Object> port() {
        return map("type", List.of("integer", "string"), "minimum", 1024, "maximum", 65535);
    }

    private static Map<String, @Nullable Object> choice(String... words) {
        return map("type", "string", "anyOf", List.of(map("enum", List.of(words)), placeholder()));
    }

    private static Map<String, @Nullable Object> placeholder() {
        return map("type", "string", "pattern", PLACEHOLDER);
    }

    private static Map<String, @Nullable Object> object() {
        return map("type", "object");
    }

    private static Map<String, @Nullable Object> listOf(Map<String, @Nullable Object> items) {
        return map("type", "array", "items", items);
    }

    private static Map<String, @Nullable Object> mapOf(Map<String, @Nullable Object> values) {
        return map("type", "object", "additionalProperties", values);
    }

    private static Map<String, @Nullable Object> orNull(Map<String, @Nullable Object> schema) {
        return map("anyOf", List.of(schema, map("type", "null")));
    }

    private static Map<String, @Nullable Object> reference(String name) {
        return map("$ref", "#/$defs/" + name);
    }

    private static Map<String, @Nullable Object> map(Object... entries) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(String.valueOf(entries[i]), entries[i + 1]);
        }
        return map;
    }
}
