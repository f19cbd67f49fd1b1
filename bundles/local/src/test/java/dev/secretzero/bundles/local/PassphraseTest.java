package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PassphraseTest {

    @Test
    void drawsFromALongListOfShortDistinctWordsOfWhichNoneBeginsAnother() {
        var list = Passphrase.list();
        var known = new HashSet<>(list);
        assertThat(list).hasSizeGreaterThan(2048).doesNotHaveDuplicates().isSorted();
        assertThat(list).allMatch(word -> word.matches("[a-z]{3,8}"));
        for (String word : list) {
            for (int i = 3; i < word.length(); i++) {
                assertThat(known).doesNotContain(word.substring(0, i));
            }
        }
    }

    @Test
    void hasSixWordsUnlessAskedOtherwise() {
        var words = List.of(Bench.text(Bench.make(Passphrase.OFFER, Map.of())).split("-", -1));
        assertThat(words).hasSize(6);
        assertThat(Passphrase.list()).containsAll(words);
    }

    @Test
    void writesThemAsAsked() {
        var settings = Map.of("words", 4, "separator", ".", "capitalize", true, "include_number", true);
        for (long seed = 0; seed < 100; seed++) {
            String phrase = Bench.text(Bench.make(Passphrase.OFFER, settings, seed));
            assertThat(phrase).matches("([A-Z][a-z]+[0-9]?\\.){3}[A-Z][a-z]+[0-9]?");
            assertThat(phrase.chars().filter(Character::isDigit).count()).isEqualTo(1);
        }
    }

    @Test
    void refusesTooFewWordsAndOddSeparators() {
        Bench.refuses(Passphrase.OFFER, Map.of("words", 2), "words");
        Bench.refuses(Passphrase.OFFER, Map.of("words", 65), "words");
        Bench.refuses(Passphrase.OFFER, Map.of("separator", "\n"), "separator");
        Bench.refuses(Passphrase.OFFER, Map.of("separator", "-".repeat(17)), "separator");
    }
}
