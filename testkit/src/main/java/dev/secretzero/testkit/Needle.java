package dev.secretzero.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/// One written form of a watched value.
///
/// @param label what the value is called in messages
/// @param form how it is written: `raw`, `hex`, `base64`
/// @param image one character for each byte, never fewer than [#SHORTEST]
record Needle(String label, String form, String image) {

    /// A shorter value cannot be told from chance.
    static final int SHORTEST = 8;

    private static final int SHORTEST_LINE = 16;

    /// Every form of a value. Empty when the value is too short.
    static List<Needle> of(String label, byte[] value) {
        if (value.length < SHORTEST) {
            return List.of();
        }
        var found = new ArrayList<Needle>();
        BiConsumer<String, String> add = (form, image) -> {
            if (image.length() >= SHORTEST) {
                found.add(new Needle(label, form, image));
            }
        };
        add.accept("raw", image(value));
        binaryForms(value, add);
        textForms(new String(value, StandardCharsets.UTF_8), add);
        return List.copyOf(found);
    }

    private static void binaryForms(byte[] value, BiConsumer<String, String> add) {
        add.accept("hex", HexFormat.of().formatHex(value));
        add.accept("upper-case hex", HexFormat.of().withUpperCase().formatHex(value));
        for (int shift = 0; shift < 3; shift++) {
            add.accept("base64", core(Base64.getEncoder(), value, shift));
            add.accept("base64url", core(Base64.getUrlEncoder(), value, shift));
        }
    }

    /// The characters that depend on the value alone, when `shift` bytes stand before it.
    private static String core(Base64.Encoder encoder, byte[] value, int shift) {
        byte[] shifted = new byte[shift + value.length];
        System.arraycopy(value, 0, shifted, shift, value.length);
        String text = encoder.encodeToString(shifted);
        int first = ((shift * 8) + 5) / 6;
        int end = shifted.length * 8 / 6;
        return text.substring(first, end);
    }

    private static void textForms(String text, BiConsumer<String, String> add) {
        String url = URLEncoder.encode(text, StandardCharsets.UTF_8);
        add.accept("URL-encoded", url);
        add.accept("URL-encoded", url.replace("+", "%20"));
        add.accept("URL-encoded", lowerCaseEscapes(url));
        add.accept("JSON-escaped", utf8(json(text, false)));
        add.accept("JSON-escaped", json(text, true));
        add.accept("JSON-escaped", utf8(json(text, false).replace("/", "\\/")));
        if (text.indexOf('\n') >= 0) {
            text.lines().map(String::strip).filter(Needle::telling).forEach(line -> add.accept("one line", utf8(line)));
        }
    }

    private static boolean telling(String line) {
        return line.length() >= SHORTEST_LINE && !line.startsWith("-----");
    }

    private static String lowerCaseEscapes(String url) {
        var out = new StringBuilder(url);
        for (int i = url.indexOf('%'); i >= 0; i = url.indexOf('%', i + 1)) {
            out.replace(i, i + 3, url.substring(i, i + 3).toLowerCase(Locale.ROOT));
        }
        return out.toString();
    }

    private static String json(String text, boolean asciiOnly) {
        var out = new StringBuilder();
        text.chars().forEach(c -> escape((char) c, asciiOnly, out));
        return out.toString();
    }

    private static void escape(char c, boolean asciiOnly, StringBuilder out) {
        int named = "\"\\\n\r\t\b\f".indexOf(c);
        if (named >= 0) {
            out.append('\\').append("\"\\nrtbf".charAt(named));
        } else if (c < ' ' || (asciiOnly && c > '~')) {
            out.append('\\').append('u').append(HexFormat.of().toHexDigits(c));
        } else {
            out.append(c);
        }
    }

    /// One character for each byte.
    static String image(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String text) {
        return image(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return form + " of " + label;
    }
}
