package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/// A text whose every character is drawn uniformly from one alphabet.
///
/// @param alphabet the characters, each once
record RandomString(int length, List<String> alphabet) implements Generator.Local {

    private static final Map<String, String> CHARSETS = Map.of(
            "alphanumeric", Alphabet.ALPHANUMERIC,
            "alpha", Alphabet.LOWER + Alphabet.UPPER,
            "numeric", Alphabet.DIGITS,
            "hex", Alphabet.HEX,
            "base64", Alphabet.ALPHANUMERIC + "+/",
            "base64url", Alphabet.ALPHANUMERIC + "-_",
            "ascii", Alphabet.ALPHANUMERIC + Alphabet.PUNCTUATION);

    private static final String[] NAMES = {
        "alphanumeric", "alpha", "numeric", "hex", "base64", "base64url", "ascii"
    };

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "random_string",
            "A text of characters from one alphabet, each as likely as the others.",
            List.of(
                    Setting.of("length", Setting.Type.INTEGER, "How many characters, from 1 to 4096.")
                            .otherwise("32"),
                    Setting.of(
                                    "charset",
                                    Setting.Type.TEXT,
                                    "The alphabet: base64 is a to z, A to Z, 0 to 9, + and /; ascii is every printable"
                                            + " character but the space.")
                            .otherwise("alphanumeric")
                            .oneOf(NAMES),
                    Setting.of(
                            "characters",
                            Setting.Type.TEXT,
                            "An alphabet of your own, two characters or more, each written once. Used instead of"
                                    + " charset.")),
            (_, settings) -> open(settings));

    static Generator open(Settings settings) {
        int length = Wrong.bounded(settings, "length", 1, 4096);
        return new RandomString(
                length,
                settings.maybe("characters").map(RandomString::own).orElseGet(() -> named(settings.text("charset"))));
    }

    private static List<String> named(String charset) {
        String characters = CHARSETS.get(charset);
        if (characters == null) {
            throw Wrong.setting(
                    "charset",
                    "does not name a known alphabet",
                    "choose one of " + String.join(", ", NAMES) + ", or give your own alphabet as \"characters\"");
        }
        return split(characters);
    }

    private static List<String> own(String characters) {
        var alphabet = split(characters);
        if (alphabet.size() < 2 || alphabet.stream().distinct().count() < alphabet.size()) {
            throw Wrong.setting(
                    "characters",
                    "must be two characters or more, each of them once",
                    "remove what is repeated: a repeated character would be drawn more often");
        }
        if (characters.codePoints().anyMatch(RandomString::unwritable)) {
            throw Wrong.setting("characters", "holds half of a character", "write whole Unicode characters");
        }
        return alphabet;
    }

    private static boolean unwritable(int point) {
        return Character.getType(point) == Character.SURROGATE;
    }

    private static List<String> split(String characters) {
        return characters.codePoints().mapToObj(Character::toString).toList();
    }

    @Override
    public int entropyBits() {
        return Alphabet.bits(length, alphabet.size());
    }

    @Override
    public Material generate(SecureRandom entropy) {
        try (var out = new WipedBuffer(length * Character.BYTES * 2)) {
            for (int i = 0; i < length; i++) {
                out.text(alphabet.get(entropy.nextInt(alphabet.size())));
            }
            return new Material.Single(out.take());
        }
    }
}
