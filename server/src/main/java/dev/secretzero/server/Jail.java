package dev.secretzero.server;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The directory that paths from a request must lie in, after following links: the Secretfile's.
///
/// @param directory the working directory, which relative paths are tried against first
/// @param home the Secretfile's directory
record Jail(Path directory, Path home) {

    /// The real path that a text from a request means.
    ///
    /// @throws ProblemException `PATH_FORBIDDEN` when it lies elsewhere
    Path inside(String text) {
        var here = resolved(directory, text);
        if (Files.exists(here) && within(here)) {
            return here;
        }
        var there = resolved(home, text);
        if (!within(there)) {
            throw forbidden();
        }
        return there;
    }

    private boolean within(Path path) {
        return path.startsWith(real(home));
    }

    private static Path resolved(Path against, String text) {
        try {
            return real(against.resolve(text).normalize());
        } catch (InvalidPathException e) {
            throw new ProblemException(forbidden().problem(), e);
        }
    }

    /// The path with links followed as far as it exists.
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            var parent = path.getParent();
            var name = path.getFileName();
            return parent == null || name == null ? path : real(parent).resolve(name);
        }
    }

    private static ProblemException forbidden() {
        return new ProblemException(Problem.of(
                        Problem.Code.PATH_FORBIDDEN, "A path in the request lies outside of the Secretfile's directory.")
                .hint("name a file in that directory or below it"));
    }
}
