package dev.secretzero.engine.lock;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A lock between threads and between processes, on a file that stands beside the lockfile (`<name>.lck`, mode 0600) and is never removed.
///
/// The operating system takes it back when its holder dies, so none is ever stale.
final class Mutex implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    /// The files that this process holds. The operating system knows processes only, and forgets a process's
    /// lock as soon as the process closes *any* channel of that file: a second thread must not even open it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private Mutex(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the lock.
    ///
    /// @param file its directory exists and is a real path
    /// @param wait how long to try; zero: once
    /// @throws ProblemException `LOCKED` when somebody else holds it, `UNWRITABLE` when the file cannot be made
    static Mutex take(Path file, Path guarded, Duration wait) {
        long pauses = wait.toMillis() / PAUSE.toMillis();
        for (long pause = 0; ; pause++) {
            var mutex = attempt(file);
            if (mutex.isPresent()) {
                return mutex.get();
            }
            if (pause >= pauses) {
                throw locked(guarded);
            }
            pause(guarded);
        }
    }

    private static Optional<Mutex> attempt(Path file) {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<Mutex> taken = Optional.empty();
        try {
            taken = open(file);
            return taken;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.UNWRITABLE, file + " could not be made or opened for writing" + Disk.reason(e).map(reason -> ": " + reason).orElse(""))
                            .hint("Who changes the lockfile must be able to write to its directory."),
                    e);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<Mutex> open(Path file) throws IOException {
        var channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerFile.attributes(file));
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new Mutex(file, channel, lock));
            }
        } catch (OverlappingFileLockException _) {
            // Held by this process under another class loader: held, all the same.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static void pause(Path guarded) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw locked(guarded);
        }
    }

    private static ProblemException locked(Path guarded) {
        return new ProblemException(Problem.of(
                        Problem.Code.LOCKED, "another operation is changing " + guarded)
                .hint("Try again when it has ended. Nothing needs to be deleted: the lock ends with its holder."));
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
