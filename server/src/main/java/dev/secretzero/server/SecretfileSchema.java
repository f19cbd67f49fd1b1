package dev.secretzero.server;

import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Catalog.Kind;
import dev.secretzero.spi.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON Schema (2020-12) of a Secretfile, for editors. The settings of each known kind come from the bundles.
///
/// It accepts at least what the checker accepts: kinds that are not known stay allowed, and a value may always be a
/// placeholder text.
public final class SecretfileSchema {

    private static final List<String> AUTH_KINDS = List.of(
            "ambient", "token", "assume_role", "static", "default", "service_principal", "managed_identity", "cli",
            "profile");

    private SecretfileSchema() {}

    /// The schema, as plain JSON values.
    public static Map<String, @Nullable Object> of(Catalog catalog) {
        var schema = map(
                "$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "Secretfile",
                "description", "Declares secrets, how each is made, and every place that holds it.",
                "type", "object");
        schema.put("properties", root());
        schema.put("$defs", definitions(catalog));
        return schema;
    }

    private static Map<String, @Nullable Object> root() {
        return map(
                "version", said("The version of the format: \"1\".", "string", "number"),
                "variables", said("Values that `{{var.NAME}}` stands for.", "object"),
                "metadata", reference("Metadata", true),
                "environments", reference("Environments", true),
                "target_profiles", mapOf("TargetProfile", "What a lane changes in its targets, by name."),
                "providers", mapOf("Provider", "Connections, by alias."),
                "secrets", listOf("Secret", "What is declared. Their order is the order of work."),
                "templates", mapOf("Template", "Shapes of secrets that have several fields, by name."),
                "policies", said("Rules, by name.", "object"),
                "labels", said("Free-form.", "object"),
                "annotations", said("Free-form.", "object"),
                "config", said("Settings of the program.", "object", "null"),
                "agent", reference("Agent", true));
    }

    private static Map<String, @Nullable Object> definitions(Catalog catalog) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("Metadata", closed(map(
                "project", said("The project.", "string", "null"),
                "owner", said("Who answers for it.", "string", "null"),
                "environments", texts("Where it runs; informational."),
                "compliance", texts("Standards whose built-in policies apply: `soc2`, `iso27001`."),
                "description", said("What it is about.", "string", "null"))));
        all.put("Environments", closed(map(
                "default", said("The lane when none is chosen.", "string", "null"),
                "profiles", mapOf("Profile", "The lanes, by name."))));
        all.put("Profile", closed(map(
                "var_files", texts("Var files to merge, in order; relative to the Secretfile."),
                "lockfile", said("The lane's lockfile; relative to the Secretfile.", "string", "null"),
                "target_profile", said("A name in `target_profiles`.", "string", "null"),
                "labels", said("Free-form.", "object"))));
        all.put("TargetProfile", closed(map(
                "identity_policies", texts("Policies that are added to every target."),
                "provider_overrides", said("Merged into the targets of a provider, by alias.", "object"),
                "target_overrides", said("Merged into the targets of a kind, by kind.", "object"))));
        all.put("Provider", provider(catalog));
        all.put("Auth", map("type", "object", "properties", map(
                "kind", map("enum", nullable(AUTH_KINDS), "description", "How it authenticates."),
                "config", said("Its settings.", "object"),
                "fallback_generator", said("What makes values in its place.", "string", "null"),
                "profiles", said("Other ways to authenticate, by name.", "object"))));
        all.put("Secret", secret(catalog));
        all.put("Source", source());
        all.put("Target", configured("What receives the value.", catalog.targets(), map(
                "provider", said("The alias of a provider.", "string"),
                "identity_policies", texts("Policies that say who may write there.")), List.of("provider", "kind")));
        all.put("Generator", configured(
                "What makes the value.", catalog.generators(), map(), List.of("kind")));
        all.put("Template", closed(map(
                "description", said("What it is for.", "string"),
                "fields", mapOf("Field", "Its fields, by name."),
                "targets", listOf("Target", "Places that receive every field.")), "description", "fields"));
        all.put("Field", closed(map(
                "description", said("What it is for.", "string"),
                "generator", reference("Generator", false),
                "targets", listOf("Target", "Places that receive this field.")), "description", "generator"));
        all.put("Agent", closed(map(
                "mode", map("enum", List.of("auto", "human", "web"), "description", "How values are asked for."),
                "web_port_min", said("The lowest port of the web form.", "integer", "string"),
                "web_port_max", said("The highest port of the web form.", "integer", "string"))));
        return all;
    }

    private static Map<String, @Nullable Object> provider(Catalog catalog) {
        var kinds = catalog.providers().stream().map(Kind::kind).toList();
        return map("type", "object", "properties", map(
                "kind", map("type", List.of("string", "null"), "examples", kinds, "description", "The kind; else the alias."),
                "auth", reference("Auth", true),
                "config", said("Its settings.", "object"),
                "fallback_generator", said("What makes values in its place.", "string", "null")));
    }

    private static Map<String, @Nullable Object> secret(Catalog catalog) {
        return configured("How the value is made; `templates.NAME` for several fields.", catalog.generators(), map(
                "name", said("The name.", "string"),
                "vars", said("Free-form.", "object"),
                "source", reference("Source", true),
                "one_time", said("Made once; rotated only by name and with force.", "boolean", "string", "integer"),
                "rotation_period", map(
                        "type", List.of("string", "null"),
                        "description", "How long a value may live: digits and one of d, w, m, y.",
                        "examples", List.of("90d", "12w", "6m", "1y")),
                "targets", listOf("Target", "Places that receive the value."),
                "agent_instructions", said("What a person or an agent must do to have the value.", "object", "null"),
                "process_tags", texts("Labels for graphs."),
                "local", said("Only for this machine.", "boolean", "string", "integer", "null"),
                "local_allow_cloud", said("A local secret may go to other places too.", "boolean", "string", "integer", "null")),
                List.of("name", "kind"));
    }

    private static Map<String, @Nullable Object> source() {
        return closed(map(
                "kind", map("enum", List.of("file", "env", "secret_ref", "provider_read"),
                        "description", "Where the value comes from instead of a generator."),
                "required", said("Whether the lack of a value is a failure.", "boolean", "string", "integer"),
                "config", said("Its settings.", "object")), "kind");
    }

    /// An object with a `kind` and a `config` whose keys depend on it.
    private static Map<String, @Nullable Object> configured(
            String summary, List<Kind> kinds, Map<String, @Nullable Object> more, List<String> required) {
        var names = kinds.stream().map(Kind::kind).distinct().toList();
        var properties = map("kind", map("type", "string", "examples", names, "description", summary));
        properties.putAll(more);
        properties.put("config", said("Settings of that kind.", "object"));
        var schema = map("type", "object", "properties", properties, "required", required);
        var rules = new ArrayList<Object>();
        kinds.forEach(kind -> rules.add(map(
                "if", map("properties", map("kind", map("const", kind.kind())), "required", List.of("kind")),
                "then", map("properties", map("config", config(kind))))));
        if (!rules.isEmpty()) {
            schema.put("allOf", rules);
        }
        return schema;
    }

    private static Map<String, @Nullable Object> config(Kind kind) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        kind.settings().forEach(setting -> properties.put(setting.key(), setting(setting)));
        return map("type", "object", "description", kind.summary(), "properties", properties);
    }

    private static Map<String, @Nullable Object> setting(Setting setting) {
        var schema = new LinkedHashMap<String, @Nullable Object>();
        var types = types(setting.type());
        if (!types.isEmpty()) {
            schema.put("type", types);
        }
        if (!setting.choices().isEmpty()) {
            schema.put("examples", setting.choices());
        }
        setting.fallback().ifPresent(fallback -> schema.put("default", fallback));
        var variable = setting.variable().map(name -> " Else the variable " + name + ".").orElse("");
        schema.put("description", setting.summary() + variable);
        return schema;
    }

    /// Every value may be a text, because a text may hold a placeholder.
    private static List<String> types(Setting.Type type) {
        return switch (type) {
            case TEXT, PATH, URI, SECRET, REFERENCE -> List.of("string", "number", "boolean");
            case INTEGER -> List.of("integer", "string");
            case FLAG -> List.of("boolean", "string", "integer");
            case DURATION -> List.of("string", "number");
            case LIST -> List.of("array", "string");
            case MAP -> List.of("object", "string");
            case ANY -> List.of();
        };
    }

    private static Map<String, @Nullable Object> closed(Map<String, @Nullable Object> properties, String... required) {
        var schema = map("type", "object", "properties", properties);
        if (required.length > 0) {
            schema.put("required", List.of(required));
        }
        return schema;
    }

    private static Map<String, @Nullable Object> said(String description, String... types) {
        return map("type", types.length == 1 ? types[0] : List.of(types), "description", description);
    }

    private static Map<String, @Nullable Object> texts(String description) {
        return map("type", "array", "items", map("type", "string"), "description", description);
    }

    private static Map<String, @Nullable Object> reference(String name, boolean nullable) {
        var reference = map("$ref", "#/$defs/" + name);
        return nullable ? map("anyOf", List.of(reference, map("type", "null"))) : reference;
    }

    private static Map<String, @Nullable Object> mapOf(String name, String description) {
        return map("type", "object", "additionalProperties", reference(name, false), "description", description);
    }

    private static Map<String, @Nullable Object> listOf(String name, String description) {
        return map("type", "array", "items", reference(name, false), "description", description);
    }

    private static List<@Nullable Object> nullable(List<String> texts) {
        var list = new ArrayList<@Nullable Object>(texts);
        list.add(null);
        return list;
    }

    private static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
