package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A password that holds at least one character of every class that was asked for.
///
/// Whole passwords are drawn uniformly and drawn again until every class is present, so that each password
/// that satisfies the rule is equally likely. In the worst case, four characters of which three classes have one
/// member each, one draw in two thousand is kept; at the default length nearly all are.
///
/// @param classes the characters of each class that must be present, none of them empty
record RandomPassword(int length, List<String> classes) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "random_password",
            "A password from the classes of characters you choose, with at least one of each.",
            List.of(
                    Setting.of("length", Setting.Type.INTEGER, "How many characters, from 1 to 4096.")
                            .otherwise("32"),
                    flag("upper", "Use the letters A to Z."),
                    flag("lower", "Use the letters a to z."),
                    flag("number", "Use the digits 0 to 9."),
                    flag("special", "Use the 32 punctuation characters of ASCII."),
                    Setting.of("exclude_characters", Setting.Type.TEXT, "Characters never to use.")
                            .otherwise("")),
            (_, settings) -> open(settings));

    private static Setting flag(String key, String summary) {
        return Setting.of(key, Setting.Type.FLAG, summary).otherwise("true");
    }

    static Generator open(Settings settings) {
        int length = Wrong.bounded(settings, "length", 1, 4096);
        var classes = classes(settings);
        if (classes.isEmpty()) {
            throw Wrong.setting(
                    "exclude_characters",
                    "leaves no character to choose from",
                    "turn on upper, lower, number or special, or exclude fewer characters");
        }
        if (length < classes.size()) {
            throw Wrong.setting(
                    "length",
                    "is too short to hold one character of each class",
                    "make it " + classes.size() + " or more, or turn a class off");
        }
        return new RandomPassword(length, classes);
    }

    private static List<String> classes(Settings settings) {
        String excluded = settings.text("exclude_characters");
        return Stream.of(
                        settings.flag("upper") ? Alphabet.UPPER : "",
                        settings.flag("lower") ? Alphabet.LOWER : "",
                        settings.flag("number") ? Alphabet.DIGITS : "",
                        settings.flag("special") ? Alphabet.PUNCTUATION : "")
                .map(all -> without(all, excluded))
                .filter(left -> !left.isEmpty())
                .toList();
    }

    private static String without(String all, String excluded) {
        return all.chars()
                .filter(c -> excluded.indexOf(c) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @Override
    public int entropyBits() {
        int pool = pool().length();
        return Alphabet.whole(length * Alphabet.log2(pool) + Alphabet.log2(kept(pool)));
    }

    @Override
    public Material generate(SecureRandom entropy) {
        String pool = pool();
        byte[] drawn = new byte[length];
        do {
            for (int i = 0; i < length; i++) {
                drawn[i] = (byte) pool.charAt(entropy.nextInt(pool.length()));
            }
        } while (!classes.stream().allMatch(one -> anyOf(one, drawn)));
        return new Material.Single(Secret.take(drawn));
    }

    private String pool() {
        return String.join("", classes);
    }

    /// The share of all draws in which every class is present, by inclusion and exclusion over the classes.
    private double kept(int pool) {
        double share = 0;
        for (int missing = 0; missing < 1 << classes.size(); missing++) {
            int left = pool;
            for (int i = 0; i < classes.size(); i++) {
                left -= (missing >> i & 1) * classes.get(i).length();
            }
            share += (Integer.bitCount(missing) % 2 == 0 ? 1 : -1) * Math.pow((double) left / pool, length);
        }
        return share;
    }

    private static boolean anyOf(String characters, byte[] drawn) {
        for (byte b : drawn) {
            if (characters.indexOf(b) >= 0) {
                return true;
            }
        }
        return false;
    }
}
