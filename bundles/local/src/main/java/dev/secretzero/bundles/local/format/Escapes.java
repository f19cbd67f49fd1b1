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

    /// A text in double quotes that YAML and TOML read alike: everything outside printable ASCII is escaped.
    static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> out.append('\\').append((char) c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c >= ' ' && c < 127) {
                        out.append((char) c);
                    } else {
                        point(c, out);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}
