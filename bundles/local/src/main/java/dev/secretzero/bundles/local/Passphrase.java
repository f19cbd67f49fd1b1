package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;

/// Words drawn uniformly from a list of our own, `words.txt` beside this class.
///
/// With n words in the list, a passphrase of w words holds w · log2(n) bits: more than 11 bits a word, 66
/// for the six words that are the default. No word begins another, so that the words cannot run together
/// even without a separator. A number adds a digit to one of the words: 3.3 bits, and log2(w) for where it is.
record Passphrase(int words, String separator, boolean capital, boolean number) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "passphrase",
            "Common English words, easy to type and to remember: 11 bits of entropy each.",
            List.of(
                    Setting.of("words", Setting.Type.INTEGER, "How many words, from 3 to 64.")
                            .otherwise("6"),
                    Setting.of("separator", Setting.Type.TEXT, "What stands between the words.")
                            .otherwise("-"),
                    Setting.of("capitalize", Setting.Type.FLAG, "Begin each word with a capital letter.")
                            .otherwise("false"),
                    Setting.of("include_number", Setting.Type.FLAG, "Add a digit to one of the words.")
                            .otherwise("false")),
            (_, settings) -> open(settings));

    static Generator open(Settings settings) {
        String separator = Wrong.line("separator", settings.text("separator"));
        if (separator.length() > 16) {
            throw Wrong.setting("separator", "is too long", "use at most 16 characters");
        }
        return new Passphrase(
                Wrong.bounded(settings, "words", 3, 64),
                separator,
                settings.flag("capitalize"),
                settings.flag("include_number"));
    }

    /// The words to draw from.
    static List<String> list() {
        var stream = Objects.requireNonNull(Passphrase.class.getResourceAsStream("words.txt"), "words.txt");
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int entropyBits() {
        return Alphabet.bits(words, list().size());
    }

    @Override
    public Material generate(SecureRandom entropy) {
        var list = list();
        int numbered = number ? entropy.nextInt(words) : -1;
        try (var out = new WipedBuffer(words * 28)) {
            for (int i = 0; i < words; i++) {
                out.text(i == 0 ? "" : separator).text(shown(list.get(entropy.nextInt(list.size()))));
                out.text(i == numbered ? Integer.toString(entropy.nextInt(10)) : "");
            }
            return new Material.Single(out.take());
        }
    }

    private String shown(String word) {
        return capital ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word;
    }
}
