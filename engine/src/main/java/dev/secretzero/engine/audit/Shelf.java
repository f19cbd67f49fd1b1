package dev.secretzero.engine.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The files of one log: the current one, the older ones beside it (`<log>.<number of its last entry>`), and the mark.
///
/// @param log the current file
record Shelf(Path log) {

    private static final int DIGITS = 18;

    /// The files of a log. A link stands for what it leads to.
    ///
    /// @throws IOException when it is something else than a file
    static Shelf of(Path path) throws IOException {
        var log = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
        if (Files.exists(log) && !Files.isRegularFile(log)) {
            throw new IOException("not a file");
        }
        return new Shelf(log);
    }

    private Path directory() {
        return Objects.requireNonNull(log.getParent());
    }

    String name() {
        return Objects.requireNonNull(log.getFileName()).toString();
    }

    Path mark() {
        return log.resolveSibling(name() + ".head");
    }

    Path aside(long entry) {
        return log.resolveSibling(name() + "." + entry);
    }

    long size() throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /// The older files, the oldest first.
    List<Path> older() throws IOException {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        var found = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(directory(), this::numbered)) {
            all.forEach(found::add);
        }
        found.sort(Comparator.comparingLong(this::number));
        return found;
    }

    private boolean numbered(Path path) {
        var other = Objects.requireNonNull(path.getFileName()).toString();
        return other.startsWith(name() + ".")
                && other.substring(name().length() + 1).matches("\\d{1," + DIGITS + "}")
                && Files.isRegularFile(path);
    }

    private long number(Path path) {
        return Long.parseLong(Objects.requireNonNull(path.getFileName()).toString().substring(name().length() + 1));
    }

    void prepare() throws IOException {
        Files.createDirectories(directory());
    }

    /// Opens the current file at its end; a new one is for its owner alone.
    FileChannel append() throws IOException {
        return FileChannel.open(
                log, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND), ownerOnly());
    }

    FileAttribute<?>[] ownerOnly() throws IOException {
        return posix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private boolean posix() throws IOException {
        return Files.getFileStore(directory()).supportsFileAttributeView("posix");
    }

    /// Takes away what others may do with a file that an earlier program made.
    void close() {
        try {
            var view = Files.getFileAttributeView(log, PosixFileAttributeView.class);
            if (view != null) {
                view.setPermissions(PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException _) {
            // It belongs to somebody else, who decides who may read it.
        }
    }

    /// Makes the names of the files as durable as their bytes.
    void syncNames() {
        try (var names = FileChannel.open(directory(), StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException _) {
            // Some systems cannot, and keep names safe by themselves.
        }
    }
}
