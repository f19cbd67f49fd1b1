package dev.secretzero.engine.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A named environment profile, resolved: which var files and which lockfiles an operation uses.
///
/// @param environment the selected profile; empty when none is
/// @param varFiles in the order in which they were merged
/// @param lockfile the shared lockfile
/// @param localLockfile the lockfile of this machine, for secrets declared `local`
public record Lane(
        Optional<String> environment,
        List<Path> varFiles,
        Path lockfile,
        Path localLockfile,
        Optional<String> targetProfile) {

    public Lane {
        varFiles = List.copyOf(varFiles);
    }

    /// What a caller asks for.
    ///
    /// @param environment empty: the manifest's default. A present empty text: no lane, whatever the default
    /// @param varFiles relative ones are resolved against `directory`
    /// @param lockfile a relative one is resolved against the manifest's directory
    /// @param directory the working directory
    public record Wish(Optional<String> environment, List<Path> varFiles, Optional<Path> lockfile, Path directory) {
        public Wish {
            varFiles = List.copyOf(varFiles);
        }
    }
}
