package dev.secretzero.spi.stated;

import java.math.BigDecimal;

/// The text of a number in canonical JSON: the shortest digits that give the same number back, and an exponent
/// only below 0.0001 and from 10^16 on, with two digits at least. A number with a fraction keeps its point.
final class CanonicalNumber {

    private CanonicalNumber() {}

    static String of(Number number) {
        return switch (number) {
            case Double real -> real(real);
            case Float real -> real(Double.parseDouble(real.toString()));
            case BigDecimal real -> real(real.doubleValue());
            default -> number.toString();
        };
    }

    private static String real(double real) {
        if (!Double.isFinite(real)) {
            throw Statement.wrong("value", "is a number that JSON cannot hold", "write it between quotes, as a text");
        }
        var shortest = new BigDecimal(Double.toString(real)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (shortest.signum() == 0) {
            return 1 / real < 0 ? "-0.0" : "0.0";
        }
        return exponent < -4 || exponent >= 16 ? scientific(shortest, exponent) : plain(shortest);
    }

    private static String plain(BigDecimal shortest) {
        return shortest.scale() <= 0 ? shortest.toPlainString() + ".0" : shortest.toPlainString();
    }

    private static String scientific(BigDecimal shortest, int exponent) {
        String digits = shortest.unscaledValue().abs().toString();
        String size = Integer.toString(Math.abs(exponent));
        return (shortest.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (size.length() < 2 ? "0" + size : size);
    }
}
