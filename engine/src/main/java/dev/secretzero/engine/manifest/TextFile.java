package dev.secretzero.engine.manifest;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// A file that must be UTF-8 text: a Secretfile, a var file, a template.
public final class TextFile {

    private static final char BYTE_ORDER_MARK = 0xfeff;
    private static final int LONGEST = 256 * 1024 * 1024;

    private TextFile() {}

    /// Reads a file whole. A byte order mark is dropped.
    ///
    /// @throws ProblemException `NOT_FOUND`, `UNREADABLE`, or `MANIFEST_INVALID` where a byte is not UTF-8, with its
    ///     line and column
    public static String read(Path path) {
        return read(path, LONGEST);
    }

    /// Reads a file whole, of at most `longest` bytes. See [#read(Path)].
    public static String read(Path path, int longest) {
        var bytes = bytes(path, longest);
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problem.of(Problem.Code.MANIFEST_INVALID, path + " is not UTF-8 text: " + place(bytes))
                    .hint("save the file as UTF-8"));
        }
    }

    private static byte[] bytes(Path path, int longest) {
        try {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            if (!seen.isRegularFile() && !isHandedOver(path)) {
                throw unreadable(path + (seen.isDirectory() ? " is a directory" : " is not a file"), "name a file");
            }
            // Text is built from this much, even where the size is not known before: a pipe, a file that grows.
            try (var in = Files.newInputStream(path)) {
                byte[] bytes = seen.size() > longest ? new byte[0] : in.readNBytes(longest);
                if (seen.size() > longest || in.read() >= 0) {
                    throw unreadable(path + " is larger than " + (longest >> 20) + " MiB", "split it, or name another file");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new ProblemException(Problem.of(Problem.Code.NOT_FOUND, path + " does not exist"));
        } catch (IOException e) {
            throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, path + " cannot be read")
                    .hint("check that it is a file and that you may read it"), e);
        }
    }

    /// A pipe that the shell opened for us (`<(...)`) has a writer; a pipe in a directory may have none, and reading it
    /// would wait forever.
    private static boolean isHandedOver(Path path) {
        return path.startsWith("/dev/fd") || path.startsWith("/proc/self/fd") || path.equals(Path.of("/dev/stdin"));
    }

    private static ProblemException unreadable(String message, String hint) {
        return new ProblemException(Problem.of(Problem.Code.UNREADABLE, message).hint(hint));
    }

    private static String place(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(buffer, java.nio.CharBuffer.allocate(bytes.length), true);
        int line = 1;
        int start = 0;
        for (int i = 0; i < buffer.position(); i++) {
            if (bytes[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return "the byte at line " + line + ", column " + (buffer.position() - start + 1);
    }
}
