package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTest {

    private static Cron cron(String text) {
        return Cron.parse(text).orElseThrow();
    }

    // 2026-03-01 is a Sunday.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *            | 2026-03-01T12:34 | true
            * 2-4 * * *          | 2026-03-01T04:59 | true
            * 2-4 * * *          | 2026-03-01T05:00 | false
            */15 * * * *         | 2026-03-01T05:45 | true
            */15 * * * *         | 2026-03-01T05:50 | false
            10/20 * * * *        | 2026-03-01T05:50 | true
            0 0 1,15 * *         | 2026-03-15T00:00 | true
            * * * * 7            | 2026-03-01T00:00 | true
            * * * * SUN          | 2026-03-01T00:00 | true
            * * * * mon-fri      | 2026-03-01T00:00 | false
            * * * * fri-7        | 2026-03-01T00:00 | true
            * * * jan,MAR *      | 2026-03-01T00:00 | true
            * * 13 * fri         | 2026-03-13T00:00 | true
            * * 13 * sun         | 2026-03-01T00:00 | true
            * * 13 * mon         | 2026-03-01T00:00 | false
            * * */2 * mon        | 2026-03-01T00:00 | false
            """)
    void knowsWhichMinutesAreMeant(String text, LocalDateTime time, boolean meant) {
        assertThat(cron(text).matches(time)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *            | 2026-03-01T12:34 | 2026-03-01T12:34
            0 2 * * *            | 2026-03-01T02:00 | 2026-03-01T02:00
            0 2 * * *            | 2026-03-01T02:01 | 2026-03-02T02:00
            30 2,4 * * *         | 2026-03-01T02:31 | 2026-03-01T04:30
            * 2-4 * * sat,sun    | 2026-03-02T00:00 | 2026-03-07T02:00
            0 0 29 2 *           | 2026-03-01T00:00 | 2028-02-29T00:00
            0 0 29 2 *           | 2096-03-01T00:00 | 2104-02-29T00:00
            59 23 31 12 *        | 2026-12-31T23:59 | 2026-12-31T23:59
            """)
    void findsTheNextMinute(String text, LocalDateTime from, LocalDateTime next) {
        assertThat(cron(text).next(from)).contains(next);
    }

    @Test
    void knowsThatADayNeverComes() {
        assertThat(cron("0 0 30 2 *").next(LocalDateTime.parse("2026-03-01T00:00"))).isEqualTo(Optional.empty());
    }

    /// What is next is the first minute that matches, minute by minute.
    @ParameterizedTest
    @ValueSource(strings = {"*/7 3-5,22 * * *", "5 0 13 * fri", "0 12 1 */3 *", "59 23 * * sat"})
    void agreesWithItself(String text) {
        var time = LocalDateTime.parse("2026-02-27T00:00");
        var next = cron(text).next(time).orElseThrow();
        for (int i = 0; i < 60 * 24 * 20; i++) {
            if (time.isAfter(next)) {
                next = cron(text).next(time).orElseThrow();
            }
            assertThat(cron(text).matches(time)).as("%s", time).isEqualTo(time.equals(next));
            time = time.plusMinutes(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "*", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * 0 *",
        "* * * * 8", "5-3 * * * *", "*/0 * * * *", "*/x * * * *", "1,,2 * * * *", "-1 * * * *", "* * * foo *", "@daily",
        "1-2-3 * * * *", "*/ * * * *", "* * * * mon-", "9999999999 * * * *"
    })
    void refusesWhatIsNoSchedule(String text) {
        assertThat(Cron.parse(text)).isEmpty();
    }

    @Test
    void isWrittenInOneWay() {
        assertThat(cron("  0  2 * *  SUN ").text()).isEqualTo("0 2 * * sun");
        assertThat(cron("0 2 * * SUN")).isEqualTo(cron("0  2 * * sun")).hasSameHashCodeAs(cron("0 2 * * sun"));
    }
}
