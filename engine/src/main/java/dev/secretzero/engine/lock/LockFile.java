package dev.secretzero.engine.lock;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lockfile on disk: read by anyone at any time, changed by one holder at a time.
///
/// A reader sees the old text or the new one, never a part. A writer holds a lock between processes, and saves only over
/// the text that it has read. What is not a lockfile is neither overwritten nor deleted.
public final class LockFile {

    /// The size up to which a lockfile is read, in bytes.
    public static final long LIMIT = 256L << 20;

    private static final int LINKS = 40;

    private LockFile() {}

    /// What a look at the file gave.
    public sealed interface Reading {
        /// The lock to go on with.
        Lock lock();

        /// There is no file.
        record Missing() implements Reading {
            @Override
            public Lock lock() {
                return Lock.empty();
            }
        }

        /// There is one.
        ///
        /// @param digest tells this text from every other
        record Held(Lock lock, String digest) implements Reading {}
    }

    /// Reads the lockfile.
    ///
    /// @throws ProblemException `LOCKFILE_INVALID` with line and column when it is not a lockfile, `UNREADABLE` when nobody knows
    public static Reading read(Path path) {
        return bytes(path)
                .<Reading>map(text -> new Reading.Held(LockText.read(path.toString(), text), Canonical.sha256(text)))
                .orElseGet(Reading.Missing::new);
    }

    /// Takes the lockfile for a change, waiting at most `wait` for others to end theirs.
    ///
    /// @throws ProblemException as [#read], and `LOCKED` when others did not end in time, `UNWRITABLE` when the lock could not be set up
    public static Exclusive hold(Path path, Duration wait) {
        return hold(path, wait, Disk.REAL);
    }

    static Exclusive hold(Path path, Duration wait, Disk disk) {
        var real = real(path);
        var mutex = Mutex.take(real.resolveSibling(real.getFileName() + ".lck"), path, wait);
        try {
            return new Exclusive(path, real, mutex, disk, read(path));
        } catch (RuntimeException e) {
            mutex.close();
            throw e;
        }
    }

    /// The lockfile in the hands of one holder, who must close it.
    public static final class Exclusive implements AutoCloseable {

        private final Path path;
        private final Path real;
        private final Mutex mutex;
        private final Disk disk;
        private Reading seen;
        private @Nullable Path reserved;

        private Exclusive(Path path, Path real, Mutex mutex, Disk disk, Reading seen) {
            this.path = path;
            this.real = real;
            this.mutex = mutex;
            this.disk = disk;
            this.seen = seen;
        }

        /// What the file says, or what was saved last.
        public synchronized Lock lock() {
            return seen.lock();
        }

        /// Whether there is a file.
        public synchronized boolean exists() {
            return seen instanceof Reading.Held;
        }

        /// Saves, and returns when the text is on disk. Without a difference nothing is written; a lock that remembers
        /// nothing makes no file. Takes time in proportion to the whole lock.
        ///
        /// @return whether anything was written
        /// @throws ProblemException `CONFLICT` when somebody has changed the file since it was read, `UNWRITABLE` when it
        ///     could not be written; in both cases the old text is in place
        public synchronized boolean save(Lock changed) {
            if (changed.equals(lock()) || (changed.isEmpty() && !exists())) {
                return false;
            }
            unlessChanged();
            seen = new Reading.Held(changed, write(changed));
            return true;
        }

        /// Makes sure that a text which is longer by `more` bytes can be saved. Who is about to do what must be recorded
        /// asks before, because a full disk would let it be done and forgotten.
        ///
        /// @throws ProblemException `UNWRITABLE` when there is no room
        public synchronized void reserve(long more) {
            try {
                reserved = fresh();
                long size = more + (exists() ? Files.size(real) : 0);
                try (var out = new BufferedOutputStream(disk.open(reserved))) {
                    for (long i = 0; i < size; i++) {
                        out.write('\n');
                    }
                }
            } catch (IOException e) {
                remove(reserved);
                throw unwritable(path, e);
            }
        }

        private void unlessChanged() {
            var now = bytes(path).map(Canonical::sha256);
            var before = seen instanceof Reading.Held(_, var digest) ? Optional.of(digest) : Optional.<String>empty();
            if (!now.equals(before)) {
                throw new ProblemException(Problem.of(
                                Problem.Code.CONFLICT, path + " was changed by something else during this operation")
                        .hint("Nothing was written to it. Run the operation again: it starts from what the file says now."));
            }
        }

        private String write(Lock changed) {
            Path fresh = null;
            try {
                fresh = fresh();
                String digest = fill(fresh, changed);
                likeBefore(fresh);
                swap(fresh);
                disk.syncNames(real.resolveSibling("."));
                return digest;
            } catch (IOException e) {
                throw unwritable(path, e);
            } finally {
                remove(fresh);
            }
        }

        /// Always of the same name, because one holder writes at a time: what a writer that was killed left is replaced.
        private Path fresh() throws IOException {
            var place = real.resolveSibling("." + real.getFileName() + ".tmp");
            Files.deleteIfExists(place);
            if (!OwnerFile.create(place)) {
                throw new FileAlreadyExistsException(place.toString());
            }
            return place;
        }

        private String fill(Path fresh, Lock changed) throws IOException {
            var digest = Canonical.digest();
            try (var out = new DigestOutputStream(disk.open(fresh), digest);
                    var text = new OutputStreamWriter(
                            new BufferedOutputStream(out, 1 << 16), StandardCharsets.US_ASCII)) {
                LockText.write(changed, text);
            }
            disk.sync(fresh);
            return HexFormat.of().formatHex(digest.digest());
        }

        /// The mode and the owner of the file that is replaced; a new one is for everybody to read, because it is committed.
        private void likeBefore(Path fresh) throws IOException {
            var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
            if (view == null) {
                return;
            }
            if (!exists()) {
                view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
                return;
            }
            var old = Files.getFileAttributeView(real, PosixFileAttributeView.class).readAttributes();
            own(view, old);
            view.setPermissions(old.permissions());
        }

        private static void own(PosixFileAttributeView view, java.nio.file.attribute.PosixFileAttributes old) {
            try {
                if (!view.readAttributes().owner().equals(old.owner())) {
                    view.setOwner(old.owner());
                }
                if (!view.readAttributes().group().equals(old.group())) {
                    view.setGroup(old.group());
                }
            } catch (IOException _) {
                // Only the superuser may give a file away.
            }
        }

        /// A file that is itself a mount point cannot be replaced, only rewritten.
        private void swap(Path fresh) throws IOException {
            try {
                disk.swap(fresh, real);
            } catch (FileSystemException e) {
                if (!exists()) {
                    throw e;
                }
                rewrite(fresh);
            }
        }

        private void rewrite(Path fresh) throws IOException {
            var backup = real.resolveSibling(real.getFileName() + ".bak");
            Files.copy(real, backup, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            disk.sync(backup);
            try {
                copy(fresh, real);
            } catch (IOException e) {
                restore(backup, e);
                throw e;
            }
        }

        private void copy(Path from, Path to) throws IOException {
            try (var out = disk.open(to)) {
                Files.copy(from, out);
            }
            disk.sync(to);
        }

        private void restore(Path backup, IOException cause) {
            try {
                copy(backup, real);
            } catch (IOException e) {
                cause.addSuppressed(e);
                throw new ProblemException(
                        Problem.of(Problem.Code.UNWRITABLE, path + " was written only in part")
                                .hint("The text before is in " + backup + ": make room, and copy it back."),
                        cause);
            }
        }

        private static void remove(@Nullable Path fresh) {
            try {
                if (fresh != null) {
                    Files.deleteIfExists(fresh);
                }
            } catch (IOException _) {
                // What is left is a hidden file that nobody reads.
            }
        }

        /// Lets others change the lockfile.
        @Override
        public void close() {
            remove(reserved);
            mutex.close();
        }
    }

    private static Optional<byte[]> bytes(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw invalid(path + (attributes.isDirectory() ? " is a directory" : " is not a file") + ", not a lockfile");
            }
            try (var in = Files.newInputStream(path)) {
                byte[] bytes = attributes.size() > LIMIT ? new byte[0] : in.readNBytes((int) LIMIT + 1);
                return Optional.of(bounded(path, attributes.size(), bytes));
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static byte[] bounded(Path path, long size, byte[] bytes) {
        if (Math.max(size, bytes.length) > LIMIT) {
            throw invalid(path + " is larger than " + (LIMIT >> 20) + " MB, which no lockfile is");
        }
        return bytes;
    }

    /// Where a chain of links ends.
    static Path followed(Path path) {
        var place = path.toAbsolutePath();
        try {
            for (int i = 0; i < LINKS && Files.isSymbolicLink(place); i++) {
                place = place.resolveSibling(Files.readSymbolicLink(place));
            }
            return place;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /// Where a chain of links ends. The directory of that place exists when this returns.
    private static Path real(Path path) {
        try {
            var place = followed(path);
            var directory = Optional.ofNullable(place.getParent()).orElse(place);
            Files.createDirectories(directory);
            return directory.toRealPath().resolve(place.getFileName());
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(Problem.of(Problem.Code.LOCKFILE_INVALID, message)
                .hint("Check the path of the lockfile. Nothing was changed."));
    }

    private static ProblemException unreadable(Path path, IOException cause) {
        String why = cause instanceof AccessDeniedException ? ": access to it is denied" : "";
        return new ProblemException(
                Problem.of(Problem.Code.UNREADABLE, path + " could not be read" + why)
                        .hint("Whether secrets were made before cannot be known without it. Mend the path or its mode."),
                cause);
    }

    private static ProblemException unwritable(Path path, IOException cause) {
        String why = Disk.reason(cause).map(reason -> ": " + reason).orElse("");
        return new ProblemException(
                Problem.of(Problem.Code.UNWRITABLE, path + " could not be written" + why)
                        .hint("What it said before is unchanged. Check the space on the disk and the mode of the directory."),
                cause);
    }
}
