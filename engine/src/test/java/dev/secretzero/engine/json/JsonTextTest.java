package dev.secretzero.engine.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.json.JsonText.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTextTest {

    @Test
    void writesFloatsAsPythonDoes() {
        var lines = resource("/lock/floats.txt").lines().toList();
        assertThat(lines).hasSizeGreaterThan(900);
        assertThat(lines).allSatisfy(line -> {
            double number = Double.longBitsToDouble(Long.parseUnsignedLong(line.substring(0, 16), 16));
            assertThat(JsonText.of(number, Style.CANONICAL)).isEqualTo(line.substring(17));
        });
    }

    @Test
    void writesWhatIsNoNumberAsPythonDoes() {
        assertThat(JsonText.of(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY), Style.CANONICAL))
                .isEqualTo("[NaN,Infinity,-Infinity]");
    }

    @Test
    void writesWholeNumbersOfAnySize() {
        assertThat(JsonText.of(List.of(1, 2L, (short) 3, new BigInteger("123456789012345678901234567890")), Style.CANONICAL))
                .isEqualTo("[1,2,3,123456789012345678901234567890]");
    }

    @Test
    void writesOtherRealsAsTheDoubleTheyAreNearTo() {
        assertThat(JsonText.of(List.of(0.1f, new BigDecimal("1.10")), Style.CANONICAL)).isEqualTo("[0.1,1.1]");
    }

    @Test
    void writesDatesAsText() {
        assertThat(JsonText.of(
                        List.of(
                                LocalDate.of(2024, 1, 2),
                                LocalDateTime.of(2024, 1, 2, 3, 4, 5),
                                OffsetDateTime.parse("2024-01-02T03:04:05.25+02:00"),
                                Instant.parse("2024-01-02T03:04:05Z"),
                                Date.from(Instant.parse("2024-01-02T03:04:05.000001Z"))),
                        Style.LINE))
                .isEqualTo("[\"2024-01-02\", \"2024-01-02 03:04:05\", \"2024-01-02 03:04:05.250000+02:00\","
                        + " \"2024-01-02 03:04:05+00:00\", \"2024-01-02 03:04:05+00:00\"]");
    }

    @Test
    void writesBytesAsPythonDoes() {
        assertThat(JsonText.of(new byte[] {'a', '\n', 0, (byte) 0xff, '\''}, Style.CANONICAL))
                .isEqualTo("\"b\\\"a\\\\n\\\\x00\\\\xff'\\\"\"");
    }

    @Test
    void sortsKeysByCodePointAndNotByHalfOfOne() {
        var map = Map.of("\ud83d\ude00", 1, "\uffff", 2, "a", 3);
        assertThat(JsonText.of(map, Style.CANONICAL)).isEqualTo("{\"a\":3,\"\\uffff\":2,\"\\ud83d\\ude00\":1}");
    }

    @Test
    void indentsAsPythonDoesAndLeavesEmptyPartsOnOneLine() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", List.of(1, Map.of()));
        map.put("a", List.of());
        assertThat(JsonText.of(map, Style.INDENTED)).isEqualTo("{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": []\n}");
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        String text = resource("/lock/golden.lock");
        var tree = JsonTree.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(JsonText.of(tree, Style.INDENTED)).isEqualTo(text);
    }

    private static String resource(String name) {
        try (var in = JsonTextTest.class.getResourceAsStream(name)) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
