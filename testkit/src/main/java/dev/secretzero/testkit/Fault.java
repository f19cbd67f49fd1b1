package dev.secretzero.testkit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
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
        REVOKE
    }

    /// Whether the call had its effect when it failed.
    public enum When {
        BEFORE,
        AFTER
    }

    private final Call call;
    private final int number;
    private final When when;
    private final AtomicInteger calls = new AtomicInteger();

    private Fault(Call call, int number, When when) {
        this.call = call;
        this.number = number;
        this.when = when;
    }

    /// Fails on this call, counted from 1; every other call goes through.
    public static Fault on(Call call, int number, When when) {
        return new Fault(call, number, when);
    }

    /// Never fails.
    public static Fault never() {
        return new Fault(Call.OBSERVE, 0, When.BEFORE);
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

    private static ProblemException failure() {
        return new ProblemException(Problem.of(Problem.Code.UNREACHABLE, "the test broke the connection"));
    }
}
