package dev.secretzero.engine.lock;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// What the lockfile keeps instead of a value. To everybody else it is an opaque text: only [#matches] may say what
/// it stands for.
///
/// It is the SHA-256 of the material's text form (lockfile format 1.0), as 64 hex digits.
public final class Fingerprint {

    private Fingerprint() {}

    /// The fingerprint to record.
    public static String of(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(Canonical::sha256);
        }
    }

    /// Whether the material is what was recorded. Takes the same time wherever they differ.
    public static boolean matches(String recorded, Material material) {
        return MessageDigest.isEqual(
                recorded.getBytes(StandardCharsets.UTF_8), of(material).getBytes(StandardCharsets.UTF_8));
    }
}
