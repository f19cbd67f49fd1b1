package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.stated.CanonicalJson;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StaticTest {

    private static Material state(Map<String, ?> settings) {
        return ((Generator.Stated) Bench.open(Static.OFFER, settings)).state();
    }

    private static Generator.Manual asking(Map<String, ? extends @Nullable Object> settings) {
        return (Generator.Manual) Bench.open(Static.OFFER, settings);
    }

    private static List<Secret> answers(String... texts) {
        return Stream.of(texts).map(Secret::of).toList();
    }

    private static Map<String, @Nullable Object> with(String key, @Nullable Object value) {
        var map = new HashMap<String, @Nullable Object>();
        map.put(key, value);
        return map;
    }

    @Test
    void statesATextAsItIs() {
        assertThat(state(Map.of("value", " a b "))).isInstanceOf(Material.Single.class);
        assertThat(Bench.text(state(Map.of("value", " a b ")))).isEqualTo(" a b ");
    }

    @Test
    void prefersTheDefaultEvenWhenItIsEmpty() {
        assertThat(Bench.text(state(Map.of("default", "", "value", "x")))).isEmpty();
        var settings = with("default", null);
        settings.put("value", "x");
        assertThat(asking(settings).questions()).hasSize(1);
    }

    @Test
    void keepsNumbersFlagsAndListsAsJson() {
        assertThat(state(Map.of("value", 5432))).isInstanceOf(Material.Literal.class);
        assertThat(Bench.text(state(Map.of("value", 5432)))).isEqualTo("5432");
        assertThat(Bench.text(state(Map.of("value", true)))).isEqualTo("true");
        assertThat(Bench.text(state(Map.of("value", Arrays.asList(1, "ä\"", null, Map.of("b", 1.5, "a", List.of()))))))
                .isEqualTo("[1,\"\\" + "u00e4\\\"\",null,{\"a\":[],\"b\":1.5}]");
    }

    @Test
    void writesRealNumbersInTheirShortestForm() {
        assertThat(Stream.of(1.0, 0.1, 1e15, 1e16, 1.5e300, 1e-4, 1e-5, 1.25e-7, -0.0, -2.5, 123456789.125)
                        .map(CanonicalJson::of))
                .containsExactly(
                        "1.0", "0.1", "1000000000000000.0", "1e+16", "1.5e+300", "0.0001", "1e-05", "1.25e-07", "-0.0",
                        "-2.5", "123456789.125");
        assertThat(Bench.problem(() -> state(Map.of("value", Double.NaN))).code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void statesAMapAsNestedFields() {
        var material = state(Map.of("value", Map.of("user", "app", "port", 5432, "tls", Map.of("on", true))));
        assertThat(Bench.text(material)).isEqualTo("{\"port\":5432,\"tls\":{\"on\":true},\"user\":\"app\"}");
        assertThat(Bench.text(state(Map.of("value", Map.of())))).isEqualTo("{}");
    }

    @Test
    void asksForEveryMissingLeafInTheOrderOfTheKeys() {
        var inner = with("c", null);
        inner.put("a", "  ");
        inner.put("b", "given");
        inner.put("d", "${NOT_SET}");
        var manual = asking(Map.of("default", Map.of("z", "", "db", inner, "x", 1), "description", "Login"));
        assertThat(manual.questions().stream().map(Generator.Question::label))
                .containsExactly("Login → db.a", "Login → db.c", "Login → db.d", "Login → z");
        assertThat(manual.instructions()).contains("4");
        assertThat(Bench.text(manual.accept(answers("A", " C\n", "D", "Z"))))
                .isEqualTo("{\"db\":{\"a\":\"A\",\"b\":\"given\",\"c\":\"C\",\"d\":\"D\"},\"x\":1,\"z\":\"Z\"}");
    }

    @Test
    void asksForAValueThatIsNotThere() {
        assertThat(asking(Map.of()).questions()).containsExactly(new Generator.Question("value"));
        assertThat(asking(Map.of("default", "${TOKEN}", "description", "The token")).questions())
                .containsExactly(new Generator.Question("The token"));
        assertThat(Bench.text(asking(with("value", null)).accept(answers("  s3cret ")))).isEqualTo("s3cret");
    }

    @Test
    void refusesAnswersThatDoNotFit() {
        var manual = asking(Map.of("validation", "[a-z]+$"));
        assertThat(Bench.problem(() -> manual.accept(answers(" "))).code()).isEqualTo(Problem.Code.INPUT_REQUIRED);
        assertThat(Bench.problem(() -> manual.accept(answers())).code()).isEqualTo(Problem.Code.INPUT_REQUIRED);
        var problem = Bench.problem(() -> manual.accept(answers("CANARY1")));
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.toString()).doesNotContain("CANARY1");
        assertThat(Bench.text(manual.accept(answers("fine")))).isEqualTo("fine");
    }

    @Test
    void doesNotAskWhenToldNotTo() {
        var problem = Bench.problem(() -> state(Map.of("default", Map.of("user", ""), "prompt_on_empty", false)));
        assertThat(problem.code()).isEqualTo(Problem.Code.INPUT_REQUIRED);
        assertThat(problem.message()).contains("user");
        assertThat(Bench.text(state(Map.of("default", "x", "prompt_on_empty", false)))).isEqualTo("x");
    }

    @Test
    void refusesAListInsideAMap() {
        refuses(Static.OFFER, Map.of("default", Map.of("hosts", List.of("a"))), "default");
        refuses(Static.OFFER, Map.of("value", Map.of("hosts", List.of("a"))), "value");
        assertThat(Bench.problem(() -> Bench.open(
                                Static.OFFER, Map.of("default", Map.of("a", Map.of("hosts", List.of("CANARY"))))))
                        .message())
                .contains("a.hosts")
                .doesNotContain("CANARY");
    }

    @Test
    void refusesMapsNestedWithoutEnd() {
        Map<String, Object> map = Map.of();
        for (int i = 0; i < 5000; i++) {
            map = Collections.singletonMap("k", map);
        }
        refuses(Static.OFFER, Map.of("default", map), "default");
    }

    @Test
    void matchesTheBeginningUnlessAskedForAll() {
        var settings = Map.of("value", "sk-123 CANARY", "validation", "sk-\\d+");
        assertThat(Bench.text(state(settings))).isEqualTo("sk-123 CANARY");
        var full = new HashMap<>(settings);
        full.put("validation_match", "full");
        var problem = Bench.problem(() -> state(full));
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.toString()).contains("validation").doesNotContain("CANARY");
        assertThat(Bench.problem(() -> state(Map.of("value", "pk-1", "validation", "sk-")))
                        .code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void checksOnlyTextsThatAreNotEmpty() {
        assertThat(Bench.text(state(Map.of("value", "", "validation", "x")))).isEmpty();
        assertThat(Bench.text(state(Map.of("value", 7, "validation", "x")))).isEqualTo("7");
        assertThat(Bench.text(state(Map.of("value", Map.of("a", "b"), "validation", "x"))))
                .isEqualTo("{\"a\":\"b\"}");
    }

    @Test
    void refusesAPatternThatCannotBeReadOrTakesForEver() {
        refuses(Static.OFFER, Map.of("value", "a", "validation", "(["), "validation");
        assertThat(Bench.problem(() -> state(Map.of("value", "a".repeat(60) + "!", "validation", "((a+)+)+$")))
                        .message())
                .contains("too long");
        assertThat(Bench.problem(() -> state(Map.of("value", "ab".repeat(30_000), "validation", "(a|b|ab)*c")))
                        .message())
                .contains("too long");
        assertThat(Bench.problem(() -> state(Map.of("value", "a".repeat(70_000), "validation", "a")))
                        .message())
                .contains("too long");
    }

    @Test
    void printsNothingOfWhatItHolds() {
        assertThat(asking(Map.of("default", Map.of("a", "CANARY", "b", ""))).toString()).doesNotContain("CANARY");
    }
}
