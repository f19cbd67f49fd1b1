package dev.secretzero.engine;

import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A Secretfile with its lane, var files and lockfiles: resolved once for each operation, the same way for every
/// front end.
///
/// @param path the Secretfile, absolute
/// @param text what it said when it was read
public record Workspace(Path path, String text, Manifest manifest, Lane lane, List<Diagnostic> warnings) {

    public Workspace {
        warnings = List.copyOf(warnings);
    }

    /// What a caller asks for.
    ///
    /// @param secretfile relative ones are resolved against the working directory
    /// @param environment see [Lane.Wish]
    /// @param varFiles see [Lane.Wish]
    /// @param lockfile see [Lane.Wish]
    public record Locator(
            Path secretfile, Optional<String> environment, List<Path> varFiles, Optional<Path> lockfile) {
        public Locator {
            varFiles = List.copyOf(varFiles);
        }

        public static Locator of(Path secretfile) {
            return new Locator(secretfile, Optional.empty(), List.of(), Optional.empty());
        }

        public Locator environment(Optional<String> name) {
            return new Locator(secretfile, name, varFiles, lockfile);
        }
    }

    /// What opening a Secretfile gave.
    public sealed interface Opened {
        record Ready(Workspace workspace) implements Opened {}

        /// It could be read and is not valid.
        record Faulty(Path path, List<Diagnostic> diagnostics) implements Opened {
            public Faulty {
                diagnostics = List.copyOf(diagnostics);
            }
        }

        record Missing(Path path) implements Opened {}
    }
}
