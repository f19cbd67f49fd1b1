package dev.secretzero.engine.run;

import dev.secretzero.spi.Problem;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Ends the calls to a provider that does not answer: after [#LIMIT] failures in a row none is made for [#REST], then one,
/// and only when that succeeds the others. Costs nothing as long as every call succeeds.
final class Fuse {

    static final int LIMIT = 20;
    static final Duration REST = Duration.ofSeconds(10);

    private final String provider;
    private final InstantSource clock;
    private Optional<CircuitBreaker> breaker = Optional.empty();

    Fuse(String provider, InstantSource clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /// Whether a call may be made now. Whoever is let pass must [#tell] what came of it.
    synchronized boolean passes() {
        return breaker.map(CircuitBreaker::tryAcquirePermission).orElse(true);
    }

    /// Whether calls are made at all.
    synchronized boolean holds() {
        return breaker.map(each -> each.getState() != CircuitBreaker.State.OPEN).orElse(true);
    }

    /// What came of a call.
    synchronized void tell(boolean answered) {
        if (!answered) {
            breaker = Optional.of(breaker.orElseGet(this::breaker));
            breaker.get().onError(0, TimeUnit.NANOSECONDS, new IllegalStateException("unreachable"));
        } else {
            breaker.ifPresent(each -> each.onSuccess(0, TimeUnit.NANOSECONDS));
        }
    }

    private CircuitBreaker breaker() {
        return CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(LIMIT)
                        .minimumNumberOfCalls(LIMIT)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .currentTimestampFunction(_ -> clock.millis(), TimeUnit.MILLISECONDS)
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build());
    }

    /// Why no call is made.
    Problem blown() {
        return Problem.of(
                        Problem.Code.UNREACHABLE,
                        "provider " + provider + " was not asked: " + LIMIT + " calls in a row got no answer")
                .hint("the first failures say why; run again when it answers, and what is behind is brought up to date");
    }
}
