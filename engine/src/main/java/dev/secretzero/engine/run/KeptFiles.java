package dev.secretzero.engine.run;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// The files that SecretZero reads and writes for itself: the Secretfile, its var files, the lockfiles, the audit log.
/// A target that led to one of them would put values where they are committed, and destroy what was there.
public record KeptFiles(Set<Path> files) {

    public KeptFiles {
        files = Set.copyOf(files);
    }

    /// These files, wherever links lead.
    public static KeptFiles of(Collection<Path> files) {
        var all = new HashSet<Path>();
        for (var file : files) {
            var place = file.toAbsolutePath().normalize();
            all.add(place);
            all.add(real(place));
        }
        return new KeptFiles(all);
    }

    /// Lets a target pass that is none of them.
    ///
    /// @throws ProblemException `SETTING_INVALID` when it is one
    <T extends Target> T unless(T target) {
        if (target instanceof Shared shared && shared.container() instanceof Path path && files.contains(path)) {
            throw new ProblemException(Problem.of(
                            Problem.Code.SETTING_INVALID,
                            path + " is a file that SecretZero keeps for itself, and cannot be a target")
                    .hint("give the target another path"));
        }
        return target;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return realDirectory(path);
        }
    }

    private static Path realDirectory(Path path) {
        var directory = path.getParent();
        var name = path.getFileName();
        return directory == null || name == null ? path : real(directory).resolve(name);
    }
}
