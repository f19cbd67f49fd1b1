package dev.secretzero.engine.audit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.Map;
import java.util.regex.Pattern;

/// How large a file of the log becomes before a new one is begun, and how many of the old ones are kept.
///
/// @param size in bytes; 0: there is only one
/// @param files the newest so many; 0: all
public record Keeping(long size, int files) {

    /// The variable of the size: bytes, or with `K`, `M` or `G` so many of them.
    public static final String SIZE = "SECRETZERO_AUDIT_SIZE";

    /// The variable of the number.
    public static final String FILES = "SECRETZERO_AUDIT_FILES";

    /// What holds when nothing is said: files of 64 MiB, all of them kept.
    public static final Keeping USUAL = new Keeping(64L << 20, 0);

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})([KMG]?)");

    /// What the environment says.
    ///
    /// @throws ProblemException `SETTING_INVALID`
    public static Keeping of(Map<String, String> environment) {
        var size = environment.getOrDefault(SIZE, "").strip();
        var files = environment.getOrDefault(FILES, "").strip();
        return new Keeping(
                size.isEmpty() ? USUAL.size : amount(SIZE, size, "a size such as 64M"),
                (int) (files.isEmpty() ? USUAL.files : amount(FILES, files, "a number")));
    }

    private static long amount(String variable, String text, String what) {
        var amount = AMOUNT.matcher(text);
        if (!amount.matches() || (variable.equals(FILES) && !amount.group(2).isEmpty())) {
            throw new ProblemException(
                    Problem.of(Problem.Code.SETTING_INVALID, variable + " must be " + what));
        }
        long number = Long.parseLong(amount.group(1));
        return switch (amount.group(2)) {
            case "K" -> number << 10;
            case "M" -> number << 20;
            case "G" -> number << 30;
            default -> number;
        };
    }
}
