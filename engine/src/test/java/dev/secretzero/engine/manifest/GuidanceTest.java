package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GuidanceTest {

    /// Shows texts in angle brackets, so that a text which was not asked for would be seen.
    private static final Guidance.Shown LOUD = new Guidance.Shown() {
        @Override
        public Map<String, @Nullable Object> variables(Value.Mapping variables) {
            var shown = new LinkedHashMap<String, @Nullable Object>();
            variables.entries().forEach((key, value) -> shown.put(key, "<" + value.plain(Value.View.SHOWN) + ">"));
            return shown;
        }

        @Override
        public Map<String, @Nullable Object> config(Value.Mapping config, String kind) {
            return variables(config);
        }
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Set token for {{ secret_name }} (project {{ var.project }}) | Set token for token (project <demo>)",
                "${project} ${PATH} ${nope}         | <demo> ${PATH} ${nope}",
                "{{ target.provider }}/{{ target.kind }}/{{ target.path }} | cloud/place/<here>",
                "{{ project }} {{ region }}         | <demo> <of the secret>",
                "{{ no_such.thing.deep }}           | {{ no_such.thing.deep }}",
                "{{ no_such }}                      | {{ no_such }}",
                "{{ var.drawn }} ${drawn}           | <[secret]> <[secret]>",
                "{{ ''.__class__.__mro__ }}         | {{ ''.__class__.__mro__ }}",
                "{{ var.getClass().getName() }}     | {{ var.getClass().getName() }}",
                "{% for i in range(999999999) %}{{ i }}{% endfor %} | {% for i in range(999999999) %}{{ i }}{% endfor %}",
                "{{ broken                          | {{ broken",
            })
    void fillsInWhatMayBeShown(String written, String filled) {
        var told = guidance("summary: \"" + written + "\", steps: []").of("token").orElseThrow();
        assertThat(told.summary()).isEqualTo(filled);
        assertThat(told.document().toString()).doesNotContain("canary");
    }

    @Test
    void everyFieldIsFilledInAndWhatIsAbsentIsLeftOut() {
        var told = guidance("""
                summary: s, prerequisites: ["{{ secret_name }}"], required_tools: ["${project}"],
                automation_hint: "{{ secret_name }}", estimated_time: null, documentation_url: "{{ empty }}",
                steps: [{action: "a {{ secret_name }}", description: "", params: {x: "{{ secret_name }}", y: [1, "${project}"]}, required: false}]
                """.replace("\n", " ")).of("token").orElseThrow();
        assertThat(told.document()).isEqualTo(Map.of(
                "summary", "s",
                "prerequisites", List.of("token"),
                "required_tools", List.of("<demo>"),
                "automation_hint", "token",
                "documentation_url", "",
                "steps", List.of(Map.of(
                        "action", "a token",
                        "description", "",
                        "params", Map.of("x", "token", "y", List.of(1L, "<demo>")),
                        "required", false))));
        assertThat(told.lines()).contains("before: token", "needs: <demo>", "1. a token:  (optional)", "   x: token");
    }

    @Test
    void aSecretWithoutInstructionsOrTargetsIsFine() {
        assertThat(guidance("summary: s, steps: []").of("plain")).isEmpty();
        assertThat(guidance("summary: s, steps: []").of("nobody")).isEmpty();
        assertThat(Instructions.of("one\ntwo").lines()).containsExactly("one", "two");
    }

    private static Guidance guidance(String instructions) {
        var text = """
                variables: {project: demo, region: of all, drawn: "${DRAWN}"}
                providers: {cloud: {kind: cloud}}
                secrets:
                  - name: token
                    kind: made
                    vars: {region: of the secret}
                    targets: [{provider: cloud, kind: place, config: {path: here}}]
                    agent_instructions: {%s}
                  - {name: plain, kind: made}
                """.replace("%s", instructions);
        var path = Setting.of("path", Setting.Type.TEXT, "Where.");
        var kinds = new Catalog(
                List.of(new Catalog.Kind("cloud", "cloud", "", List.of())),
                List.of(new Catalog.Kind("place", "cloud", "", List.of(path))),
                List.of(new Catalog.Kind("made", "cloud", "", List.of())));
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), Path.of("/home"));
        var environment = Map.of("DRAWN", "canary", "PATH", "canary");
        return switch (new ManifestReader(kinds, environment).read(Path.of("/home/Secretfile.yml"), text, wish)) {
            case Parsed.Valid valid -> Guidance.of(valid.manifest(), LOUD);
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.diagnostics().toString());
        };
    }
}
