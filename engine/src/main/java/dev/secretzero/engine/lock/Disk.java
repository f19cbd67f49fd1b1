package dev.secretzero.engine.lock;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/// The steps of a write that fail on a real disk: no space, no rename.
interface Disk {

    /// The real one.
    Disk REAL = new Disk() {};

    /// Why a write failed, in our words; empty when the system gives no reason that helps.
    static Optional<String> reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Optional.of("access to it is denied");
        }
        var said = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        var text = said == null ? "" : said.toLowerCase(Locale.ROOT);
        if (text.contains("no space") || text.contains("quota")) {
            return Optional.of("the disk is full");
        }
        if (text.contains("too large")) {
            return Optional.of("it would be larger than files may be here");
        }
        return text.contains("read-only") ? Optional.of("the file system is read-only") : Optional.empty();
    }

    /// Opens an existing file, and empties it.
    default OutputStream open(Path file) throws IOException {
        return Channels.newOutputStream(
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    /// Adds to the end of an existing file, and returns when it has reached the disk.
    default void extend(Path file, byte[] more) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            var buffer = ByteBuffer.wrap(more);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /// Puts a file in the place of another, in one step.
    default void swap(Path fresh, Path old) throws IOException {
        Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Returns when what was written to a file has reached the disk.
    default void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Returns when the names in a directory have reached the disk. Not every system can.
    default void syncNames(Path directory) {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // The names reach the disk a little later; no name points at half a file either way.
        }
    }
}
