package dev.secretzero.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.testkit.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CrewTest {

    private final Crew crew = new Crew();

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void piecesAreUnderWayTogether() {
        var barrier = new CyclicBarrier(100);
        crew.all(IntStream.range(0, 100).<Runnable>mapToObj(_ -> () -> meet(barrier)).toList());
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    @Test
    void oneProviderGetsNoMoreCallsAtOnceThanItsLimit() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(Crew.LIMIT);
        crew.all(IntStream.range(0, 100).<Runnable>mapToObj(_ -> () -> crew.call("one", () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            wait(full);
            return now.decrementAndGet();
        })).toList());
        assertThat(most).hasValue(Crew.LIMIT);
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSlowProviderHoldsUpNoOther() {
        var others = new CountDownLatch(20);
        var pieces = new ArrayList<Runnable>();
        IntStream.range(0, 20).forEach(_ -> pieces.add(() -> crew.call("slow", () -> {
            wait(others);
            return true;
        })));
        IntStream.range(0, 20).forEach(_ -> pieces.add(() -> crew.call("quick", () -> {
            others.countDown();
            return true;
        })));
        crew.all(pieces);
        assertThat(others.getCount()).isZero();
    }

    @Test
    void whatKillsTheProgramIsNotHidden() {
        Runnable dying = () -> {
            throw new Fault.Killed();
        };
        assertThatThrownBy(() -> crew.all(List.of(dying, () -> {}))).isInstanceOf(Fault.Killed.class);
        assertThatThrownBy(() -> crew.all(List.of(dying))).isInstanceOf(Fault.Killed.class);
    }

    @Test
    void aSinglePieceStaysOnItsThread() {
        var threads = new ArrayList<Thread>();
        crew.all(List.of(() -> threads.add(Thread.currentThread())));
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
