package dev.secretzero.cli;

import java.time.Duration;
import java.util.regex.Pattern;

/// Reads `--lock-timeout`.
final class Patience {

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smh]?)");

    private Patience() {}

    /// How long to wait; not at all where the command has no such option, or it is not given.
    static Duration of(Line line) {
        return line.text("--lock-timeout").map(Patience::parse).orElse(Duration.ZERO);
    }

    private static Duration parse(String text) {
        var time = TIME.matcher(text.strip());
        if (!time.matches()) {
            throw Stop.usage("--lock-timeout: \"" + text + "\" is not a time", "write seconds, minutes or hours: 30s, 5m, 1h");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
