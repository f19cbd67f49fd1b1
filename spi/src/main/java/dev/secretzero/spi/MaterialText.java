package dev.secretzero.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The one text form of material, for places that keep a single text and for fingerprints.
///
/// A [Material.Single] is its own text. Everything else is compact JSON: keys sorted by code point, no
/// spaces, and every character outside printable ASCII written as a four-digit escape, so that the same fields give
/// the same bytes everywhere. This is the canonical form of the lockfile (version 1.0).
public final class MaterialText {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private MaterialText() {}

    /// The text form. The caller closes it.
    public static Secret of(Material material) {
        return switch (material) {
            case Material.Single(Secret value) -> value.lend(bytes -> Secret.take(bytes.clone()));
            case Material.Literal(Secret json) -> json.lend(bytes -> Secret.take(bytes.clone()));
            case Material.Fields fields -> {
                var out = new Wiped();
                write(fields, out);
                yield out.take();
            }
        };
    }

    private static void write(Material material, Wiped out) {
        switch (material) {
            case Material.Single(Secret value) -> value.lend(bytes -> {
                quote(new String(bytes, StandardCharsets.UTF_8), out);
                return true;
            });
            case Material.Literal(Secret json) -> json.lend(bytes -> {
                out.writeBytes(bytes);
                return true;
            });
            case Material.Fields(var values) -> {
                out.write('{');
                boolean first = true;
                for (var field : values.entrySet()) {
                    if (!first) {
                        out.write(',');
                    }
                    first = false;
                    quote(field.getKey(), out);
                    out.write(':');
                    write(field.getValue(), out);
                }
                out.write('}');
            }
        }
    }

    private static void quote(String text, Wiped out) {
        out.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> escape(c, out);
                case '\n' -> escape('n', out);
                case '\r' -> escape('r', out);
                case '\t' -> escape('t', out);
                case '\b' -> escape('b', out);
                case '\f' -> escape('f', out);
                default -> {
                    if (c >= ' ' && c <= '~') {
                        out.write(c);
                    } else {
                        escape('u', out);
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            out.write(HEX[(c >> shift) & 0xf]);
                        }
                    }
                }
            }
        }
        out.write('"');
    }

    private static void escape(char c, Wiped out) {
        out.write('\\');
        out.write(c);
    }

    private static final class Wiped extends ByteArrayOutputStream {
        Secret take() {
            var secret = Secret.take(toByteArray());
            Arrays.fill(buf, (byte) 0);
            return secret;
        }
    }
}
