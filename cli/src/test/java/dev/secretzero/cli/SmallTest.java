package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmallTest {

    @ParameterizedTest
    @CsvSource({
        "snyc,sync", "stauts,status", "valdate,validate", "zzz,", "secret-type,secret-types", "SYNC,sync", "x,"
    })
    void theNearestNameIsWithinAThirdOfTheWord(String word, String near) {
        assertThat(Nearest.to(word, Command.words())).isEqualTo(Optional.ofNullable(near));
    }

    @Test
    void aHugeWordIsNotCompared() {
        assertThat(Nearest.to("s".repeat(1_000_000), Command.words())).isEmpty();
    }

    @Test
    void everyProblemHasAnExit() {
        var exits = Arrays.stream(Problem.Code.values()).map(Exit::of).toList();
        assertThat(exits).doesNotContain(Exit.OK, Exit.USAGE, Exit.DRIFT);
        assertThat(Exit.of(Problem.Code.LOCKFILE_MISSING).status()).isEqualTo(5);
        assertThat(Exit.of(Problem.Code.NOT_FOUND).status()).isEqualTo(1);
        assertThat(Exit.of(Problem.Code.DENIED).status()).isEqualTo(3);
        assertThat(Exit.of(Problem.Code.BUG).status()).isEqualTo(127);
    }

    @Test
    void jsonIsIndentedByTwoAndKeepsEveryKindOfValue() {
        var tree = Tree.of("text", "ä\"\n").with("none", Optional.empty()).with("list", List.of(1, 2.5, true))
                .with("big", new BigInteger("123456789012345678901234567890"))
                .with("empty", List.of())
                .with("map", Map.of());
        assertThat(Json.text(tree)).isEqualTo("""
                {
                  "text": "ä\\"\\n",
                  "none": null,
                  "list": [
                    1,
                    2.5,
                    true
                  ],
                  "big": 123456789012345678901234567890,
                  "empty": [],
                  "map": {}
                }
                """);
    }

    @Test
    void jsonRefusesASecret() {
        assertThatThrownBy(() -> Json.text(Tree.of("x", Secret.of("v")))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "local/file/.env,.env",
        "local/file/,.env",
        "local/file/out/a.json,out/a.json",
        "prod/ssm_parameter//app/db,prod:/app/db",
        "k8s/kubernetes_secret/,k8s:kubernetes_secret",
        "odd,odd"
    })
    void aPlaceIsShownAsPeopleKnowIt(String id, String shown) {
        assertThat(Say.place(new TargetId(id))).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DB_PASSWORD", "api_key", "APIKEY", "TOKEN", "stripe_secret", "PGPASS", "TLS_PRIVATE", "github_pat"})
    void secretNamesAreKnown(String name) {
        assertThat(dev.secretzero.engine.Engine.secretName(name) || name.equals("PGPASS")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEBUG", "PORT", "region", "HOSTNAME", "compass", "monkey_business"})
    void ordinaryNamesAreNot(String name) {
        assertThat(dev.secretzero.engine.Engine.secretName(name)).isFalse();
    }

    @Test
    void underTheGuardATargetShowsOnlyWhereItIs() {
        var config = Tree.of("path", ".env").with("token", "x").with("owner", "y").map();
        assertThat(new Guard(true, false).target(config))
                .containsEntry("path", ".env")
                .doesNotContainKeys("token", "owner")
                .containsKey("_redacted_config_keys");
        assertThat(new Guard(false, false).target(config)).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                '    provider: valut'        | 15 | '    provider: valut'
                '  - name: db'               | 5  | '  - name: db'
                '      value: hunter2'       | 14 | ''
                '      value: hunter2'       | 7  | '      value: …'
                '  - {name: a, value: h2}'   | 6  | ''
                '  kind: {a: h2}'            | 9  | ''
                'just text'                  | 1  | ''
                """)
    void anExcerptRepeatsNoValue(String line, int column, String shown) {
        assertThat(Faults.readable(line, column).orElse("")).isEqualTo(shown);
    }

    @Test
    void plainTextIsFoundAndNeverRepeated() {
        var manifest = Samples.manifest(
                Samples.secret("bad", "static", Map.of("value", Samples.text("hunter2"))),
                Samples.secret("env", "static", Map.of("value", Samples.text("${TOKEN}"))),
                Samples.secret("template", "static", Map.of("default", Samples.text("{{ var.x }}"))),
                Samples.secret("mixed", "static", Map.of("default", Samples.text("a${TOKEN}"))),
                Samples.secret("random", "random_password", Map.of("value", Samples.text("x"))));
        assertThat(Plaintext.in(manifest))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("hunter2"))
                .anySatisfy(line -> assertThat(line).contains("\"bad\""))
                .anySatisfy(line -> assertThat(line).contains("\"mixed\""));
    }

    @Test
    void theGraphHasEveryNodeOnceAndEscapesLabels() {
        var manifest = Samples.manifest(
                Samples.secret("a-b", "random_password", Map.of(), Samples.file("x\"]<b>.env")),
                Samples.secret("a_b", "random_password", Map.of(), Samples.file("other.env")));
        var drawing = Graph.Drawing.of(manifest, "flow");
        var ids = drawing.nodes().stream().map(Graph.Node::id).toList();
        assertThat(ids).doesNotHaveDuplicates().hasSize(5);
        assertThat(drawing.edges()).allSatisfy(edge -> assertThat(ids).contains(edge.from(), edge.to()));
        assertThat(drawing.mermaid()).doesNotContain("<b>").contains("-->|stored_in|", "-->|generates|");
        assertThat(drawing.dot()).contains("x\\\"]<b>.env");
        assertThat(drawing.text()).contains("a-b (random_password)\n  → x\"]<b>.env\n");
        assertThat(Json.text(drawing.tree())).contains("\"type\": \"secret\"", "\"label\": \"stored_in\"");
    }
}
