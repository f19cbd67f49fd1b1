package dev.secretzero.spi.stated;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Plain Java values as compact JSON in the canonical form of [dev.secretzero.spi.MaterialText]: sorted keys, no
/// spaces, ASCII only.
public final class CanonicalJson {

    private CanonicalJson() {}

    /// The text of a value.
    ///
    /// @throws dev.secretzero.spi.ProblemException for a number that is not finite
    public static String of(@Nullable Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Boolean flag -> out.append(flag);
            case Number number -> out.append(CanonicalNumber.of(number));
            case List<?> items -> list(items, out);
            case Map<?, ?> fields -> map(fields, out);
            default -> quote(value.toString(), out);
        }
    }

    private static void list(List<?> items, StringBuilder out) {
        out.append('[');
        for (Iterator<?> each = items.iterator(); each.hasNext(); ) {
            write(each.next(), out);
            out.append(each.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private static void map(Map<?, ?> fields, StringBuilder out) {
        var sorted = new TreeMap<String, @Nullable Object>();
        fields.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        out.append('{');
        for (var each = sorted.entrySet().iterator(); each.hasNext(); ) {
            var field = each.next();
            quote(field.getKey(), out);
            out.append(':');
            write(field.getValue(), out);
            out.append(each.hasNext() ? "," : "");
        }
        out.append('}');
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        text.chars().forEach(c -> character((char) c, out));
        out.append('"');
    }

    private static void character(char c, StringBuilder out) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> plain(c, out);
        }
    }

    private static void plain(char c, StringBuilder out) {
        if (c >= ' ' && c <= '~') {
            out.append(c);
            return;
        }
        out.append('\\').append('u').append(HexFormat.of().toHexDigits(c));
    }
}
