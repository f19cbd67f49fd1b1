package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// A native key pair of age (age-encryption.org/v1, recipient type X25519): the fields `identity`,
/// `AGE-SECRET-KEY-1…`, and `recipient`, `age1…`.
record AgeKeypair() implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "age_keypair",
            "A key pair for age, the file encryption tool: identity, recipient.",
            List.of(),
            (_, _) -> new AgeKeypair());

    @Override
    public int entropyBits() {
        return KeyPairs.STRENGTH_25519;
    }

    @Override
    public Material generate(SecureRandom entropy) {
        byte[] scalar = new byte[X25519.SCALAR_SIZE];
        entropy.nextBytes(scalar);
        return of(scalar);
    }

    /// The pair of a private scalar, which is wiped.
    static Material of(byte[] scalar) {
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.scalarMultBase(scalar, 0, point, 0);
        byte[] identity = upper(Bech32.encode("AGE-SECRET-KEY-".toLowerCase(Locale.ROOT), scalar));
        Arrays.fill(scalar, (byte) 0);
        return new Fields()
                .with("identity", Secret.take(identity))
                .with("recipient", new String(Bech32.encode("age", point), StandardCharsets.US_ASCII))
                .material();
    }

    private static byte[] upper(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) Character.toUpperCase(text[i]);
        }
        return text;
    }
}
