package dev.secretzero.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does the work of one phase side by side, each piece on a virtual thread.
final class Crew {

    private Crew() {}

    /// Does everything, and returns when all of it has ended. A single piece is done on the calling thread.
    static void all(List<Runnable> pieces) {
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
}
