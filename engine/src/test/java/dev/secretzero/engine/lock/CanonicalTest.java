package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CanonicalTest {

    static Stream<Arguments> vectors() {
        var nothing = new HashMap<String, Object>();
        nothing.put("k", null);
        return Stream.of(
                Arguments.of(
                        "secret_value_123",
                        "secret_value_123",
                        "e2a9ed7ae223d87fdc67d640f9a00c66e5459ddbe1952a62bbc1f4901d4bfff3"),
                Arguments.of("", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                Arguments.of(
                        Map.of("b", 1, "a", "é"),
                        "{\"a\":\"\\u00e9\",\"b\":1}",
                        "6d9eb45284090145dc16661b06abe01185a16a7dabba07c992a131bffa6b8114"),
                Arguments.of(
                        Arrays.asList(1, true, null, 1.0, 1e20, 1e16, 0.1, "😀"),
                        "[1,true,null,1.0,1e+20,1e+16,0.1,\"\\ud83d\\ude00\"]",
                        "ba789dc0de8dc1dddcf0746e9a0dddc6a9a8fecf31761fcf0024dce5c6c35e9c"),
                Arguments.of(5432, "5432", "4aeb7ad6d5d37a041c4c5ce6562bf9e3caf05a42d931cef4d9e2a60ca623194d"),
                Arguments.of(true, "true", "b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b"),
                Arguments.of(
                        Map.of("x", nothing),
                        "{\"x\":{\"k\":null}}",
                        "1f42ff8047019aca064265126e92fd45fe7b9cbd62653235725f7ef4651f2783"),
                Arguments.of(
                        Map.of("a", "<&>/\"\\\n\t\u007f\u2028"),
                        "{\"a\":\"<&>/\\\"\\\\\\n\\t\\u007f\\u2028\"}",
                        "b094d38581d5a7752b5977c8403dc3ae87d5f62b0281adc3e232056c1fa06b53"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void givesTheTextAndTheHashOfTheFormat(Object value, String text, String hash) {
        assertThat(Canonical.text(value)).isEqualTo(text);
        assertThat(Canonical.hash(value)).isEqualTo(hash);
    }

    @Test
    void hashesVariablesWithSpaces() {
        var a = new HashMap<String, Object>();
        a.put("x", null);
        a.put("y", 1.5);
        assertThat(Canonical.variablesHash(Map.of()))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(Canonical.variablesHash(Map.of("environment", "test")))
                .isEqualTo("81ce72d8706060be488fb50aee881ae508d881f1d41cf06129b0c4ab2c00d6ae");
        assertThat(Canonical.variablesHash(Map.of("b", List.of(1, 2), "a", a)))
                .isEqualTo("a90f1836266cf459f66e532f8f8789432b100e0ad5387d4e45891e493510b6ff");
    }

    @Test
    void hashesASecretfileAlikeWhateverItsLineEnds() {
        assertThat(List.of("a: 1\n", "a: 1\r\n", "a: 1\r"))
                .allSatisfy(text -> assertThat(Canonical.manifestHash(text))
                        .isEqualTo("37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae"));
    }
}
