package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import java.security.SecureRandom;
import java.util.List;

/// A key pair on a NIST curve in PEM: the fields `private_key` (PKCS #8) and `public_key`.
record EcKeypair(String curve) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "ec_keypair",
            "An elliptic-curve key pair in PEM: private_key, public_key.",
            List.of(Setting.of("curve", Setting.Type.TEXT, "The curve.")
                    .otherwise("P-256")
                    .oneOf(KeyPairs.CURVES)),
            (_, settings) -> new EcKeypair(KeyPairs.curve(settings)));

    @Override
    public int entropyBits() {
        return KeyPairs.ecStrength(curve);
    }

    @Override
    public Material generate(SecureRandom entropy) {
        var pair = KeyPairs.ec(curve, entropy);
        return new Fields()
                .with("private_key", KeyPairs.pkcs8(pair))
                .with("public_key", KeyPairs.spki(pair))
                .material();
    }
}
