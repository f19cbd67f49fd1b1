package dev.secretzero.testkit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One failure that is due on the n-th call of one kind, counted over every target that shares this fault.
public final class Fault {

    /// The call that fails.
    public enum Call {
        OBSERVE,
        PUT,
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
    private final AtomicInteger calls = new AtomicInteger();

    private Fault(Call call, int number, When when, Manner manner) {
        this.call = call;
        this.number = number;
        this.when = when;
        this.manner = manner;
    }

    /// Fails on this call, counted from 1; every other call goes through.
    public static Fault on(Call call, int number, When when, Manner manner) {
        return new Fault(call, number, when, manner);
    }

    /// Refuses this call, counted from 1.
    public static Fault on(Call call, int number, When when) {
        return on(call, number, when, Manner.REFUSES);
    }

    /// Never fails.
    public static Fault never() {
        return new Fault(Call.OBSERVE, 0, When.BEFORE, Manner.REFUSES);
    }

    /// Whether it has happened.
    public boolean happened() {
        return number > 0 && calls.get() >= number;
    }

    <T> T around(Call made, Supplier<T> effect) {
        boolean due = made == call && calls.incrementAndGet() == number;
        if (due && when == When.BEFORE) {
            throw failure();
        }
        T result = effect.get();
        if (due) {
            throw failure();
        }
        return result;
    }

    private RuntimeException failure() {
        return switch (manner) {
            case KILLS -> throw new Killed();
            case REFUSES -> new ProblemException(Problem.of(Problem.Code.DENIED, "the test refused the call"));
            case BREAKS_OFF -> new ProblemException(Problem.of(Problem.Code.UNREACHABLE, "the test broke the connection"));
        };
    }
}
