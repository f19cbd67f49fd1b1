package dev.secretzero.engine.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes plain values as JSON, all of it printable ASCII, byte for byte as Python's `json.dumps` does. A value that
/// JSON does not know is written as the text that Python gives for it.
public final class JsonText {

    /// How it is laid out.
    ///
    /// @param sorted keys by code point; else in their own order
    /// @param indented two spaces for each level, one member on each line
    public record Style(String comma, String colon, boolean sorted, boolean indented) {
        /// No spaces, sorted keys: what hashes are taken of.
        public static final Style CANONICAL = new Style(",", ":", true, false);

        /// One line, sorted keys.
        public static final Style SORTED = new Style(", ", ": ", true, false);

        /// One line.
        public static final Style LINE = new Style(", ", ": ", false, false);

        /// For people, and for version control.
        public static final Style INDENTED = new Style(",", ": ", false, true);
    }

    /// By code point, which differs from [String#compareTo] beyond the basic plane.
    public static final Comparator<String> BY_CODE_POINT = JsonText::compare;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, true)
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    private final Style style;
    private final Appendable out;

    private JsonText(Style style, Appendable out) {
        this.style = style;
        this.out = out;
    }

    /// The JSON text of a value.
    public static String of(@Nullable Object value, Style style) {
        var text = new StringBuilder();
        try {
            write(value, style, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Writes a value as it goes.
    public static void write(@Nullable Object value, Style style, Appendable out) throws IOException {
        new JsonText(style, out).value(value, 0);
    }

    private void value(@Nullable Object value, int depth) throws IOException {
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append(truth.toString());
            case Number number -> out.append(number(number));
            case Map<?, ?> map -> object(map, depth);
            case Collection<?> items -> array(items.iterator(), depth);
            default -> quote(text(value));
        }
    }

    private static String number(Number number) {
        return switch (number) {
            case Double real -> Decimal.of(real);
            case Float real -> Decimal.of(Double.parseDouble(real.toString()));
            case BigDecimal real -> Decimal.of(real.doubleValue());
            case BigInteger whole -> whole.toString();
            default -> Long.toString(number.longValue());
        };
    }

    private void object(Map<?, ?> map, int depth) throws IOException {
        out.append('{');
        boolean first = true;
        for (var entry : ordered(map)) {
            separate(first, depth + 1);
            first = false;
            quote(String.valueOf(entry.getKey()));
            out.append(style.colon());
            value(entry.getValue(), depth + 1);
        }
        end(first, depth, '}');
    }

    private Collection<? extends Map.Entry<?, ?>> ordered(Map<?, ?> map) {
        if (!style.sorted()) {
            return map.entrySet();
        }
        var entries = new ArrayList<Map.Entry<?, ?>>(map.entrySet());
        entries.sort(Comparator.comparing(entry -> String.valueOf(entry.getKey()), BY_CODE_POINT));
        return entries;
    }

    private void array(Iterator<?> items, int depth) throws IOException {
        out.append('[');
        boolean first = true;
        while (items.hasNext()) {
            separate(first, depth + 1);
            first = false;
            value(items.next(), depth + 1);
        }
        end(first, depth, ']');
    }

    private void separate(boolean first, int depth) throws IOException {
        if (!first) {
            out.append(style.comma());
        }
        newline(depth);
    }

    private void end(boolean empty, int depth, char close) throws IOException {
        if (!empty) {
            newline(depth);
        }
        out.append(close);
    }

    private void newline(int depth) throws IOException {
        if (style.indented()) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void quote(String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) throws IOException {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c >= ' ' && c <= '~') {
                    out.append(c);
                } else {
                    escape(c);
                }
            }
        }
    }

    private void escape(char c) throws IOException {
        out.append('\\').append('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX[(c >> shift) & 0xf]);
        }
    }

    private static String text(Object value) {
        return switch (value) {
            case TemporalAccessor when -> moment(when);
            case Date date -> moment(date.toInstant());
            case byte[] bytes -> binary(bytes);
            default -> value.toString();
        };
    }

    private static String moment(TemporalAccessor when) {
        return switch (when) {
            case LocalDate date -> date.toString();
            case LocalDateTime local -> stamp(local);
            case OffsetDateTime there -> stamp(there.toLocalDateTime()) + offset(there.getOffset());
            case ZonedDateTime there -> stamp(there.toLocalDateTime()) + offset(there.getOffset());
            case Instant instant -> stamp(instant.atOffset(ZoneOffset.UTC).toLocalDateTime()) + "+00:00";
            default -> when.toString();
        };
    }

    private static String stamp(LocalDateTime local) {
        boolean whole = local.get(ChronoField.MICRO_OF_SECOND) == 0;
        return MOMENT.format(local).substring(0, whole ? 19 : 26);
    }

    private static String offset(ZoneOffset offset) {
        return offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId();
    }

    /// Bytes as Python writes them: `b'...'`.
    private static String binary(byte[] bytes) {
        var plain = new String(bytes, StandardCharsets.ISO_8859_1);
        char quote = plain.indexOf('\'') >= 0 && plain.indexOf('"') < 0 ? '"' : '\'';
        var text = new StringBuilder("b").append(quote);
        plain.chars().forEach(c -> text.append(octet((char) c, quote)));
        return text.append(quote).toString();
    }

    private static String octet(char c, char quote) {
        return switch (c) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                if (c == quote) {
                    yield "\\" + c;
                }
                yield c >= ' ' && c <= '~' ? String.valueOf(c) : "\\x" + HEX[c >> 4] + HEX[c & 0xf];
            }
        };
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(rank(a.charAt(i)), rank(b.charAt(i)));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /// Surrogates stand for what lies beyond every other character.
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
