package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import java.security.SecureRandom;
import java.util.List;

/// An RSA key pair in PEM, with the public exponent 65537: the fields `private_key` (PKCS #8) and `public_key`.
record RsaKeypair(int bits) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "rsa_keypair",
            "An RSA key pair in PEM: private_key, public_key.",
            List.of(Setting.of("bits", Setting.Type.INTEGER, "The size of the key, from 2048 to 8192.")
                    .otherwise("3072")),
            (_, settings) -> new RsaKeypair(KeyPairs.bits(settings)));

    @Override
    public int entropyBits() {
        return KeyPairs.rsaStrength(bits);
    }

    @Override
    public Material generate(SecureRandom entropy) {
        var pair = KeyPairs.rsa(bits, entropy);
        return new Fields()
                .with("private_key", KeyPairs.pkcs8(pair))
                .with("public_key", KeyPairs.spki(pair))
                .material();
    }
}
