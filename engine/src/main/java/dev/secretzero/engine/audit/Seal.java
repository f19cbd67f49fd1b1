package dev.secretzero.engine.audit;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Seals texts: by SHA-256, or with keys by HMAC-SHA-256. The first key seals, all of them check.
public final class Seal {

    /// The variable that holds the keys, with white space between them.
    public static final String VARIABLE = "SECRETZERO_AUDIT_KEY";

    /// The least length of a key, in characters.
    public static final int LEAST = 16;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] NAMING = "secretzero audit key".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, SecretKeySpec> keys;

    private Seal(Map<String, SecretKeySpec> keys) {
        this.keys = keys;
    }

    /// Without a key.
    public static Seal plain() {
        return new Seal(Map.of());
    }

    /// With the keys of a text; without one when it is blank.
    ///
    /// @throws ProblemException `SETTING_INVALID` when one is shorter than [#LEAST]
    public static Seal of(String text) {
        var keys = new LinkedHashMap<String, SecretKeySpec>();
        for (var word : text.strip().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                var key = key(word);
                keys.put(name(key), key);
            }
        }
        return new Seal(keys);
    }

    private static SecretKeySpec key(String word) {
        if (word.length() < LEAST) {
            throw new ProblemException(Problem.of(
                            Problem.Code.SETTING_INVALID,
                            VARIABLE + " holds a key of fewer than " + LEAST + " characters")
                    .hint("openssl rand -hex 32 makes one."));
        }
        return new SecretKeySpec(word.getBytes(StandardCharsets.UTF_8), HMAC);
    }

    private static String name(SecretKeySpec key) {
        return HexFormat.of().formatHex(mac(key, NAMING, NAMING.length)).substring(0, 8);
    }

    /// The name of the key that seals; empty without one.
    String name() {
        return keys.isEmpty() ? "" : keys.keySet().iterator().next();
    }

    /// The seal of the first bytes of a text.
    ///
    /// @param name the name of the key; empty: none
    /// @return nothing when that key is not held
    Optional<String> hash(String name, byte[] text, int length) {
        if (name.isEmpty()) {
            var digest = digest();
            digest.update(text, 0, length);
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        }
        return Optional.ofNullable(keys.get(name)).map(key -> HexFormat.of().formatHex(mac(key, text, length)));
    }

    private static byte[] mac(SecretKeySpec key, byte[] text, int length) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(text, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HMAC, e);
        }
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
