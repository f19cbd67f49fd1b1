package dev.secretzero.spi.stated;

import java.util.Arrays;

/// White space of ASCII at the ends of a text in bytes.
public final class Blank {

    private Blank() {}

    /// The bytes without white space at either end, in an array of its own.
    public static byte[] trim(byte[] bytes) {
        int from = 0;
        int to = bytes.length;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
