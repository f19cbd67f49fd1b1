package dev.secretzero.testkit;

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/// Finds work whose cost grows faster than its input.
///
/// What counts is the processor time of this thread, so that a busy machine changes nothing; and only work that takes long at
/// the greater size is measured at the smaller.
public final class Growing {

    private static final int SMALL = 4 << 10;
    private static final int TIMES = 8;
    private static final long QUICK = 200_000_000L;

    private Growing() {}

    /// Fails when eight times the input costs more than thirty times the time.
    ///
    /// @param what is repeated, for the message
    /// @param work takes a size, in characters
    public static void check(String what, IntConsumer work) {
        long large = cost(work, SMALL * TIMES);
        if (large < QUICK) {
            return;
        }
        long small = Math.max(cost(work, SMALL), QUICK / TIMES / TIMES);
        // The first time also paid for loading and compiling.
        long again = Math.min(large, cost(work, SMALL * TIMES));
        if (again > QUICK && again / small > 30) {
            throw new AssertionError("takes more than linear time for many of: " + what.replace("\n", "\\n") + " ("
                    + small / 1_000_000 + " ms, then " + again / 1_000_000 + " ms)");
        }
    }

    private static long cost(IntConsumer work, int size) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.accept(size);
        return threads.getCurrentThreadCpuTime() - start;
    }
}
