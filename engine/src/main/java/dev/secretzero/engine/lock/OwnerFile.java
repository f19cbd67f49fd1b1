package dev.secretzero.engine.lock;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that only their owner may read.
final class OwnerFile {

    private OwnerFile() {}

    /// Makes an empty file of mode 0600, where the file system knows modes.
    ///
    /// @return whether there was none before
    static boolean create(Path file) throws IOException {
        try {
            Files.createFile(file, attributes(file));
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    /// What to make such a file with.
    static FileAttribute<?>[] attributes(Path file) throws IOException {
        return Files.getFileStore(file.toAbsolutePath().resolveSibling(".")).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
