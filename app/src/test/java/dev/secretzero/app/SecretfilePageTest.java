package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Plugins;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Catalog.Kind;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.ManifestReader;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.manifest.SecretfileSchema;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.spi.Setting;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.Page;
import dev.secretzero.testkit.SchemaTable;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/secretfile.md`: its tables come from the schema, the catalog and the interpolation itself, and every example is
/// read by the engine. `-Dgolden=write` rewrites the tables.
final class SecretfilePageTest {

    private static final Page PAGE = Page.of("secretfile.md");
    private static final SchemaTable TABLE = new SchemaTable(SecretfilePageTest::heading, false);
    private static final Map<String, String> ENVIRONMENT = Map.of("STAGE", "beta", "BLANK", "", "STRIPE_API_KEY", "sk_test_example");

    /// The examples of interpolation, in the order of the page.
    private static final List<String> STRINGS = List.of(
            "${region}", "${STAGE}", "${STAGE:-dev}", "${BLANK:-dev}", "${OTHER:-dev}", "${OTHER:-}", "${OTHER}", "$region",
            "{{ var.region }}", "{{ var.db.host }}:{{ var.db.port }}", "{{ var.zones[0] }}", "{{ var['my-key'] }}",
            "{{ var.region | upper }}", "{{ var.other or 'none' }}", "{{ var.other | default('none') }}", "{{ var.db.port + 1 }}",
            "{{ 'eu' if var.region.startswith('eu') else 'us' }}", "{% if var.debug %}debug{% else %}info{% endif %}",
            "{{ var.zones | join(', ') }}", "{{ var.other }}", "{{ var.other.deep }}", "${{ secrets.TOKEN }}");

    @TempDir
    Path directory;

    @Test
    void thePageSaysWhatTheProgramDoes() {
        var parts = new LinkedHashMap<String, String>();
        var schema = SecretfileSchema.of(catalog());
        parts.put("Root", TABLE.of(schema));
        at(schema, "$defs").forEach((name, definition) -> {
            if (!String.valueOf(name).equals("Policy")) {
                parts.put(String.valueOf(name), TABLE.of(at(definition)));
            }
        });
        parts.put("sources", sources(at(schema, "$defs", "Source")));
        parts.put("strings", strings());
        parts.put("probes", kinds(catalog().probes()).replace("### ", "#### "));
        parts.put("providers", kinds(catalog().providers()));
        parts.put("generators", kinds(catalog().generators()));
        parts.put("targets", kinds(catalog().targets()));
        PAGE.check(parts);
    }

    /// `TargetProfile` as the page has it: `Target profile`.
    private static String heading(String definition) {
        if (definition.equals("Policy")) {
            return "Policies";
        }
        var words = definition.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String sources(Map<?, ?> source) {
        var parts = new ArrayList<String>();
        if (source.get("allOf") instanceof List<?> rules) {
            for (var rule : rules) {
                var word = at(rule, "if", "properties", "kind").get("const");
                var config = at(rule, "then", "properties", "config");
                parts.add("`" + word + "`: " + lower(String.valueOf(config.get("description"))) + "\n\n" + TABLE.of(config));
            }
        }
        return String.join("\n", parts);
    }

    /// The map that a path of keys leads to.
    private static Map<?, ?> at(@Nullable Object value, String... keys) {
        var found = value;
        for (var key : keys) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return found instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String lower(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static String strings() {
        var variables = Map.of(
                "region", "eu-west-1", "db", Map.of("host", "db.internal", "port", 5432),
                "zones", List.of("a", "b"), "my-key", "dashed", "debug", false);
        var labels = new LinkedHashMap<String, String>();
        STRINGS.forEach(text -> labels.put(text, text));
        var read = new ManifestReader(catalog(), ENVIRONMENT)
                .check(Map.of("variables", variables, "labels", labels, "secrets", List.of()));
        var done = ((Parsed.Valid) read).manifest().labels();
        return SchemaTable.table(List.of("Written", "Read as"), STRINGS.stream()
                .map(text -> List.of("`" + text + "`", result(text, done.at(text))))
                .toList());
    }

    private static String result(String written, @Nullable Value value) {
        var read = value instanceof Value.Text text ? text.text() : "";
        return read.equals(written) ? "as written" : read.isEmpty() ? "nothing" : "`" + read + "`";
    }

    private static String kinds(List<Kind> kinds) {
        return kinds.stream()
                .map(kind -> "### " + kind.kind() + "\n\n" + kind.summary() + bundle(kind) + "\n" + settings(kind.settings()))
                .collect(Collectors.joining("\n"));
    }

    private static String bundle(Kind kind) {
        return kind.bundle().equals("local") ? "" : " Provider: `" + kind.bundle() + "`.";
    }

    private static String settings(List<Setting> settings) {
        if (settings.isEmpty()) {
            return "\nIt has no settings.\n";
        }
        return "\n" + SchemaTable.table(List.of("Setting", "Type", "Default", "Variable", "Meaning"), settings.stream()
                .map(SecretfilePageTest::setting)
                .toList());
    }

    private static List<String> setting(Setting setting) {
        return List.of(
                "`" + setting.key() + "`",
                type(setting.type()),
                setting.required() ? "required" : setting.fallback().map(SecretfilePageTest::fallback).orElse(""),
                setting.variable().map(name -> "`" + name + "`").orElse(""),
                meaning(setting));
    }

    private static String fallback(String text) {
        return text.isBlank() ? "`\"" + text + "\"`" : "`" + text + "`";
    }

    private static String meaning(Setting setting) {
        if (setting.choices().isEmpty()) {
            return setting.summary();
        }
        return setting.summary() + " One of " + setting.choices().stream().map(choice -> "`" + choice + "`").collect(Collectors.joining(", ")) + ".";
    }

    private static String type(Setting.Type type) {
        return switch (type) {
            case TEXT -> "text";
            case INTEGER -> "integer";
            case FLAG -> "boolean";
            case DURATION -> "duration";
            case PATH -> "path";
            case URI -> "URL";
            case SECRET -> "text, never shown";
            case REFERENCE -> "name of a secret";
            case LIST -> "list of texts";
            case MAP -> "map of texts";
            case ANY -> "any";
        };
    }

    @Test
    void everyExampleIsValid() throws IOException {
        var snippets = PAGE.snippets("yaml");
        var varFiles = snippets.stream().filter(snippet -> file(snippet).isPresent()).toList();
        for (var varFile : varFiles) {
            Files.writeString(directory.resolve(file(varFile).orElseThrow()), varFile);
        }
        assertThat(varFiles).hasSizeGreaterThanOrEqualTo(1);
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(10);
        var reader = new ManifestReader(catalog(), ENVIRONMENT);
        for (var snippet : snippets) {
            if (file(snippet).isEmpty()) {
                var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), directory);
                var read = reader.read(directory.resolve("Secretfile.yml"), snippet, wish);
                assertThat(read).as(snippet + read).isInstanceOf(Parsed.Valid.class);
                assertThat(((Parsed.Valid) read).warnings()).as(snippet).isEmpty();
            }
        }
    }

    /// The file that a snippet is, when its first line names one: `# prod.szvar`.
    private static Optional<String> file(String snippet) {
        var first = snippet.lines().findFirst().orElse("");
        return first.matches("# [\\w.-]+\\.szvar") ? Optional.of(first.substring(2)) : Optional.empty();
    }

    private static Catalog catalog() {
        var nowhere = Path.of("");
        var host = TestHost.at(nowhere, Map.of(), ManualClock.of("2026-01-01T00:00:00Z"));
        var plugins = Plugins.installed(SecretfilePageTest.class.getClassLoader());
        return Engine.of(host, plugins, () -> new SeededRandom(7), SyncIdentity.Machine.UNKNOWN).catalog();
    }
}
