package dev.secretzero.cli;

import dev.secretzero.engine.manifest.TargetId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Small phrases.
final class Say {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Say() {}

    /// `1 secret`, `2 secrets`.
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    static String yes(boolean on) {
        return on ? "yes" : "no";
    }

    static String when(Optional<Instant> instant) {
        return instant.map(at -> MINUTE.format(at) + " UTC").orElse("-");
    }

    /// A place as people know it: the path of a file, else `alias:identifier`.
    static String place(TargetId id) {
        var parts = id.value().split("/", 3);
        if (parts.length < 3) {
            return id.value();
        }
        if (parts[1].equals("file")) {
            return parts[2].isEmpty() ? ".env" : parts[2];
        }
        return parts[2].isEmpty() ? parts[0] + ":" + parts[1] : parts[0] + ":" + parts[2];
    }

    static String places(List<TargetId> ids) {
        return String.join(", ", ids.stream().map(Say::place).distinct().toList());
    }

    /// What follows a name: ` → .env`, or nothing.
    static String arrow(List<TargetId> ids) {
        return ids.isEmpty() ? "" : " → " + places(ids);
    }
}
