package dev.secretzero.engine.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// When a value is due for replacement.
///
/// The grammar of a period is digits and one of `d`, `w` (7 days), `m` (30 days), `y` (365 days), in either case.
public final class Rotation {

    /// How long before it is due a rotation is announced.
    public static final Duration NOTICE = Duration.ofDays(7);

    private static final Pattern PERIOD = Pattern.compile("(\\d{1,6})([dwmyDWMY])");

    private Rotation() {}

    /// The length of a period; empty when the text is not one. Zero is not a period.
    public static Optional<Duration> period(String text) {
        var match = PERIOD.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long days = Long.parseLong(match.group(1))
                * switch (match.group(2)) {
                    case "w", "W" -> 7;
                    case "m", "M" -> 30;
                    case "y", "Y" -> 365;
                    default -> 1;
                };
        return days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days));
    }

    /// Where a value stands in its period.
    public sealed interface Age {
        /// It has no period, or the text is not one.
        record Unlimited() implements Age {}

        /// There is no value yet.
        record NeverMade() implements Age {}

        record Fresh(Instant dueAt, Duration left) implements Age {}

        /// Due within [#NOTICE].
        record Due(Instant dueAt, Duration left) implements Age {}

        record Overdue(Instant dueAt, Duration late) implements Age {}
    }

    /// Places a value in its period.
    ///
    /// @param since when the value was last rotated, else made
    public static Age age(Optional<String> period, Optional<Instant> since, Instant now) {
        var length = period.flatMap(Rotation::period);
        if (length.isEmpty()) {
            return new Age.Unlimited();
        }
        if (since.isEmpty()) {
            return new Age.NeverMade();
        }
        var dueAt = since.get().plus(length.get());
        if (!now.isBefore(dueAt)) {
            return new Age.Overdue(dueAt, Duration.between(dueAt, now));
        }
        var left = Duration.between(now, dueAt);
        return left.compareTo(NOTICE) <= 0 ? new Age.Due(dueAt, left) : new Age.Fresh(dueAt, left);
    }

    /// The sentence for people: `Rotation overdue by 10 days`. Days are whole ones, rounded down.
    public static String describe(Age age) {
        return switch (age) {
            case Age.Unlimited _ -> "No rotation period";
            case Age.NeverMade _ -> "No rotation history";
            case Age.Fresh(_, var left) -> "Rotation due in " + days(left);
            case Age.Due(_, var left) -> "Rotation due in " + days(left);
            case Age.Overdue(_, var late) -> "Rotation overdue by " + days(late);
        };
    }

    /// As [#describe(Age)], and says so when the period that was written is not one.
    public static String describe(Optional<String> period, Age age) {
        return period.filter(text -> period(text).isEmpty())
                .map(text -> "Invalid rotation period \"" + text + "\"")
                .orElseGet(() -> describe(age));
    }

    /// The reason in a few words: `overdue by 10 days`.
    public static String brief(Age age) {
        return switch (age) {
            case Age.Unlimited _ -> "no rotation period";
            case Age.NeverMade _ -> "not made yet";
            case Age.Fresh(_, var left) -> "due in " + days(left);
            case Age.Due(_, var left) -> "due in " + days(left);
            case Age.Overdue(_, var late) -> "overdue by " + days(late);
        };
    }

    private static String days(Duration length) {
        long days = length.toDays();
        return days == 1 ? "1 day" : days + " days";
    }
}
