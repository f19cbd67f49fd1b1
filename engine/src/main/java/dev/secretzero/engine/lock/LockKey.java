package dev.secretzero.engine.lock;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key of a lockfile's fingerprints: a text of 32 bytes or more, kept where the lockfile is not.
///
/// The id and the key that digests are made with are both derived from it (HMAC-SHA256 of a label under the key), so
/// that an id gives nothing away.
public final class LockKey {

    /// The fewest bytes of a key.
    public static final int LEAST = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final String id;
    private final Secret key;

    private LockKey(String id, Secret key) {
        this.id = id;
        this.key = key;
    }

    /// A key. White space at its ends does not belong to it.
    ///
    /// @param where it came from, as problems name it
    /// @throws ProblemException `SETTING_INVALID` when it is too short
    public static LockKey of(Secret text, String where) {
        return text.lend(bytes -> of(trimmed(bytes), where));
    }

    private static LockKey of(byte[] key, String where) {
        try {
            if (key.length < LEAST) {
                throw new ProblemException(Problem.of(
                                Problem.Code.SETTING_INVALID,
                                where + " holds a lock key of fewer than " + LEAST + " bytes")
                        .hint("make one with: openssl rand -hex 32"));
            }
            return new LockKey(
                    HexFormat.of().formatHex(labelled(key, "secretzero lock key id 1"), 0, 8),
                    Secret.take(labelled(key, "secretzero lock fingerprint 1")));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// 16 hex digits that name the key, in the lockfile and in messages.
    public String id() {
        return id;
    }

    /// The digest of a salted text.
    String hex(byte[] salt, byte[] text) {
        return key.lend(bytes -> HexFormat.of().formatHex(hmac(bytes, salt, text)));
    }

    private static byte[] labelled(byte[] key, String label) {
        return hmac(key, label.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static byte[] trimmed(byte[] bytes) {
        int from = 0;
        int to = bytes.length;
        while (from < to && blank(bytes[from])) {
            from++;
        }
        while (to > from && blank(bytes[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    @Override
    public String toString() {
        return "lock key " + id;
    }
}
