package dev.secretzero.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves only when a test moves it.
public final class ManualClock implements InstantSource {

    private final AtomicReference<Instant> now;

    private ManualClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    /// A clock that stands at this time.
    public static ManualClock of(Instant start) {
        return new ManualClock(start);
    }

    /// A clock that stands at this time, in ISO 8601: `2026-01-01T00:00:00Z`.
    public static ManualClock of(String start) {
        return of(Instant.parse(start));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Moves it on, or back when the time is negative.
    public void advance(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    /// Sets it.
    public void set(Instant time) {
        now.set(time);
    }
}
