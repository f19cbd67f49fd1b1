package dev.secretzero.engine.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampTest {

    @ParameterizedTest
    @CsvSource({
        "2026-05-29T16:17:54.178698Z, 2026-05-29T16:17:54.178698+00:00",
        "2026-05-29T16:17:54.178698999Z, 2026-05-29T16:17:54.178698+00:00",
        "2026-05-29T16:17:54Z, 2026-05-29T16:17:54+00:00",
        "2026-05-29T16:17:00.1Z, 2026-05-29T16:17:00.100000+00:00",
    })
    void writesMicrosecondsOrNoFractionAtAll(Instant instant, String text) {
        assertThat(Timestamp.of(instant)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-05-29T16:17:54Z",
                "2026-05-29T16:17:54",
                "2026-05-29 16:17:54",
                "2026-05-29T16:17:54+00:00",
                "2026-05-29T18:17:54+02:00",
                "2026-05-29T16:17:54.000000Z",
                "2026-05-29T16:17:54.0000001",
            })
    void readsWhatEarlierProgramsWrote(String text) {
        assertThat(Timestamp.parse(text)).contains(Instant.parse("2026-05-29T16:17:54Z"));
    }

    @Test
    void readsADateAsItsFirstMoment() {
        assertThat(Timestamp.parse("2026-05-29")).contains(Instant.parse("2026-05-29T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01T00:00:00Z", "2026-05-29T16:17:54Zx", "+999999-01-01T00:00:00Z", "0000-01-01"})
    void refusesWhatIsNone(String text) {
        assertThat(Timestamp.parse(text)).isEmpty();
    }
}
