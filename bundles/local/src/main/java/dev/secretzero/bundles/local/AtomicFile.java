package dev.secretzero.bundles.local;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One file that is read whole and replaced whole, so that whoever reads it sees the old contents or the new.
///
/// A replacement is written to a new file in the same directory, which has its final mode before it has contents,
/// is synced to the disk, and takes the name. Where a name cannot be taken (a single file mounted into a
/// container), the old contents are kept in a file beside it while the file is written in place.
///
/// @param path absolute, and not a symbolic link
/// @param place the file as the user wrote it, for messages
record AtomicFile(Path path, String place) {

    static final long LIMIT = 64L << 20;
    private static final String FRESH = ".secretzero";
    private static final int SPINS = 10_000;
    private static final int ATTEMPTS = 100;
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /// What a file was when it was read.
    ///
    /// @param mark empty when there was no file
    record Snapshot(Optional<Mark> mark, ByteBuffer contents) {
        boolean absent() {
            return mark.isEmpty();
        }

        byte[] bytes() {
            var bytes = new byte[contents.remaining()];
            contents.duplicate().get(bytes);
            return bytes;
        }
    }

    /// What changes when a file changes.
    record Mark(FileTime modified, long size, Optional<Object> identity) {
        static Mark of(BasicFileAttributes attributes) {
            return new Mark(
                    attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey()));
        }
    }

    /// Reads the file, if there is one.
    ///
    /// @param limit the greatest size, in bytes
    /// @throws ProblemException [Problem.Code#UNREADABLE]
    Snapshot read(long limit) {
        try {
            var attributes = attributes();
            if (attributes.isEmpty()) {
                return new Snapshot(Optional.empty(), ByteBuffer.allocate(0));
            }
            if (!attributes.get().isRegularFile()) {
                throw unreadable(place + " exists but is not a file", null);
            }
            if (attributes.get().size() > limit) {
                throw unreadable(place + " is larger than " + (limit >> 20) + " MB", null);
            }
            return new Snapshot(attributes.map(Mark::of), ByteBuffer.wrap(Files.readAllBytes(path)));
        } catch (AccessDeniedException e) {
            throw unreadable(place + " is not readable by this user", e);
        } catch (IOException e) {
            throw unreadable(place + " could not be read", e);
        }
    }

    private Optional<BasicFileAttributes> attributes() throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (reason(e).contains("not a directory")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Replaces the file, or makes it.
    ///
    /// @param seen what the new contents were made from
    /// @param fresh the mode of a new file; an existing one keeps its own
    /// @return false when the file is no longer what was seen, and nothing was written
    /// @throws ProblemException [Problem.Code#UNWRITABLE]
    boolean replace(Snapshot seen, byte[] contents, Set<PosixFilePermission> fresh) {
        Path directory = directory();
        try {
            var existing = posix();
            if (existing.isPresent() && !existing.get().permissions().contains(PosixFilePermission.OWNER_WRITE)) {
                throw unwritable(place + " is not writable: its mode denies it", null);
            }
            try (var draft = draft(directory)) {
                dress(draft.file(), existing, fresh);
                write(draft.channel(), contents);
                boolean taken = seen.absent() ? claim(draft.file()) : exchange(draft.file(), seen, contents);
                sync(directory);
                return taken;
            }
        } catch (IOException e) {
            throw unwritable(sentence(e), e);
        }
    }

    /// Deletes the file, if there is one.
    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw unwritable(sentence(e), e);
        }
    }

    private Path directory() {
        Path directory = Optional.ofNullable(path.getParent()).orElse(path);
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Path found = directory;
        while (found != null && !Files.exists(found)) {
            found = found.getParent();
        }
        if (found != null && !Files.isDirectory(found)) {
            throw unwritable(place + ": " + found + " is not a directory", null);
        }
        try {
            return Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw unwritable(place + ": " + directory + " is not a directory", e);
        } catch (IOException e) {
            throw unwritable("Cannot create directory " + directory + " for " + place, e);
        }
    }

    private Path temporary(Path directory, String suffix) throws IOException {
        String prefix = "." + path.getFileName() + ".";
        return posixSystem(directory)
                ? Files.createTempFile(directory, prefix, suffix, PosixFilePermissions.asFileAttribute(PRIVATE))
                : Files.createTempFile(directory, prefix, suffix);
    }

    /// A file that has no name yet. Its writer holds it until it has: what nobody holds was left by a writer that died.
    private record Draft(Path file, FileChannel channel) implements Closeable {
        @Override
        public void close() throws IOException {
            try (channel) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Draft draft(Path directory) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var held = hold(temporary(directory, FRESH));
            if (held.isPresent()) {
                return held.get();
            }
        }
        throw new IOException("new files vanish from " + directory);
    }

    /// Empty when a sweep came between the making of the file and its lock.
    private static Optional<Draft> hold(Path file) throws IOException {
        try {
            var draft = new Draft(file, FileChannel.open(file, StandardOpenOption.WRITE));
            if (locked(draft.channel()) && Files.exists(file)) {
                return Optional.of(draft);
            }
            draft.close();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Deletes what writers that died have left in a directory: files that nobody holds, because the system takes back the
    /// locks of the dead.
    static void sweep(Path directory) {
        try (var left = Files.newDirectoryStream(directory, ".*" + FRESH)) {
            left.forEach(AtomicFile::drop);
        } catch (IOException | DirectoryIteratorException e) {
            // Nobody reads what is left; the next writer tries again.
            return;
        }
    }

    private static void drop(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                var lock = channel.tryLock()) {
            if (lock != null) {
                Files.delete(file);
            }
        } catch (OverlappingFileLockException | IOException e) {
            // Somebody is writing it, or has just given it its name.
            return;
        }
    }

    private static boolean posixSystem(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private Optional<PosixFileAttributes> posix() throws IOException {
        return posixSystem(path) && attributes().isPresent()
                ? Optional.of(Files.readAttributes(path, PosixFileAttributes.class))
                : Optional.empty();
    }

    /// Gives a file its owner and mode.
    private static void dress(Path file, Optional<PosixFileAttributes> model, Set<PosixFilePermission> fresh)
            throws IOException {
        if (!posixSystem(file)) {
            return;
        }
        if (model.isPresent()) {
            own(file, model.get());
        }
        Files.setPosixFilePermissions(file, model.map(PosixFileAttributes::permissions).orElse(fresh));
    }

    private static void own(Path file, PosixFileAttributes model) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var now = view.readAttributes();
        try {
            if (!now.group().equals(model.group())) {
                view.setGroup(model.group());
            }
            if (!now.owner().equals(model.owner())) {
                view.setOwner(model.owner());
            }
        } catch (IOException e) {
            // Only a privileged user can give files away; the file is then the writer's own, as it would be after
            // an editor saved it.
            return;
        }
    }

    private static void write(Path file, byte[] contents) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, contents);
        }
    }

    private static void write(FileChannel channel, byte[] contents) throws IOException {
        var buffer = ByteBuffer.wrap(contents);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    /// Takes a name that is free. A link, unlike a move, fails when it is no longer.
    private boolean claim(Path temporary) throws IOException {
        try {
            Files.createLink(path, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (attributes().isPresent()) {
                return false;
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /// Replaces a file that is still what was seen. The lock is on the old file, so that of several writers who saw
    /// it one replaces it, and the others then find it replaced.
    private boolean exchange(Path temporary, Snapshot seen, byte[] contents) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            if (!locked(channel) || !attributes().map(Mark::of).equals(seen.mark())) {
                return false;
            }
            move(temporary, seen, contents);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean locked(FileChannel channel) {
        for (int spin = 0; spin < SPINS; spin++) {
            try {
                return channel.lock().isValid();
            } catch (OverlappingFileLockException e) {
                Thread.onSpinWait();
            } catch (IOException e) {
                // A file system without locks: the check of the mark is then all there is.
                return true;
            }
        }
        return false;
    }

    private void move(Path temporary, Snapshot seen, byte[] contents) throws IOException {
        try {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            overwrite(seen, contents);
        } catch (FileSystemException e) {
            if (seen.absent() || !reason(e).contains("busy")) {
                throw e;
            }
            overwrite(seen, contents);
        }
    }

    private void overwrite(Snapshot seen, byte[] contents) throws IOException {
        Path backup = temporary(directory(), ".backup");
        write(backup, seen.bytes());
        try {
            write(path, contents);
        } catch (IOException e) {
            throw unwritable(
                    place + " could not be written in place; what it held is in " + backup.getFileName() + " beside it",
                    e);
        }
        Files.delete(backup);
    }

    private static void sync(Path directory) {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some systems cannot open a directory; their renames are durable by other means or not at all.
            return;
        }
    }

    private String sentence(IOException e) {
        String reason = e instanceof FileSystemException known ? reason(known) : text(e.getMessage());
        if (reason.contains("no space") || reason.contains("quota")) {
            return place + " could not be written: the disk is full";
        }
        if (reason.contains("too large")) {
            return place + " could not be written: it would be larger than files may be here";
        }
        if (reason.contains("read-only")) {
            return place + " is not writable: the file system is read-only";
        }
        return e instanceof AccessDeniedException
                ? place + ": the directory is not writable by this user"
                : place + " could not be written";
    }

    private static String reason(FileSystemException e) {
        return text(e.getReason());
    }

    private static String text(@Nullable String message) {
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }

    private static ProblemException unreadable(String message, @Nullable Throwable cause) {
        return problem(Problem.of(Problem.Code.UNREADABLE, message).hint("check the path and its mode"), cause);
    }

    private static ProblemException unwritable(String message, @Nullable Throwable cause) {
        return problem(
                Problem.of(Problem.Code.UNWRITABLE, message).hint("check the path, its mode and the space on its disk"),
                cause);
    }

    private static ProblemException problem(Problem problem, @Nullable Throwable cause) {
        return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
    }
}
