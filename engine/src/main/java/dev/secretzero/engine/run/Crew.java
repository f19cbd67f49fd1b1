package dev.secretzero.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Does the work of one phase side by side, each piece on a virtual thread, with at most [#LIMIT] calls at once to one
/// provider: a slow system holds up nothing but itself.
final class Crew {

    /// Calls at once to one provider.
    static final int LIMIT = 8;

    private final Map<String, Semaphore> providers = new ConcurrentHashMap<>();

    /// Does everything, and returns when all of it has ended. A single piece is done on the calling thread.
    void all(List<Runnable> pieces) {
        if (pieces.size() < 2) {
            pieces.forEach(Runnable::run);
            return;
        }
        var begun = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            pieces.forEach(piece -> begun.add(threads.submit(piece)));
        }
        begun.forEach(Crew::ended);
    }

    private static void ended(Future<?> piece) {
        try {
            piece.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("work ended with a fault", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("work was interrupted", e);
        }
    }

    /// Makes a call to a provider when one may be made.
    <T> T call(String provider, Supplier<T> call) {
        var limit = providers.computeIfAbsent(provider, _ -> new Semaphore(LIMIT));
        limit.acquireUninterruptibly();
        try {
            return call.get();
        } finally {
            limit.release();
        }
    }
}
