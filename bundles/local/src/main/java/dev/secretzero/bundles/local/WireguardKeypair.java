package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// A WireGuard key pair in base64: the fields `private_key`, clamped as `wg genkey` does (RFC 7748, section 5),
/// `public_key` and, when asked for, `preshared_key`.
record WireguardKeypair(boolean shared) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "wireguard_keypair",
            "A WireGuard key pair: private_key, public_key and, if asked for, preshared_key.",
            List.of(Setting.of("preshared_key", Setting.Type.FLAG, "Also make a preshared key.")
                    .otherwise("false")),
            (_, settings) -> new WireguardKeypair(settings.flag("preshared_key")));

    @Override
    public int entropyBits() {
        return KeyPairs.STRENGTH_25519;
    }

    @Override
    public Material generate(SecureRandom entropy) {
        byte[] scalar = new byte[X25519.SCALAR_SIZE];
        entropy.nextBytes(scalar);
        var fields = of(scalar);
        if (shared) {
            byte[] key = new byte[32];
            entropy.nextBytes(key);
            fields.with("preshared_key", base64(key));
        }
        return fields.material();
    }

    /// The pair of a private scalar, which is clamped and then wiped.
    static Fields of(byte[] scalar) {
        scalar[0] &= (byte) 0xf8;
        scalar[31] &= 0x7f;
        scalar[31] |= 0x40;
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.scalarMultBase(scalar, 0, point, 0);
        return new Fields().with("private_key", base64(scalar)).with("public_key", base64(point));
    }

    private static Secret base64(byte[] bytes) {
        byte[] text = Base64.getEncoder().encode(bytes);
        Arrays.fill(bytes, (byte) 0);
        return Secret.take(text);
    }
}
