package dev.secretzero.engine.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// ISO-8601 in UTC as the lockfile and the audit log write it: `2026-05-29T16:17:54.178698+00:00`, microseconds, and no
/// fraction at all on a whole second.
public final class Timestamp {

    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private static final DateTimeFormatter FRACTION =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM:ss", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    private Timestamp() {}

    /// The text of an instant, cut to microseconds.
    public static String of(Instant instant) {
        var utc = precise(instant).atOffset(ZoneOffset.UTC);
        return (utc.getNano() == 0 ? WHOLE : FRACTION).format(utc) + "+00:00";
    }

    /// What is left of an instant when it has been written.
    public static Instant precise(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /// Reads an instant. `Z`, any offset and any fraction are understood, a space for the `T`, and a date alone; without an
    /// offset it is UTC. Empty when the text is none of these, or not in the years 1 to 9999.
    public static Optional<Instant> parse(String text) {
        try {
            return text.length() == 10
                    ? bounded(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC))
                    : bounded(moment(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Instant moment(String text) {
        var iso = text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        return switch (READ.parseBest(iso, OffsetDateTime::from, LocalDateTime::from)) {
            case OffsetDateTime there -> precise(there.toInstant());
            case LocalDateTime local -> precise(local.toInstant(ZoneOffset.UTC));
            default -> throw new DateTimeException("not a moment");
        };
    }

    private static Optional<Instant> bounded(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1 && year <= 9999 ? Optional.of(instant) : Optional.empty();
    }
}
