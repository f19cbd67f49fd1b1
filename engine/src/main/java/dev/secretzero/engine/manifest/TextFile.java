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
    private static final int LONGEST = 64 << 20;

    private TextFile() {}

    /// What a file holds.
    public sealed interface Content {
        record Utf8(String text) implements Content {}

        /// The byte at this place is not UTF-8. Line and column count from 1, the column in bytes.
        record Garbled(int line, int column) implements Content {
            /// What is wrong, without the file's name.
            public String message() {
                return "is not UTF-8 text: the byte at line " + line + ", column " + column;
            }
        }
    }

    /// What to do about a file that is not UTF-8.
    public static final String HINT = "save the file as UTF-8";

    /// Reads a file whole. A byte order mark is dropped.
    ///
    /// @throws ProblemException `NOT_FOUND`, `UNREADABLE`, or `MANIFEST_INVALID` where a byte is not UTF-8, with its
    ///     line and column
    public static String read(Path path) {
        return switch (open(path)) {
            case Content.Utf8(var text) -> text;
            case Content.Garbled garbled -> throw new ProblemException(
                    Problem.of(Problem.Code.MANIFEST_INVALID, path + " " + garbled.message()).hint(HINT));
        };
    }

    /// Reads a file whole. A byte order mark is dropped.
    ///
    /// @throws ProblemException `NOT_FOUND` or `UNREADABLE`, also when it has more than 64 MiB
    public static Content open(Path path) {
        var bytes = bytes(path);
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return new Content.Utf8(
                    !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return garbled(bytes);
        }
    }

    private static byte[] bytes(Path path) {
        try {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            if (!seen.isRegularFile() && !isHandedOver(path)) {
                throw unreadable(path + (seen.isDirectory() ? " is a directory" : " is not a file"), "name a file");
            }
            try (var in = Files.newInputStream(path)) {
                // Counted while reading: the size of a pipe is not known, and a file may grow.
                byte[] bytes = seen.size() > LONGEST ? new byte[0] : in.readNBytes(LONGEST);
                if (seen.size() > LONGEST || in.read() >= 0) {
                    throw unreadable(path + " is larger than " + (LONGEST >> 20) + " MiB", "split it, or name another file");
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

    private static Content.Garbled garbled(byte[] bytes) {
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
        return new Content.Garbled(line, buffer.position() - start + 1);
    }
}
