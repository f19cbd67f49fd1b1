package dev.secretzero.engine.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// The text of a floating-point number: the shortest digits that give the number back, with an exponent of at
/// least two digits below 1e-4 and from 1e16 on. This is how Python writes floats, which the lockfile's hashes depend
/// on.
final class Decimal {

    private static final int FIRST_EXPONENT = 16;
    private static final int LAST_PLAIN = -4;

    private Decimal() {}

    static String of(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        String sign = Math.copySign(1, number) < 0 ? "-" : "";
        return sign + (number == 0 ? "0.0" : positive(Math.abs(number)));
    }

    private static String positive(double number) {
        var shortest = shortest(number).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        return exponent < LAST_PLAIN || exponent >= FIRST_EXPONENT
                ? scientific(digits, exponent)
                : plain(shortest.toPlainString());
    }

    /// The JDK writes two digits where one would do (`2.0E-3`, but also `4.9E-324`), so one digit is tried first.
    private static BigDecimal shortest(double number) {
        var written = new BigDecimal(Double.toString(number));
        var single = written.round(new java.math.MathContext(1, RoundingMode.HALF_EVEN));
        return single.doubleValue() == number ? single : written;
    }

    private static String plain(String text) {
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }

    private static String scientific(String digits, int exponent) {
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String magnitude = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + magnitude;
    }
}
