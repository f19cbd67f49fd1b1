package dev.secretzero.testkit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.Serial;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One failure that is due on the n-th call of one kind, counted over every target that shares this fault; or a
/// storm, in which any call may fail.
public final class Fault {

    /// The call that fails.
    public enum Call {
        OBSERVE,
        PUT,
        /// What follows a value that was put.
        FINISH,
        REMOVE,
        ISSUE,
        PROBE,
        REVOKE
    }

    /// What a killed program throws through everything: nobody may catch it but the test.
    public static final class Killed extends Error {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /// Whether the call had its effect when it failed.
    public enum When {
        BEFORE,
        AFTER
    }

    /// What becomes of the program.
    public enum Manner {
        /// It dies at this call: nothing after it is done, as after `kill -9`.
        KILLS,
        /// The call is refused: to make it again would not help.
        REFUSES,
        /// The connection breaks off: the same call goes through when it is made again.
        BREAKS_OFF
    }

    private final Call call;
    private final int number;
    private final When when;
    private final Manner manner;
    private final Optional<Storm> storm;
    private final Map<Call, AtomicInteger> calls = new EnumMap<>(Call.class);

    private Fault(Call call, int number, When when, Manner manner, Optional<Storm> storm) {
        this.call = call;
        this.number = number;
        this.when = when;
        this.manner = manner;
        this.storm = storm;
        for (var each : Call.values()) {
            calls.put(each, new AtomicInteger());
        }
    }

    /// Fails on this call, counted from 1; every other call goes through.
    public static Fault on(Call call, int number, When when, Manner manner) {
        return new Fault(call, number, when, manner, Optional.empty());
    }

    /// Refuses this call, counted from 1.
    public static Fault on(Call call, int number, When when) {
        return on(call, number, when, Manner.REFUSES);
    }

    /// Never fails.
    public static Fault never() {
        return on(Call.OBSERVE, 0, When.BEFORE);
    }

    /// Fails by chance, `percent` of all calls: it throttles them, breaks the connection before they have their effect, or
    /// after. With 100 the system is dead.
    public static Fault storm(RandomGenerator chance, int percent) {
        return new Fault(Call.OBSERVE, 0, When.BEFORE, Manner.BREAKS_OFF, Optional.of(new Storm(chance, percent)));
    }

    private record Storm(RandomGenerator chance, int percent) {

        synchronized void strike(When when) {
            if (chance.nextInt(100) < (when == When.AFTER ? percent / 4 : percent)) {
                throw when == When.BEFORE && percent < 100 && chance.nextBoolean()
                        ? new ProblemException(Problem.of(Problem.Code.THROTTLED, "the test is too busy").pause(Duration.ofSeconds(1)))
                        : broken();
            }
        }
    }

    /// Whether it has happened.
    public boolean happened() {
        return number > 0 && made(call) >= number;
    }

    /// How often a call was made.
    public int made(Call made) {
        return Objects.requireNonNull(calls.get(made)).get();
    }

    <T> T around(Call made, Supplier<T> effect) {
        int count = Objects.requireNonNull(calls.get(made)).incrementAndGet();
        boolean due = made == call && count == number;
        storm.ifPresent(each -> each.strike(When.BEFORE));
        if (due && when == When.BEFORE) {
            throw failure();
        }
        T result = effect.get();
        storm.ifPresent(each -> each.strike(When.AFTER));
        if (due) {
            throw failure();
        }
        return result;
    }

    private RuntimeException failure() {
        return switch (manner) {
            case KILLS -> throw new Killed();
            case REFUSES -> new ProblemException(Problem.of(Problem.Code.DENIED, "the test refused the call"));
            case BREAKS_OFF -> broken();
        };
    }

    private static ProblemException broken() {
        return new ProblemException(Problem.of(Problem.Code.UNREACHABLE, "the test broke the connection"));
    }
}
