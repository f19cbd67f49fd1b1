package dev.secretzero.bundles.local.format;

/// Characters as hexadecimal escapes.
final class Escapes {

    private static final String DIGITS = "0123456789abcdef";

    private Escapes() {}

    /// One UTF-16 unit as a backslash, a `u` and four digits.
    static void four(char c, StringBuilder out) {
        digits(out.append("\\u"), c, 4);
    }

    /// One code point, with four digits or with a capital `U` and eight.
    static void point(int c, StringBuilder out) {
        if (c > 0xffff) {
            digits(out.append("\\U"), c, 8);
        } else {
            digits(out.append("\\u"), c, 4);
        }
    }

    private static void digits(StringBuilder out, int value, int count) {
        for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
            out.append(DIGITS.charAt((value >> shift) & 0xf));
        }
    }

    /// The number that `count` digits at `from` write.
    ///
    /// @throws MalformedException when they are not there, or are too great for a character
    static int hex(String text, int from, int count) throws MalformedException {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0 || value > 0xffffff) {
                throw MalformedException.in(text, from, "an escape lacks its hexadecimal digits");
            }
            value = (value << 4) | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw MalformedException.in(text, from, "an escape stands for no character");
        }
        return value;
    }
}
