package dev.secretzero.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.engine.run.Crew.Piece;
import dev.secretzero.testkit.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
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
        Crew.all(IntStream.range(0, 100).mapToObj(i -> chain("line " + i, () -> meet(barrier))).toList());
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    @Test
    void aLineHasOnlySoManyThreads() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var barrier = new CyclicBarrier(Crew.HANDS);
        Crew.all(IntStream.range(0, 10 * Crew.HANDS)
                .mapToObj(_ -> chain("line", () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    meet(barrier);
                    now.decrementAndGet();
                }))
                .toList());
        assertThat(most).hasValue(Crew.HANDS);
    }

    /// All threads of the slow line wait for something that only the last chain does, on another line.
    @Test
    void noLineWaitsForAnother() {
        var done = new CountDownLatch(1);
        var chains = new ArrayList<List<Piece>>();
        IntStream.range(0, 2 * Crew.HANDS).forEach(_ -> chains.add(chain("slow", () -> wait(done))));
        chains.add(List.of(new Piece("quick", () -> {}), new Piece("other", done::countDown)));
        Crew.all(chains);
        assertThat(done.getCount()).isZero();
    }

    @Test
    void thePiecesOfAChainAreDoneInTheirOrder() {
        var done = new ConcurrentLinkedQueue<Integer>();
        var chain = IntStream.range(0, 50).mapToObj(i -> new Piece("line " + i % 3, () -> done.add(i))).toList();
        Crew.all(List.of(chain, chain("line 1", () -> {})));
        assertThat(done).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void whatFailsEndsItsChainAndNoOther() {
        var done = new ConcurrentLinkedQueue<String>();
        var failing = List.of(new Piece("a", () -> {
            throw new UnsupportedOperationException();
        }), new Piece("a", () -> done.add("never")));
        assertThatThrownBy(() -> Crew.all(List.of(failing, chain("a", () -> done.add("other")))))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(done).containsExactly("other");
    }

    @Test
    void anInterruptionEndsWhatIsUnderWay() {
        var caller = Thread.currentThread();
        var begun = new CyclicBarrier(2, caller::interrupt);
        var ended = new CountDownLatch(2);
        Runnable endless = () -> {
            meet(begun);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.countDown();
            }
        };
        assertThatThrownBy(() -> Crew.all(List.of(chain("a", endless), chain("b", endless)))).hasMessage("work was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    private static List<Piece> chain(String line, Runnable work) {
        return List.of(new Piece(line, work));
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatKillsTheProgramIsNotHidden() {
        Runnable dying = () -> {
            throw new Fault.Killed();
        };
        assertThatThrownBy(() -> Crew.all(List.of(chain("a", dying), chain("a", () -> {})))).isInstanceOf(Fault.Killed.class);
        assertThatThrownBy(() -> Crew.all(List.of(chain("a", dying)))).isInstanceOf(Fault.Killed.class);
    }

    @Test
    void aSinglePieceStaysOnItsThread() {
        var threads = new ArrayList<Thread>();
        Crew.all(List.of(chain("a", () -> threads.add(Thread.currentThread()))));
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
