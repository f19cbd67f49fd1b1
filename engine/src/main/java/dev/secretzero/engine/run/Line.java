package dev.secretzero.engine.run;

import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// The line to one provider: how many calls are made at once and how fast, when one is made again, and when no more are
/// made. What one line waits for holds up no other.
///
/// A call that was throttled is made again up to [#THROTTLED_TRIES] times, one that did not get through up to
/// [#UNREACHED_TRIES] times, each after a pause that doubles and is spread by chance, or the one that the system asks for;
/// then the whole line is quiet. No call waits for more than [#PATIENCE] altogether.
final class Line {

    /// Calls at once.
    static final int AT_ONCE = 8;

    static final int THROTTLED_TRIES = 10;
    static final int UNREACHED_TRIES = 6;
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final String provider;
    private final Timing timing;
    private final Event.Listener listener;
    private final Semaphore seats = new Semaphore(AT_ONCE);
    private final Map<String, Budget> budgets = new ConcurrentHashMap<>();
    private final Fuse fuse;
    private Instant quiet = Instant.EPOCH;

    Line(String provider, Timing timing, Event.Listener listener) {
        this.provider = provider;
        this.timing = timing;
        this.listener = listener;
        this.fuse = new Fuse(provider, timing.clock());
    }

    /// What a call does to the system.
    enum Way {
        READ,
        WRITE,
        /// Makes something new each time: it is not done again when nobody knows whether it was done.
        ISSUE
    }

    /// Something that can be done more than once.
    @FunctionalInterface
    interface Errand<T> {
        /// Does it.
        ///
        /// @param unsure whether an earlier try may have had its effect, though it said that it failed
        T run(boolean unsure);
    }

    /// Makes a call when it may be made, and again when that can help.
    <T> Attempt<T> call(String what, Way way, Optional<Pace> pace, Errand<T> errand) {
        var waited = Duration.ZERO;
        int throttled = 0;
        int unreached = 0;
        while (true) {
            boolean unsure = unreached > 0;
            var attempt = once(way, pace, () -> Guard.attempt(what, () -> errand.run(unsure)));
            throttled += is(attempt, Problem.Code.THROTTLED) ? 1 : 0;
            unreached += is(attempt, Problem.Code.UNREACHABLE) ? 1 : 0;
            boolean enough = throttled == THROTTLED_TRIES || unreached == (way == Way.ISSUE ? 1 : UNREACHED_TRIES) || !fuse.holds();
            var pause = enough ? Optional.<Duration>empty() : pause(attempt, throttled, unreached);
            if (pause.isEmpty() || waited.plus(pause.get()).compareTo(PATIENCE) > 0) {
                return attempt;
            }
            waited = waited.plus(pause.get());
            listener.on(new Event.Waiting(provider, pause.get()));
            timing.waiting().pass(pause.get());
        }
    }

    private <T> Attempt<T> once(Way way, Optional<Pace> pace, Supplier<Attempt<T>> call) {
        seats.acquireUninterruptibly();
        try {
            if (!fuse.passes()) {
                return new Attempt.Failed<>(fuse.blown());
            }
            hush();
            pace.ifPresent(each -> budget(each, way).take());
            var attempt = call.get();
            fuse.tell(!is(attempt, Problem.Code.UNREACHABLE));
            return attempt;
        } finally {
            seats.release();
        }
    }

    private Budget budget(Pace pace, Way way) {
        var rate = way == Way.READ ? pace.reads() : pace.writes();
        return budgets.computeIfAbsent(pace.budget() + " " + way, _ -> Budget.of(rate, timing));
    }

    /// Waits as long as the system has asked every caller to wait.
    private void hush() {
        var rest = Duration.between(timing.clock().instant(), quietUntil());
        if (rest.isPositive()) {
            timing.waiting().pass(rest);
        }
    }

    private synchronized Instant quietUntil() {
        return quiet;
    }

    private synchronized void quietFor(Duration pause) {
        var until = timing.clock().instant().plus(pause);
        quiet = until.isAfter(quiet) ? until : quiet;
    }

    /// How long to wait before the next try; empty when another would not help.
    private Optional<Duration> pause(Attempt<?> attempt, int throttled, int unreached) {
        if (!(attempt instanceof Attempt.Failed<?>(var problem))) {
            return Optional.empty();
        }
        return switch (problem.code()) {
            case THROTTLED -> Optional.of(throttled(problem, throttled));
            case UNREACHABLE -> Optional.of(problem.pause().orElseGet(() -> backOff(unreached)));
            default -> Optional.empty();
        };
    }

    private Duration throttled(Problem problem, int tries) {
        var pause = problem.pause().map(asked -> asked.plus(spread(FIRST))).orElseGet(() -> backOff(tries));
        if (problem.pause().isPresent() && pause.compareTo(PATIENCE) <= 0) {
            quietFor(pause);
        }
        return pause;
    }

    /// Doubles with every try, and is spread over its second half.
    private Duration backOff(int tries) {
        var whole = FIRST.multipliedBy(1L << (tries - 1));
        var half = (whole.compareTo(LONGEST) < 0 ? whole : LONGEST).dividedBy(2);
        return half.plus(spread(half));
    }

    private Duration spread(Duration most) {
        return Duration.ofNanos(timing.chance().get().nextLong(most.toNanos() + 1));
    }

    private static boolean is(Attempt<?> attempt, Problem.Code code) {
        return attempt instanceof Attempt.Failed<?>(var problem) && problem.code() == code;
    }

    @Override
    public String toString() {
        return "Line[" + provider + "]";
    }
}
