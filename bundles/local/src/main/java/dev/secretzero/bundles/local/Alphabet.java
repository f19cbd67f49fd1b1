package dev.secretzero.bundles.local;

/// The characters that random texts are drawn from.
final class Alphabet {

    static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    static final String DIGITS = "0123456789";
    static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    static final String ALPHANUMERIC = LOWER + UPPER + DIGITS;
    static final String HEX = DIGITS + "abcdef";

    private Alphabet() {}

    /// The whole bits of entropy in `drawn` uniform choices out of `size`.
    static int bits(int drawn, int size) {
        return whole(drawn * log2(size));
    }

    /// Rounds down, but not by a bit for an error in the last digit of a logarithm.
    static int whole(double bits) {
        return (int) (bits + 1e-9);
    }

    static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
