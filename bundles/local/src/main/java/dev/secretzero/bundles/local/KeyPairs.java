package dev.secretzero.bundles.local;

import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Makes asymmetric keys with the algorithms of the Java runtime, and writes keys in PEM (RFC 7468).
final class KeyPairs {

    static final String[] CURVES = {"P-256", "P-384", "P-521"};

    /// The strength of Curve25519 in bits (NIST SP 800-57 part 1, table 2).
    static final int STRENGTH_25519 = 128;

    private KeyPairs() {}

    static KeyPair rsa(int bits, SecureRandom entropy) {
        return make("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), entropy);
    }

    /// @param curve one of [#CURVES]
    static KeyPair ec(String curve, SecureRandom entropy) {
        return make("EC", new ECGenParameterSpec("secp" + curve.substring(2) + "r1"), entropy);
    }

    /// The strength of an RSA key in bits (NIST SP 800-57 part 1, table 2).
    ///
    /// @param bits its size, 2048 or more
    static int rsaStrength(int bits) {
        return bits >= 7680 ? 192 : bits >= 3072 ? 128 : 112;
    }

    /// The strength of a curve in bits (NIST SP 800-57 part 1, table 2).
    ///
    /// @param curve one of [#CURVES]
    static int ecStrength(String curve) {
        return curve.equals("P-521") ? 256 : curve.equals("P-384") ? 192 : 128;
    }

    static KeyPair ed25519(SecureRandom entropy) {
        return make("Ed25519", NamedParameterSpec.ED25519, entropy);
    }

    static KeyPair x25519(SecureRandom entropy) {
        return make("X25519", NamedParameterSpec.X25519, entropy);
    }

    private static KeyPair make(String algorithm, AlgorithmParameterSpec spec, SecureRandom entropy) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(spec, entropy);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw Wrong.missing(algorithm + " keys", e);
        }
    }

    /// The size of an RSA key: 2048 to 8192 bits, in steps of 64.
    static int bits(Settings settings) {
        int bits = Wrong.bounded(settings, "bits", 2048, 8192);
        if (bits % 64 != 0) {
            throw Wrong.setting("bits", "is not a multiple of 64", "use 2048, 3072, 4096 or 8192");
        }
        return bits;
    }

    static String curve(Settings settings) {
        String curve = settings.text("curve");
        if (!List.of(CURVES).contains(curve)) {
            throw Wrong.choice("curve", curve, List.of(CURVES));
        }
        return curve;
    }

    /// The private key as PKCS #8 in PEM.
    static Secret pkcs8(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded(), 64);
    }

    /// The public key as a SubjectPublicKeyInfo in PEM.
    static Secret spki(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded(), 64);
    }

    /// Bytes in PEM, with a newline at the end. Wipes the bytes.
    static Secret pem(String label, byte[] der, int width) {
        byte[] text = Base64.getEncoder().encode(der);
        Arrays.fill(der, (byte) 0);
        try (var out = new WipedBuffer(text.length + text.length / width + 2 * label.length() + 64)) {
            out.text("-----BEGIN " + label + "-----\n");
            for (int at = 0; at < text.length; at += width) {
                out.write(text, at, Math.min(width, text.length - at));
                out.write('\n');
            }
            Arrays.fill(text, (byte) 0);
            return out.text("-----END " + label + "-----\n").take();
        }
    }

    /// A number as unsigned big-endian bytes, padded on the left to a length at least.
    static byte[] unsigned(BigInteger number, int least) {
        byte[] signed = number.toByteArray();
        int skip = signed.length > 1 && signed[0] == 0 ? 1 : 0;
        int length = Math.max(least, signed.length - skip);
        byte[] padded = new byte[length];
        System.arraycopy(signed, skip, padded, length - (signed.length - skip), signed.length - skip);
        Arrays.fill(signed, (byte) 0);
        return padded;
    }

    /// The 32 bytes of a public key of Curve25519, which end its SubjectPublicKeyInfo (RFC 8410).
    static byte[] raw25519(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }
}
