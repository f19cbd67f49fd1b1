package dev.secretzero.engine.lock;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Finds lock keys: in the environment, else in the file that the environment names, else in
/// `.config/secretzero/lock.key` of the person's home.
///
/// A key beside the lockfile protects nothing, so a file below the Secretfile's directory or inside its repository is
/// refused, and so is one that others can read.
public final class LockKeys {

    /// The variable that holds a key.
    public static final String VARIABLE = "SECRETZERO_LOCK_KEY";

    /// The variable that names a key file.
    public static final String FILE_VARIABLE = "SECRETZERO_LOCK_KEY_FILE";

    private static final int MOST = 4096;

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Host host;

    private LockKeys(Host host) {
        this.host = host;
    }

    /// Looks in this world.
    ///
    /// @param host whose `home` is the Secretfile's directory
    public static LockKeys of(Host host) {
        return new LockKeys(host);
    }

    /// The key in force; empty when there is none.
    public Optional<LockKey> current() {
        return stated(VARIABLE)
                .map(text -> LockKey.of(Secret.of(text), VARIABLE))
                .or(() -> stated(FILE_VARIABLE).map(this::named))
                .or(this::usual);
    }

    private LockKey named(String file) {
        try {
            return read(Path.of(file));
        } catch (InvalidPathException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.SETTING_INVALID, FILE_VARIABLE + " does not name a file")
                            .hint("name the file that holds the key"),
                    e);
        }
    }

    private Optional<String> stated(String variable) {
        return host.variable(variable).filter(text -> !text.isBlank());
    }

    private Optional<LockKey> usual() {
        return stated("HOME")
                .or(() -> stated("USERPROFILE"))
                .map(home -> Path.of(home, ".config", "secretzero", "lock.key"))
                .filter(Files::exists)
                .map(this::read);
    }

    /// The key in a file. A relative path is one from the working directory.
    ///
    /// @throws ProblemException when the file cannot be used, or should not be
    public LockKey read(Path file) {
        var path = host.directory().resolve(file);
        try {
            var real = path.toRealPath();
            checkPlace(path, real);
            checkReaders(path, real);
            return LockKey.of(Secret.take(bytes(path, real)), "the key file " + path);
        } catch (NoSuchFileException e) {
            throw unusable(path, "is not there", "make one with: openssl rand -hex 32 > FILE; chmod 600 FILE");
        } catch (IOException e) {
            throw unusable(path, "cannot be read", "give its owner the right to read it: chmod 600 FILE");
        }
    }

    private static byte[] bytes(Path path, Path real) throws IOException {
        if (!Files.isRegularFile(real)) {
            throw unusable(path, "is not a file", "name the file that holds the key");
        }
        try (var in = Files.newInputStream(real)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw unusable(path, "is larger than " + MOST + " bytes", "name the file that holds the key");
            }
            return bytes;
        }
    }

    private void checkPlace(Path path, Path real) throws IOException {
        var home = host.home().toRealPath();
        if (real.startsWith(home)) {
            throw exposed(path, "lies below the directory of the Secretfile");
        }
        if (repository(home).filter(real::startsWith).isPresent()) {
            throw exposed(path, "lies in the repository of the Secretfile");
        }
    }

    private static Optional<Path> repository(Path home) {
        for (Path place = home; place != null; place = place.getParent()) {
            if (Files.exists(place.resolve(".git"))) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    private static void checkReaders(Path path, Path real) throws IOException {
        try {
            if (Files.getPosixFilePermissions(real).stream().anyMatch(OTHERS::contains)) {
                throw unusable(path, "can be read or written by others", "run: chmod 600 " + path);
            }
        } catch (UnsupportedOperationException _) {
            // A file system without such permissions has none to be wrong.
        }
    }

    private static ProblemException exposed(Path path, String where) {
        return unusable(path, where, "move it to a directory of your own, such as ~/.config/secretzero, and name it in "
                + FILE_VARIABLE);
    }

    private static ProblemException unusable(Path path, String why, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, "the key file " + path + " " + why).hint(hint));
    }
}
