package dev.secretzero.engine.run;

import dev.secretzero.spi.Pace;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.UninterruptibleBlockingStrategy;
import java.time.Duration;
import java.time.InstantSource;

/// So many calls in so much time: a token bucket that begins full.
record Budget(Bucket bucket, Timing.Waiting waiting) {

    static Budget of(Pace.Rate rate, Timing timing) {
        return new Budget(
                Bucket.builder()
                        .addLimit(limit -> limit.capacity(rate.calls()).refillGreedy(rate.calls(), rate.per()))
                        .withCustomTimePrecision(new Meter(timing.clock()))
                        .build(),
                timing.waiting());
    }

    /// Takes one call out of it, and waits for it where none is left.
    void take() {
        bucket.asBlocking().consumeUninterruptibly(1, (UninterruptibleBlockingStrategy) nanos -> waiting.pass(Duration.ofNanos(nanos)));
    }

    private record Meter(InstantSource clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            var now = clock.instant();
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
