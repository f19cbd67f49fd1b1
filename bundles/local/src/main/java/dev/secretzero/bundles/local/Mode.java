package dev.secretzero.bundles.local;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// The permissions of a file, written in octal: `0600`.
final class Mode {

    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private Mode() {}

    /// Reads a mode. The leading zero is needed, because YAML reads an unquoted `0640` as the number 416.
    ///
    /// @throws ProblemException when it is not a mode
    static Set<PosixFilePermission> parse(String text) {
        if (!text.strip().matches("0o?[0-7]{3}")) {
            throw new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, "mode is not an octal mode")
                    .hint("write it in quotes and with a leading zero: mode: \"0600\""));
        }
        int bits = Integer.parseInt(text.strip().replace("o", ""), 8);
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < BITS.length; i++) {
            if ((bits & (1 << i)) != 0) {
                permissions.add(BITS[i]);
            }
        }
        return permissions;
    }
}
