package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens by which a service knows a write that is sent again because its answer was lost. The same value on its way to the
/// same place has the same token until it has arrived.
///
/// A token becomes the name of a version, so that it must tell nothing of the value: it is an HMAC-SHA256 under a key that
/// is drawn for each session and kept nowhere.
final class Tokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 32;

    private final byte[] key = new byte[LENGTH];
    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();

    Tokens() {
        new SecureRandom().nextBytes(key);
    }

    /// The token of the next write to a place: 64 characters.
    String next(String place, Secret value) {
        return value.lend(bytes -> {
            try {
                var mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(key, ALGORITHM));
                mac.update((place + "\n" + arrivals.getOrDefault(place, 0) + "\n").getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(mac.doFinal(bytes));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        });
    }

    /// Notes that a write has arrived, so that the next one is another.
    void arrived(String place) {
        arrivals.merge(place, 1, Integer::sum);
    }
}
