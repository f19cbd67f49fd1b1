package dev.secretzero.bundles.local.format;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Values that are hard to write down.
final class Samples {

    static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
            BKcwggSjAgEAAoIBAQC7
            -----END PRIVATE KEY-----
            """;

    private static final List<String> PIECES = List.of(
            "a", "Z", "9", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\"", "'", "\"\"\"", "'''", "$", "${", "$${", "}",
            "%{", "%%{", "$$", "#", " #", "//", "/*", "*/", "\\", "\\n", "\\\\", "`", "=", ":", ": ", ",", "[", "{", "<<EOT",
            "export ", "&", "|", ";", "!", "*x", "~", "(", "-", "- ", "?", "%", "@", "\u0001", "\u001b", "\u007f", "\u0085",
            "\u00a0", "\u00e9", "\u2028", "\ufeff", "\u4e2d", "\ud83d\ude00", "yes", "null", "0x1f", "1e5", "\\u0041", "...",
            "---", "{{", "b\u0308");

    private Samples() {}

    static List<String> fixed() {
        return List.of(
                "", " ", "\n", "\"", "'", "\"'", "#", "\\", "\\\\", "$", "`", "\t", "true", "null", "~", "1", "-1.5e3", "yes",
                "2001-01-01", "$HOME", "${HOME}", "a$'b", "a\\$b", "it's", "say \"hi\"", PEM, PEM.strip(), "a\n\n", "\na",
                "a\n b", "a \nb", "a\n\tb", "a\r\nb", "key=value", "{\"a\":1}", "[1]", "<<EOT", "caf\u00e9", "\ud83d\ude00",
                "x".repeat(5000), "\u0000".replace("\u0000", "\u0001"), "`id`", "$(id)", "a # b", " a", "a ", "- a", "? a",
                "a: b", "&a", "*a", "!a", "|", ">", "%a", "@a", "---", "...", "$$${a}", "%%%{a}");
    }

    static String random(RandomGenerator random) {
        var text = new StringBuilder();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    static Random seeded(long seed) {
        return new Random(seed);
    }

    static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
