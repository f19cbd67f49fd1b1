package dev.secretzero.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.testkit.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CrewTest {

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
        Crew.all(IntStream.range(0, 100).<Runnable>mapToObj(_ -> () -> meet(barrier)).toList());
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    @Test
    void whatKillsTheProgramIsNotHidden() {
        Runnable dying = () -> {
            throw new Fault.Killed();
        };
        assertThatThrownBy(() -> Crew.all(List.of(dying, () -> {}))).isInstanceOf(Fault.Killed.class);
        assertThatThrownBy(() -> Crew.all(List.of(dying))).isInstanceOf(Fault.Killed.class);
    }

    @Test
    void aSinglePieceStaysOnItsThread() {
        var threads = new ArrayList<Thread>();
        Crew.all(List.of(() -> threads.add(Thread.currentThread())));
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
