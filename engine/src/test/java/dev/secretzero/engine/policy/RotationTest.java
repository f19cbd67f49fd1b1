package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RotationTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"90d, 90", "1D, 1", "2w, 14", "3m, 90", "1Y, 365", "007d, 7", "999999y, 364999635"})
    void readsAPeriod(String text, long days) {
        assertThat(Rotation.period(text)).contains(Duration.ofDays(days));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0d", "000y", "1h", "90", "d", "-1d", "1.5d", "1 d", " 1d", "1d\n", "P90D", "٣d", "1dd", "9999999d"})
    void refusesWhatIsNone(String text) {
        assertThat(Rotation.period(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,    P10D,    No rotation period,          no rotation period",
                "soon, P10D,    Invalid rotation period \"soon\", no rotation period",
                "0d,   P10D,    Invalid rotation period \"0d\", no rotation period",
                "90d,  -,       No rotation history,         not made yet",
                "90d,  P100D,   Rotation overdue by 10 days, overdue by 10 days",
                "90d,  P91D,    Rotation overdue by 1 day,   overdue by 1 day",
                "90d,  P90D,    Rotation overdue by 0 days,  overdue by 0 days",
                "90d,  PT2159H59M, Rotation due in 0 days,   due in 0 days",
                "90d,  P88DT1H, Rotation due in 1 day,       due in 1 day",
                "90d,  P30D,    Rotation due in 60 days,     due in 60 days",
                "90d,  PT1S,    Rotation due in 89 days,     due in 89 days",
                "3m,   P20D,    Rotation due in 70 days,     due in 70 days",
            })
    void saysWhereAValueStands(String period, Duration old, String sentence, String reason) {
        var written = Optional.ofNullable(period);
        var age = Rotation.age(written, Optional.ofNullable(old).map(NOW::minus), NOW);
        assertThat(Rotation.describe(written, age)).isEqualTo(sentence);
        assertThat(Rotation.brief(age)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"P83D, Due", "P82DT23H, Fresh", "P90D, Overdue", "PT2159H59M, Due"})
    void announcesARotationAWeekAhead(Duration old, String kind) {
        var age = Rotation.age(Optional.of("90d"), Optional.of(NOW.minus(old)), NOW);
        assertThat(age.getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void aValueFromTheFutureIsFresh() {
        assertThat(Rotation.age(Optional.of("1d"), Optional.of(NOW.plus(Duration.ofDays(30))), NOW))
                .isInstanceOf(Rotation.Age.Fresh.class);
    }
}
