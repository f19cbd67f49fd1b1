package dev.secretzero.engine.manifest;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an unquoted scalar means: the rules of YAML 1.1 as the original format applies them.
///
/// `yes` is a boolean, `012` is ten, `1:30` is ninety, `2024-01-02` is a date; `0o14` and `1e3` are texts, because a
/// float needs a point and its exponent a sign. Source: yaml.org/type, YAML 1.1 (2005).
final class Scalars {

    private static final Set<String> TRUE = Set.of("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    private static final Pattern INTEGER = Pattern.compile(
            "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    private static final Pattern FLOAT = Pattern.compile(
            "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
                    + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)");
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4})-(\\d\\d?)-(\\d\\d?)(?:[Tt]|[ \\t]+)(\\d\\d?):(\\d\\d):(\\d\\d)(?:\\.(\\d*))?"
                    + "(?:[ \\t]*(Z|([-+])(\\d\\d?)(?::(\\d\\d))?))?");

    private Scalars() {}

    /// What a scalar stands for; a text where it is not [Typed].
    sealed interface Meaning {
        record Plain() implements Meaning {}

        record Typed(@Nullable Object value) implements Meaning {}

        record Wrong(String message) implements Meaning {}
    }

    private static final Meaning PLAIN = new Meaning.Plain();

    static Meaning of(String text) {
        if (text.isEmpty()) {
            return new Meaning.Typed(null);
        }
        char first = text.charAt(0);
        if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
            return text.length() > 512 ? PLAIN : numeric(text);
        }
        return word(text);
    }

    private static Meaning word(String text) {
        if (text.length() > 5) {
            return PLAIN;
        }
        if (NULL.contains(text)) {
            return new Meaning.Typed(null);
        }
        if (TRUE.contains(text)) {
            return new Meaning.Typed(true);
        }
        return FALSE.contains(text) ? new Meaning.Typed(false) : PLAIN;
    }

    private static Meaning numeric(String text) {
        if (INTEGER.matcher(text).matches()) {
            return integer(text).<Meaning>map(Meaning.Typed::new).orElse(new Meaning.Wrong("is not a number"));
        }
        if (FLOAT.matcher(text).matches()) {
            return new Meaning.Typed(real(text));
        }
        return moment(text);
    }

    /// An integer in any of the notations: a [Long], or a [BigInteger] where that is too small.
    static Optional<Number> integer(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return Optional.empty();
        }
        var digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        try {
            var magnitude = magnitude(digits);
            var number = negative ? magnitude.negate() : magnitude;
            return Optional.of(number.bitLength() < 64 ? (Number) number.longValue() : number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static BigInteger magnitude(String digits) {
        if (digits.indexOf(':') >= 0) {
            return sexagesimal(digits);
        }
        if (digits.startsWith("0b")) {
            return new BigInteger(digits.substring(2), 2);
        }
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16);
        }
        return digits.length() > 1 && digits.charAt(0) == '0'
                ? new BigInteger(digits, 8)
                : new BigInteger(digits);
    }

    private static BigInteger sexagesimal(String digits) {
        var total = BigInteger.ZERO;
        for (var part : digits.split(":", -1)) {
            total = total.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
        }
        return total;
    }

    static boolean isReal(String text) {
        return FLOAT.matcher(text).matches();
    }

    static double real(String text) {
        var digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.endsWith(".inf")) {
            return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (digits.equals(".nan")) {
            return Double.NaN;
        }
        if (digits.indexOf(':') < 0) {
            return Double.parseDouble(digits);
        }
        boolean negative = digits.startsWith("-");
        double total = 0;
        for (var part : digits.replaceFirst("^[-+]", "").split(":", -1)) {
            total = total * 60 + Double.parseDouble(part);
        }
        return negative ? -total : total;
    }

    private static Meaning moment(String text) {
        try {
            var date = DATE.matcher(text);
            if (date.matches()) {
                return new Meaning.Typed(LocalDate.of(number(date, 1), number(date, 2), number(date, 3)));
            }
            var time = TIME.matcher(text);
            return time.matches() ? new Meaning.Typed(time(time)) : PLAIN;
        } catch (DateTimeException e) {
            return new Meaning.Wrong("is not a date of the calendar");
        }
    }

    private static Object time(Matcher time) {
        var fraction = time.group(7) == null ? "" : time.group(7);
        int nanos = Integer.parseInt((fraction + "000000").substring(0, 6)) * 1000;
        var local = LocalDateTime.of(
                number(time, 1), number(time, 2), number(time, 3), number(time, 4), number(time, 5), number(time, 6), nanos);
        if (time.group(8) == null) {
            return local;
        }
        if (time.group(9) == null) {
            return local.atOffset(ZoneOffset.UTC);
        }
        int sign = time.group(9).equals("-") ? -1 : 1;
        int minutes = time.group(11) == null ? 0 : number(time, 11);
        return local.atOffset(ZoneOffset.ofHoursMinutes(sign * number(time, 10), sign * minutes));
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }
}
