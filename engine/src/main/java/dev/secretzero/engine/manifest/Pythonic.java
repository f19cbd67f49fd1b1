package dev.secretzero.engine.manifest;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The text form that a value takes inside a string. Existing files and hashes rely on it: `True`, `None`, `1.0`,
/// `['a', 1]`, `{'k': 'v'}`.
final class Pythonic {

    private static final int LONGEST = 1_000_000;

    private Pythonic() {}

    /// The text of a value that stands by itself.
    ///
    /// @throws IllegalArgumentException when it is no plain value, or a list or map of more than a million characters
    static String text(@Nullable Object value) {
        if (value instanceof CharSequence || value instanceof LocalDate) {
            return value.toString();
        }
        return switch (value) {
            case LocalDateTime time -> time(time, "");
            case OffsetDateTime time -> time(time.toLocalDateTime(), offset(time));
            case null, default -> shown(value);
        };
    }

    private static String shown(@Nullable Object value) {
        var out = new StringBuilder();
        show(value, out);
        return out.toString();
    }

    private static void show(@Nullable Object value, StringBuilder out) {
        if (out.length() > LONGEST) {
            throw new IllegalArgumentException("too long");
        }
        switch (value) {
            case null -> out.append("None");
            case Boolean flag -> out.append(flag ? "True" : "False");
            case Double number -> out.append(real(number));
            case Float number -> out.append(real(number.doubleValue()));
            case BigDecimal number -> out.append(real(number.doubleValue()));
            case Map<?, ?> map -> map(map, out);
            case List<?> list -> list(list, out);
            case LocalDate date -> out.append(
                    String.format(Locale.ROOT, "datetime.date(%d, %d, %d)", date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
            case CharSequence text -> quote(text.toString(), out);
            case Number number -> out.append(number);
            case Temporal time -> out.append(time);
            case Absent absent -> out.append(absent);
            default -> throw new IllegalArgumentException("not a plain value");
        }
    }

    private static void list(List<?> list, StringBuilder out) {
        out.append('[');
        boolean first = true;
        for (var item : list) {
            out.append(first ? "" : ", ");
            show(item, out);
            first = false;
        }
        out.append(']');
    }

    private static void map(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            out.append(first ? "" : ", ");
            show(entry.getKey(), out);
            out.append(": ");
            show(entry.getValue(), out);
            first = false;
        }
        out.append('}');
    }

    private static void quote(String text, StringBuilder out) {
        char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(mark);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == mark) {
                        out.append('\\').append(mark);
                    } else if (c < ' ' || c == 0x7f) {
                        out.append(String.format(Locale.ROOT, "\\x%02x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        out.append(mark);
    }

    /// The shortest text that reads back as the same number: `1.0`, `0.1`, `1e+16`, `1e-05`.
    static String real(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        var shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            var plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        var digits = shortest.unscaledValue().abs().toString();
        var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (number < 0 ? "-" : "") + mantissa + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String time(LocalDateTime time, String offset) {
        var text = String.format(Locale.ROOT, "%tF %<tT", time);
        int micros = time.get(ChronoField.MICRO_OF_SECOND);
        return text + (micros == 0 ? "" : String.format(Locale.ROOT, ".%06d", micros)) + offset;
    }

    private static String offset(OffsetDateTime time) {
        var id = time.getOffset().getId();
        return id.equals("Z") ? "+00:00" : id;
    }
}
