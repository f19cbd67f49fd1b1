package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.manifest.Cron;
import dev.secretzero.engine.manifest.Manifest.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OpeningTest {

    private static Opening of(String cron, String zone, String now) {
        return Opening.of(
                Optional.of(new Window(Cron.parse(cron).orElseThrow(), ZoneId.of(zone))), Instant.parse(now));
    }

    private static Opening closed(String until) {
        return new Opening.Closed(Optional.of(Instant.parse(until)));
    }

    @Test
    void isOpenWithoutAWindow() {
        assertThat(Opening.of(Optional.empty(), Instant.EPOCH)).isEqualTo(new Opening.Open());
    }

    @Test
    void isOpenForTheWholeMinute() {
        assertThat(of("0 2 * * *", "UTC", "2026-03-01T02:00:59.999Z")).isEqualTo(new Opening.Open());
        assertThat(of("0 2 * * *", "UTC", "2026-03-01T02:01:00Z")).isEqualTo(closed("2026-03-02T02:00:00Z"));
    }

    @Test
    void goesByTheClockOfItsZone() {
        assertThat(of("0 2 * * *", "Europe/Berlin", "2026-03-01T01:00:00Z")).isEqualTo(new Opening.Open());
        assertThat(of("0 2 * * *", "Asia/Kolkata", "2026-03-01T12:00:00Z")).isEqualTo(closed("2026-03-01T20:30:00Z"));
    }

    @Test
    void opensAsTheClockSpringsForward() {
        assertThat(of("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z")).isEqualTo(closed("2026-03-29T01:30:00Z"));
    }

    @Test
    void maybeNeverOpens() {
        assertThat(of("0 0 30 2 *", "UTC", "2026-03-01T00:00:00Z")).isEqualTo(new Opening.Closed(Optional.empty()));
    }
}
