package dev.secretzero.engine.manifest;

import static dev.secretzero.engine.manifest.JsonSchema.flag;
import static dev.secretzero.engine.manifest.JsonSchema.integer;
import static dev.secretzero.engine.manifest.JsonSchema.listOf;
import static dev.secretzero.engine.manifest.JsonSchema.map;
import static dev.secretzero.engine.manifest.JsonSchema.mapOf;
import static dev.secretzero.engine.manifest.JsonSchema.maybe;
import static dev.secretzero.engine.manifest.JsonSchema.maybeOne;
import static dev.secretzero.engine.manifest.JsonSchema.maybeTexts;
import static dev.secretzero.engine.manifest.JsonSchema.maybeWord;
import static dev.secretzero.engine.manifest.JsonSchema.object;
import static dev.secretzero.engine.manifest.JsonSchema.one;
import static dev.secretzero.engine.manifest.JsonSchema.otherwise;
import static dev.secretzero.engine.manifest.JsonSchema.texts;
import static dev.secretzero.engine.manifest.JsonSchema.value;
import static dev.secretzero.engine.manifest.JsonSchema.where;
import static dev.secretzero.engine.manifest.JsonSchema.word;

import dev.secretzero.engine.manifest.Catalog.Kind;
import dev.secretzero.spi.Setting;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON Schema (2020-12) of a Secretfile, for editors and for the reference page. The settings of each known kind
/// come from the bundles.
///
/// It accepts at least what the checker accepts: kinds that are not known stay allowed, and a value may always be a
/// placeholder text.
public final class SecretfileSchema {

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
                "version", value("The version of the format: \"1\".", "string", "number"),
                "variables", value("Values that `${NAME}` and `{{ var.NAME }}` stand for.", "object"),
                "metadata", maybeOne("Metadata", "What the project is. `compliance` switches on built-in policies."),
                "environments", maybeOne("Environments", "Lanes: named environments with values of their own."),
                "target_profiles", mapOf("TargetProfile", "What a lane changes in its targets, by name."),
                "providers", mapOf("Provider", "Connections, by alias."),
                "secrets", listOf("Secret", "What is declared. Their order is the order of work."),
                "templates", mapOf("Template", "Shapes of secrets that have several fields, by name."),
                "policies", map(
                        "type", "object",
                        "additionalProperties", map("$ref", "#/$defs/Policy"),
                        "description", "Rules, by name."),
                "waivers", listOf("Waiver", "Exceptions from rules, each with an owner and a last day."),
                "labels", value("Free-form.", "object"),
                "annotations", value("Free-form.", "object"),
                "config", maybeOne("Config", "Settings of tools that work with the Secretfile. They change no secret."),
                "agent", maybeOne("Agent", "How tools ask for values that only a person has."));
    }

    private static Map<String, @Nullable Object> definitions(Catalog catalog) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("Metadata", metadata());
        lanes(all);
        connections(all, catalog);
        secrets(all, catalog);
        all.put("Target", configured("The kind of place that receives the value.", catalog.targets(), map(
                "provider", value("The alias of a provider. `local` needs no declaration.", "string")), map(
                "identity_policies", texts("Policies of the kind `provider_identity` that must hold before anything is written.")),
                List.of("provider", "kind")));
        all.put("Generator", configured(
                "The kind of generator that makes the value.", catalog.generators(), map(), map(), List.of("kind")));
        templates(all);
        PolicySchema.define(all);
        all.put("Agent", agent());
        ConfigSchema.define(all);
        return all;
    }

    private static Map<String, @Nullable Object> metadata() {
        return object(map(
                "project", maybe("The name of the project."),
                "owner", maybe("Who answers for it."),
                "environments", texts("Where it runs. Informational: lanes are declared in `environments` at the root."),
                "compliance", texts("Standards that apply, as advice: `" + String.join("`, `", Standard.labels()) + "`."),
                "description", maybe("What it is about.")));
    }

    private static void lanes(Map<String, @Nullable Object> all) {
        all.put("Environments", object(map(
                "default", maybe("The lane that is used when none is chosen."),
                "profiles", mapOf("Profile", "The lanes, by name."))));
        all.put("Profile", object(map(
                "var_files", texts("Var files to merge, in order; relative to the Secretfile."),
                "lockfile", maybe("The lane's lockfile; relative to the Secretfile."),
                "target_profile", maybe("A name in `target_profiles`."),
                "labels", value("Free-form.", "object"))));
        all.put("TargetProfile", object(map(
                "identity_policies", texts("Policies that are added to every target."),
                "provider_overrides", value("Settings that are merged into the `config` of the targets of a provider, by alias.", "object"),
                "target_overrides", value("Settings that are merged into the `config` of the targets of a kind, by kind. They win over `provider_overrides`.", "object"))));
    }

    private static void connections(Map<String, @Nullable Object> all, Catalog catalog) {
        var kinds = catalog.providers().stream().map(Kind::kind).toList();
        all.put("Provider", object(map(
                "kind", map("type", List.of("string", "null"), "examples", kinds, "description", "The kind of provider. Else the alias is the kind."),
                "auth", maybeOne("Auth", "How to log in."),
                "config", value("Settings of that kind.", "object"),
                "fallback_generator", maybe("The kind of generator that makes values in its place."))));
        all.put("Auth", object(map(
                "kind", maybeWord("How it authenticates.", Reading.AUTH_KINDS),
                "config", value("Settings of that kind.", "object"),
                "fallback_generator", maybe("The kind of generator that makes values in its place."),
                "profiles", mapOf("AuthProfile", "Other ways to log in, by name."))));
        all.put("AuthProfile", object(map(
                "kind", word("How it authenticates.", Reading.AUTH_KINDS),
                "config", value("Settings of that kind.", "object")), "kind"));
    }

    private static void secrets(Map<String, @Nullable Object> all, Catalog catalog) {
        all.put("Secret", secret(catalog));
        all.put("Rotation", rotation());
        all.put("Probe", probe(catalog));
        all.put("Source", source());
        all.put("AgentInstructions", object(map(
                "summary", value("What is to be done, in one sentence.", "string"),
                "steps", listOf("Step", "What to do, in order."),
                "prerequisites", maybeTexts("What must be there first."),
                "automation_hint", maybe("How it could be done without a person."),
                "estimated_time", maybe("How long it takes."),
                "fallback", maybe("What to do when it cannot be done."),
                "required_tools", maybeTexts("Programs that are needed."),
                "documentation_url", maybe("Where to read more.")), "summary", "steps"));
        all.put("Step", object(map(
                "action", value("What kind of step it is, in a word.", "string"),
                "description", value("What to do.", "string"),
                "params", value("Details for programs.", "object", "null"),
                "required", otherwise(flag("Whether it may not be left out."), true)), "action", "description"));
    }

    private static Map<String, @Nullable Object> secret(Catalog catalog) {
        var looseFlag = new String[] {"boolean", "string", "integer", "null"};
        return configured("The kind of generator that makes the value, or `templates.NAME` for several fields.", catalog.generators(), map(
                "name", value("The name. No other secret has it.", "string")), map(
                "vars", value("Variables of this secret alone; they win over `variables`.", "object"),
                "source", maybeOne("Source", "Where the value comes from instead of the generator."),
                "one_time", otherwise(flag("Made once; rotated only by name and with force."), false),
                "rotation_period", map(
                        "type", List.of("string", "null"),
                        "description", "How long a value may live: digits and one of `d`, `w` (7 days), `m` (30 days), `y` (365 days).",
                        "examples", List.of("90d", "12w", "6m", "1y")),
                "rotation", maybeOne("Rotation", "How a new value takes over from the one before."),
                "targets", listOf("Target", "Places that receive the value. Of a template's secret: in addition to the template's own."),
                "agent_instructions", maybeOne("AgentInstructions", "What a person or an agent must do to have the value."),
                "process_tags", texts("Labels for your own tools."),
                "local", otherwise(value("Only for this machine: its state stands in the machine's own lockfile, and its targets must be local.", looseFlag), false),
                "local_allow_cloud", otherwise(value("Allows a `local` secret to have other targets too.", looseFlag), false)),
                List.of("name", "kind"));
    }

    private static Map<String, @Nullable Object> rotation() {
        return object(map(
                "overlap", maybe("How long the value before stays valid after a rotation: digits and one of `s`, `m` (minutes), `h`, `d`, `w`."),
                "previous_as", maybe("The name under which the value before is kept beside the new one meanwhile. `{name}` stands for the name of the secret or field."),
                "probe", maybeOne("Probe", "What the new value must pass before it is brought anywhere."),
                "window", maybe("When a rotation that nobody forces may begin: minute, hour, day of the month, month, day of the week, as in crontab."),
                "timezone", otherwise(maybe("The time zone of the window."), "UTC")));
    }

    private static Map<String, @Nullable Object> probe(Catalog catalog) {
        var probes = new LinkedHashMap<String, @Nullable Object>();
        catalog.probes().forEach(kind -> probes.put(kind.kind(), config(kind)));
        var probe = object(probes);
        probe.put("minProperties", 1);
        probe.put("maxProperties", 1);
        return probe;
    }

    private static Map<String, @Nullable Object> source() {
        var kinds = Arrays.stream(Manifest.Source.Kind.values()).map(Manifest.Source.Kind::label).toList();
        var source = object(map(
                "kind", word("Where the value comes from.", kinds),
                "required", otherwise(flag("Whether the lack of a value is a failure. Else the generator makes one."), true),
                "config", value("Settings of that kind.", "object")), "kind");
        source.put("allOf", List.of(
                source("file", "A file, or one value in it.", map(
                        "path", value("The file; relative to the Secretfile.", "string"),
                        "format", maybe("The format: `dotenv`, `json`, `yaml`, `toml`, `tfvars`, `properties`, `raw` or `text`. Else by the file's name."),
                        "key", maybe("The way to the value, as names joined by dots."),
                        "encoding", otherwise(maybe("The character set."), "UTF-8")), "path"),
                source("env", "An environment variable.", map(
                        "name", value("The variable.", "string"),
                        "trim", otherwise(value("Whether blanks at both ends are dropped.", "boolean"), true)), "name"),
                source("secret_ref", "Another secret of this Secretfile.", map(
                        "secret", value("Its name, or `name.field`.", "string"),
                        "field", maybe("The way to a part of a structured value, as names joined by dots.")), "secret"),
                source("provider_read", "A value that a provider holds already.", map(
                        "provider", value("The alias of a provider.", "string"),
                        "kind", value("What is read there, as the provider names it.", "string"),
                        "read", value("Where it stands: `name` or `path`, and what else the provider needs.", "object"),
                        "field", maybe("The way to a part of a structured value, as names joined by dots."),
                        "profile", maybe("A name in the provider's `auth.profiles`."),
                        "method", maybe("How the provider is asked.")), "provider", "kind", "read")));
        return source;
    }

    private static Map<String, @Nullable Object> source(
            String kind, String description, Map<String, @Nullable Object> properties, String... required) {
        var config = object(properties, required);
        config.put("description", description);
        return where(kind, map("properties", map("config", config), "required", List.of("config")));
    }

    private static void templates(Map<String, @Nullable Object> all) {
        all.put("Template", object(map(
                "description", maybe("What it is for."),
                "fields", mapOf("Field", "Its fields, by name."),
                "targets", listOf("Target", "Places that receive every field.")), "fields"));
        all.put("Field", object(map(
                "description", maybe("What it is for. A person who is asked for the value sees it."),
                "generator", one("Generator", "What makes the value."),
                "targets", listOf("Target", "Places that receive this field.")), "generator"));
    }

    private static Map<String, @Nullable Object> agent() {
        return object(map(
                "mode", otherwise(word("How values are asked for.", List.of("auto", "human", "web")), "auto"),
                "web_port_min", otherwise(integer("The lowest port of the web form, from 1024 to 65535."), 49152),
                "web_port_max", otherwise(integer("The highest port of the web form, from 1024 to 65535."), 65535)));
    }

    /// An object with a `kind` and a `config` whose keys depend on it, and other properties before and after them.
    private static Map<String, @Nullable Object> configured(
            String summary,
            List<Kind> kinds,
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> after,
            List<String> required) {
        var names = kinds.stream().map(Kind::kind).distinct().toList();
        var properties = new LinkedHashMap<String, @Nullable Object>(before);
        properties.put("kind", map("type", "string", "examples", names, "description", summary));
        properties.put("config", value("Settings of that kind.", "object"));
        properties.putAll(after);
        var schema = map("type", "object", "properties", properties, "required", required);
        var rules = kinds.stream()
                .map(kind -> where(kind.kind(), map("properties", map("config", config(kind)))))
                .toList();
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
}
