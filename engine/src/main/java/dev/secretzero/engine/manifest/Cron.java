package dev.secretzero.engine.manifest;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The minutes that a schedule of five fields means (crontab(5)): minute, hour, day of the month, month, day of the week.
///
/// A field is `*`, a number, a range `a-b`, each also with a step `/n`, or several of these with commas. Months and days of
/// the week may be named (`jan`, `sun`), and 0 and 7 both are Sunday. Where both kinds of day are limited, a day that
/// is either will do.
public final class Cron {

    private static final List<String> MONTHS = List.of(
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /// The longest time between two days that a schedule can mean: 29 February, over the turn of a century, on any weekday.
    private static final int HORIZON = 366 * 40;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private Cron(String text, List<BitSet> fields, boolean eitherDay) {
        this.text = text;
        this.minutes = fields.get(0);
        this.hours = fields.get(1);
        this.days = fields.get(2);
        this.months = fields.get(3);
        this.weekdays = fields.get(4);
        this.eitherDay = eitherDay;
    }

    /// Reads a schedule; empty when the text is not one.
    public static Optional<Cron> parse(String text) {
        var words = text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        if (words.length != 5) {
            return Optional.empty();
        }
        var fields = List.of(
                field(words[0], 0, 59, List.of()),
                field(words[1], 0, 23, List.of()),
                field(words[2], 1, 31, List.of()),
                field(words[3], 1, 12, MONTHS),
                field(words[4], 0, 7, DAYS));
        if (fields.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        var sets = fields.stream().map(Optional::orElseThrow).toList();
        if (sets.get(4).get(7)) {
            sets.get(4).set(0);
        }
        boolean eitherDay = !words[2].startsWith("*") && !words[4].startsWith("*");
        return Optional.of(new Cron(String.join(" ", words), sets, eitherDay));
    }

    private static Optional<BitSet> field(String word, int least, int most, List<String> names) {
        var set = new BitSet();
        for (var part : word.split(",", -1)) {
            if (!add(set, part, least, most, names)) {
                return Optional.empty();
            }
        }
        return Optional.of(set);
    }

    private static boolean add(BitSet set, String part, int least, int most, List<String> names) {
        int slash = part.indexOf('/');
        var range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), List.of(), 0);
        int dash = range.indexOf('-');
        int from = range.equals("*") ? least : number(dash < 0 ? range : range.substring(0, dash), names, least);
        // `5/10` goes on to the end, as `5-59/10`.
        boolean open = range.equals("*") || (dash < 0 && slash >= 0);
        int to = open ? most : dash < 0 ? from : number(range.substring(dash + 1), names, least);
        if (step < 1 || from < least || to > most || from > to) {
            return false;
        }
        for (int i = from; i <= to; i += step) {
            set.set(i);
        }
        return true;
    }

    /// The number that a word is or names; -1 when it is neither.
    private static int number(String word, List<String> names, int first) {
        if (word.matches("\\d{1,3}")) {
            return Integer.parseInt(word);
        }
        int name = names.indexOf(word);
        return name < 0 ? -1 : name + first;
    }

    /// As it was written, in lower case and with single blanks.
    public String text() {
        return text;
    }

    /// Whether a minute is meant.
    public boolean matches(LocalDateTime time) {
        return day(time.toLocalDate()) && hours.get(time.getHour()) && minutes.get(time.getMinute());
    }

    private boolean day(LocalDate date) {
        boolean month = days.get(date.getDayOfMonth());
        boolean week = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return months.get(date.getMonthValue()) && (eitherDay ? month || week : month && week);
    }

    /// The first minute that is meant, this one included; empty when there is never one (30 February).
    public Optional<LocalDateTime> next(LocalDateTime time) {
        var today = time.toLocalDate();
        if (day(today)) {
            var later = next(time.toLocalTime());
            if (later.isPresent()) {
                return later.map(today::atTime);
            }
        }
        return today.plusDays(1)
                .datesUntil(today.plusDays(HORIZON))
                .filter(this::day)
                .findFirst()
                .map(date -> date.atTime(next(LocalTime.MIN).orElseThrow()));
    }

    private Optional<LocalTime> next(LocalTime time) {
        int hour = hours.nextSetBit(time.getHour());
        if (hour == time.getHour() && minutes.nextSetBit(time.getMinute()) >= 0) {
            return Optional.of(LocalTime.of(hour, minutes.nextSetBit(time.getMinute())));
        }
        int later = hours.nextSetBit(time.getHour() + 1);
        return later < 0 ? Optional.empty() : Optional.of(LocalTime.of(later, minutes.nextSetBit(0)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && text.equals(cron.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
