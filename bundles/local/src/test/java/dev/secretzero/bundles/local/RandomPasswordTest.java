package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Generator;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RandomPasswordTest {

    private static String draw(Map<String, ?> settings, long seed) {
        return Bench.text(Bench.make(RandomPassword.OFFER, settings, seed)).intern();
    }

    @Test
    void has32CharactersOfPrintableAscii() {
        assertThat(draw(Map.of(), 7)).hasSize(32).matches("[!-~]+");
    }

    @Test
    void holdsEveryClassEvenAtTheShortestLength() {
        var generator = (Generator.Local) Bench.open(RandomPassword.OFFER, Map.of("length", 4));
        var entropy = new Seeded(3);
        for (int i = 0; i < 5000; i++) {
            assertThat(Bench.text(generator.generate(entropy)))
                    .matches(".*[A-Z].*")
                    .matches(".*[a-z].*")
                    .matches(".*[0-9].*")
                    .matches(".*[^A-Za-z0-9].*")
                    .hasSize(4);
        }
    }

    @Test
    void isUniformOverEveryPasswordThatHoldsEachClass() {
        var settings = Map.of(
                "length", 3,
                "lower", false,
                "special", false,
                "exclude_characters", "CDEFGHIJKLMNOPQRSTUVWXYZ23456789");
        var generator = (Generator.Local) Bench.open(RandomPassword.OFFER, settings);
        var entropy = new Seeded(11);
        var counts = new HashMap<String, Integer>();
        int draws = 42_000;
        for (int i = 0; i < draws; i++) {
            counts.merge(Bench.text(generator.generate(entropy)), 1, Integer::sum);
        }
        int possible = 4 * 4 * 4 - 2 * 8;
        assertThat(counts).hasSize(possible);
        assertThat(chiSquare(counts, draws)).isLessThan(100);
    }

    private static double chiSquare(Map<String, Integer> counts, int draws) {
        double expected = (double) draws / counts.size();
        return counts.values().stream()
                .mapToDouble(seen -> (seen - expected) * (seen - expected) / expected)
                .sum();
    }

    @Test
    void doesNotAskForAClassThatIsExcludedWhole() {
        assertThat(draw(Map.of("length", 3, "exclude_characters", "0123456789"), 1)).matches("[^0-9]{3}");
    }

    @Test
    void neverUsesExcludedCharacters() {
        assertThat(draw(Map.of("length", 4096, "exclude_characters", "O0lI1|"), 1)).doesNotContainPattern("[O0lI1|]");
    }

    @Test
    void usesAll94Characters() {
        assertThat(draw(Map.of("length", 4096), 1).chars().distinct().count()).isEqualTo(94);
    }

    @Test
    void refusesWhatCannotBeMade() {
        refuses(RandomPassword.OFFER, Map.of("length", 3), "length");
        refuses(RandomPassword.OFFER, Map.of("length", 0), "length");
        refuses(RandomPassword.OFFER, Map.of("length", -1), "length");
        refuses(RandomPassword.OFFER, Map.of("length", 4097), "length");
        refuses(
                RandomPassword.OFFER,
                Map.of("upper", false, "lower", false, "number", false, "special", false),
                "exclude_characters");
        refuses(
                RandomPassword.OFFER,
                Map.of("upper", false, "lower", false, "special", false, "exclude_characters", "0123456789"),
                "exclude_characters");
    }
}
