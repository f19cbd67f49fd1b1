package dev.secretzero.engine.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// The turn of one writer among all threads and processes, taken on the file of the mark, which stays open meanwhile.
///
/// The wait is bounded: a writer that hangs must not hang everybody. Threads of one process queue for as long as the
/// queue moves on.
final class Turn implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int PAUSES = 400;
    private static final Duration STANDSTILL = Duration.ofMillis(800);

    /// The operating system knows processes only, and forgets a process's lock as soon as the process closes *any*
    /// channel of that file: a second thread must not even open it.
    private static final Map<Path, Queue> QUEUES = new ConcurrentHashMap<>();

    private record Queue(ReentrantLock lock, AtomicLong served) {
        Queue() {
            this(new ReentrantLock(true), new AtomicLong());
        }
    }

    private final Queue queue;
    private final FileChannel channel;

    private Turn(Queue queue, FileChannel channel) {
        this.queue = queue;
        this.channel = channel;
    }

    /// Waits for the turn.
    ///
    /// @param file its directory exists
    static Turn take(Path file, FileAttribute<?>... attributes) throws IOException {
        var queue = QUEUES.computeIfAbsent(file, _ -> new Queue());
        enter(queue);
        try {
            var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return locked(queue, FileChannel.open(file, options, attributes));
        } catch (IOException | RuntimeException e) {
            queue.lock().unlock();
            throw e;
        }
    }

    private static Turn locked(Queue queue, FileChannel channel) throws IOException {
        try {
            lock(channel);
            return new Turn(queue, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void enter(Queue queue) throws IOException {
        try {
            long before = queue.served().get();
            while (!queue.lock().tryLock(STANDSTILL.toMillis(), TimeUnit.MILLISECONDS)) {
                long now = queue.served().get();
                if (now == before) {
                    throw new IOException("another writer holds the audit log");
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void lock(FileChannel channel) throws IOException {
        for (int i = 0; i < PAUSES; i++) {
            if (tried(channel)) {
                return;
            }
            pause();
        }
        throw new IOException("another process holds the audit log");
    }

    private static boolean tried(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The file of the mark.
    FileChannel channel() {
        return channel;
    }

    /// Gives the turn to the next. The lock goes with the channel.
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            queue.served().incrementAndGet();
            queue.lock().unlock();
        }
    }
}
