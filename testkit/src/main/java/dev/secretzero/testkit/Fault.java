package dev.secretzero.testkit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

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
        REVOKE,
        /// One request on a [Wire], whatever it is for.
        REQUEST
    }

    /// Something that is done again and again, each time with another fault.
    @FunctionalInterface
    public interface Trial {
        /// Does it once, and says whether it came as far as the fault.
        boolean meets(Fault fault) throws IOException;
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
    private volatile boolean dead;

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

    /// Tries every fault of a manner: each of these calls, as often as it is made, before and after its effect.
    ///
    /// @return how many there were
    public static int each(Manner manner, Collection<Call> calls, Trial trial) throws IOException {
        int met = 0;
        for (var call : calls) {
            for (var when : When.values()) {
                int number = 1;
                while (trial.meets(on(call, number, when, manner))) {
                    number++;
                }
                met += number - 1;
            }
        }
        return met;
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

    /// Whether it ends the program.
    public boolean kills() {
        return manner == Manner.KILLS;
    }

    /// Whether it is a fault of this call in this manner.
    public boolean is(Call failing, Manner failed) {
        return call == failing && manner == failed;
    }

    /// How often a call was made.
    public int made(Call made) {
        return Objects.requireNonNull(calls.get(made)).get();
    }

    /// Those of these calls that were made at all.
    public Set<Call> among(Collection<Call> all) {
        return all.stream().filter(call -> made(call) > 0).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Makes a call, or fails in its place. Who was killed makes none.
    <T> T around(Call made, Supplier<T> effect) {
        live();
        boolean due = isDue(made);
        storm.ifPresent(each -> each.strike(When.BEFORE));
        if (due && when == When.BEFORE) {
            throw failure();
        }
        T result = survived(effect);
        storm.ifPresent(each -> each.strike(When.AFTER));
        if (due) {
            throw failure();
        }
        return result;
    }

    /// Where a request of the program is cut off, if it is.
    Optional<When> request() {
        if (dead) {
            return Optional.of(When.BEFORE);
        }
        if (!isDue(Call.REQUEST)) {
            return Optional.empty();
        }
        dead = kills();
        return Optional.of(when);
    }

    private boolean isDue(Call made) {
        int count = Objects.requireNonNull(calls.get(made)).incrementAndGet();
        return made == call && count == number;
    }

    private void live() {
        if (dead) {
            throw new Killed();
        }
    }

    /// A program that was killed while a request was under way learns nothing of how it went.
    private <T> T survived(Supplier<T> effect) {
        try {
            T result = effect.get();
            live();
            return result;
        } catch (RuntimeException e) {
            live();
            throw e;
        }
    }

    private RuntimeException failure() {
        return switch (manner) {
            case KILLS -> {
                dead = true;
                throw new Killed();
            }
            case REFUSES -> new ProblemException(Problem.of(Problem.Code.DENIED, "the test refused the call"));
            case BREAKS_OFF -> broken();
        };
    }

    private static ProblemException broken() {
        return new ProblemException(Problem.of(Problem.Code.UNREACHABLE, "the test broke the connection"));
    }

    @Override
    public String toString() {
        return "%s %s %s %d".formatted(manner, when, call, number);
    }
}
