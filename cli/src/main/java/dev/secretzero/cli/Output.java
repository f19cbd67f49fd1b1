package dev.secretzero.cli;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Writes the files that a command was told to write.
final class Output {

    private Output() {}

    /// The file named by `--output`; empty for standard output, which `-` names too.
    static Optional<Path> file(Line line, Session session) {
        return line.path("--output")
                .filter(path -> !path.toString().equals("-"))
                .map(path -> session.around().directory().resolve(path));
    }

    /// Writes to the file that the command names; empty when it names none.
    static Optional<Answer> to(Line line, Session session, String text) {
        return file(line, session).map(file -> write(file, text, session));
    }

    /// Writes, over what may be there.
    static Answer write(Path file, String text, Session session) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unwritable(session.shown(file), e);
        }
        var shown = session.shown(file);
        return new Answer(Exit.OK, () -> Tree.of("path", file.toString()), page -> page.note("wrote " + shown));
    }

    /// Writes a file that must not be there yet.
    static void create(Path file, String text, Session session) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw exists(session.shown(file));
        } catch (IOException e) {
            throw unwritable(session.shown(file), e);
        }
    }

    static Stop exists(String shown) {
        return Stop.failed(
                Problem.Code.CONFLICT, shown + " is there already, and is left as it is", "-f FILE names another");
    }

    static ProblemException unwritable(String shown, IOException cause) {
        return new ProblemException(
                Problem.of(Problem.Code.UNWRITABLE, "the file " + shown + " could not be written")
                        .hint("check that its directory exists and may be written to"),
                cause);
    }

    static ProblemException unreadable(String shown, IOException cause) {
        return new ProblemException(
                Problem.of(Problem.Code.UNREADABLE, "the file " + shown + " could not be read"), cause);
    }
}
