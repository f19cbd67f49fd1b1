package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {

    private static final List<String> KNOWN = List.of("vault", "file", "random_password", "aws");

    @ParameterizedTest
    @CsvSource({"valut,vault", "fil,file", "fiel,file", "random_pasword,random_password", "randm_passwrd,random_password", "vault,vault", "awz,aws"})
    void findsTheNearest(String word, String expected) {
        assertThat(Suggestion.of(word, KNOWN)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"x", "zz", "kubernetes", "password", "''"})
    void findsNothingFarAway(String word) {
        assertThat(Suggestion.of(word, KNOWN)).isEmpty();
    }

    @Test
    void listsWhatThereIs() {
        assertThat(Suggestion.hint("zz", KNOWN)).contains("known: aws, file, random_password, vault");
        assertThat(Suggestion.hint("valut", KNOWN)).contains("did you mean \"vault\"?");
        assertThat(Suggestion.hint("zz", List.of())).isEmpty();
        assertThat(Suggestion.hint("zz", IntStream.range(100, 200).mapToObj(i -> "name" + i).toList()).orElseThrow()).endsWith("name129, ...");
    }

    @Test
    void looksOnlyAtTheBeginningOfLongWords() {
        assertThat(Suggestion.of("x".repeat(1_000_000), List.of("x".repeat(999_999)))).isPresent();
    }
}
