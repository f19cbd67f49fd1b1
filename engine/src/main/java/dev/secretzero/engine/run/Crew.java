package dev.secretzero.engine.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Does the work of one phase side by side, on virtual threads.
///
/// Work comes in chains, whose pieces are done one after another, and every piece is for the line of a provider. A line has at most
/// [#HANDS] threads, however much work there is, so that ten thousand pieces do not take the memory of ten thousand
/// threads, and no line waits for another.
final class Crew {

    /// Threads of one line. More than may call at once, because some wait before they call again.
    static final int HANDS = 4 * Line.AT_ONCE;

    private final ExecutorService threads;
    private final CountDownLatch open;
    private final Map<String, Lane> lanes = new HashMap<>();
    private @Nullable Throwable fault;

    private Crew(ExecutorService threads, int chains) {
        this.threads = threads;
        this.open = new CountDownLatch(chains);
    }

    /// Something to do.
    ///
    /// @param line the provider that it is done with
    record Piece(String line, Runnable work) {}

    /// What waits for a line, and how many threads take from it.
    private static final class Lane {
        private final Deque<Deque<Piece>> waiting = new ArrayDeque<>();
        private int hands;
    }

    /// Does everything, and returns when all of it has ended. A single chain is done on the calling thread. A piece that
    /// fails ends its chain; the others go on, and the first failure is thrown at the end.
    static void all(List<List<Piece>> chains) {
        if (chains.size() < 2) {
            chains.forEach(chain -> chain.forEach(piece -> piece.work().run()));
            return;
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var crew = new Crew(threads, chains.size());
            chains.forEach(chain -> crew.queue(new ArrayDeque<>(chain)));
            crew.await();
        }
    }

    private void await() {
        try {
            open.await();
        } catch (InterruptedException e) {
            dismiss();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("work was interrupted", e);
        }
        rethrow();
    }

    private synchronized void dismiss() {
        lanes.values().forEach(lane -> lane.waiting.clear());
        threads.shutdownNow();
    }

    private synchronized void rethrow() {
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault != null) {
            throw new IllegalStateException("work ended with a fault", fault);
        }
    }

    private synchronized void queue(Deque<Piece> chain) {
        var name = chain.getFirst().line();
        var lane = lanes.computeIfAbsent(name, _ -> new Lane());
        if (lane.hands < HANDS) {
            threads.execute(() -> work(lane));
            lane.hands++;
        }
        lane.waiting.add(chain);
    }

    private void work(Lane lane) {
        for (var chain = next(lane); chain != null; chain = next(lane)) {
            work(chain);
        }
    }

    private synchronized @Nullable Deque<Piece> next(Lane lane) {
        var chain = lane.waiting.poll();
        lane.hands -= chain == null ? 1 : 0;
        return chain;
    }

    private void work(Deque<Piece> chain) {
        try {
            chain.removeFirst().work().run();
            if (!chain.isEmpty()) {
                queue(chain);
                return;
            }
        } catch (Throwable e) {
            fail(e);
        }
        open.countDown();
    }

    private synchronized void fail(Throwable e) {
        fault = fault == null ? e : fault;
    }
}
