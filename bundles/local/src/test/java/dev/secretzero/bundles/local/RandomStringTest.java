package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RandomStringTest {

    private static String draw(Map<String, ?> settings) {
        return Bench.text(Bench.make(RandomString.OFFER, settings));
    }

    @Test
    void has32LettersAndDigitsUnlessAskedOtherwise() {
        assertThat(draw(Map.of())).matches("[a-zA-Z0-9]{32}");
    }

    @ParameterizedTest
    @CsvSource({
        "alphanumeric, 62, [a-zA-Z0-9]+",
        "alpha, 52, [a-zA-Z]+",
        "numeric, 10, [0-9]+",
        "hex, 16, [0-9a-f]+",
        "base64, 64, [a-zA-Z0-9+/]+",
        "base64url, 64, [a-zA-Z0-9_-]+",
        "ascii, 94, [!-~]+"
    })
    void usesEachCharacterOfItsAlphabetAlike(String charset, int size, String shape) {
        String drawn = draw(Map.of("charset", charset, "length", 4096));
        var counts = drawn.chars().boxed().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
        double expected = 4096.0 / size;
        double chiSquare = counts.values().stream()
                .mapToDouble(seen -> (seen - expected) * (seen - expected) / expected)
                .sum();
        assertThat(drawn).matches(shape);
        assertThat(counts).hasSize(size);
        assertThat(chiSquare).isLessThan(size + 5 * Math.sqrt(2.0 * size));
    }

    @Test
    void takesAnAlphabetOfOnesOwn() {
        assertThat(draw(Map.of("characters", "ab", "length", 100))).matches("[ab]{100}");
        assertThat(draw(Map.of("characters", "äß😀", "length", 50)).codePoints().distinct().count()).isEqualTo(3);
    }

    @Test
    void refusesAnAlphabetAsTheNameOfACharset() {
        refuses(RandomString.OFFER, Map.of("charset", "ABCDEF0123"), "charset");
        refuses(RandomString.OFFER, Map.of("charset", "HEX"), "charset");
        assertThat(Bench.problem(() -> Bench.open(RandomString.OFFER, Map.of("charset", "abc123"))).hint())
                .get()
                .asString()
                .contains("\"characters\"");
    }

    @Test
    void refusesAnAlphabetThatIsNotFair() {
        refuses(RandomString.OFFER, Map.of("characters", "aab"), "characters");
        refuses(RandomString.OFFER, Map.of("characters", "a"), "characters");
        refuses(RandomString.OFFER, Map.of("characters", ""), "characters");
        refuses(RandomString.OFFER, Map.of("characters", "a" + (char) 0xd800), "characters");
        refuses(RandomString.OFFER, Map.of("length", 0), "length");
        refuses(RandomString.OFFER, Map.of("length", 4097), "length");
    }
}
