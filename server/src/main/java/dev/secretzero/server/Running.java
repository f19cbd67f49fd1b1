package dev.secretzero.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the requests that are being answered, so that a shutdown can let them end.
final class Running {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int count;
    private boolean closing;

    /// Begins a request; false when no more are taken.
    boolean enter() {
        lock.lock();
        try {
            if (!closing) {
                count++;
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    /// Ends what [#enter()] began.
    void leave() {
        lock.lock();
        try {
            count--;
            if (count == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more, and waits for those that run.
    ///
    /// @return whether all of them ended in time
    boolean drain(Duration patience) {
        lock.lock();
        try {
            closing = true;
            long nanos = patience.toNanos();
            while (count > 0 && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
            return count == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
