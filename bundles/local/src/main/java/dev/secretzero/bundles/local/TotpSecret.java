package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// The shared secret of one-time passwords (RFC 4226, 6238), in base32 without padding.
record TotpSecret(int bits) implements Generator.Local {

    private static final String SYMBOLS = Alphabet.UPPER + "234567";

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "totp_secret",
            "A shared secret for one-time passwords, in base32.",
            List.of(Setting.of("bits", Setting.Type.INTEGER, "Its size, from 80 to 640, in steps of 40.")
                    .otherwise("160")),
            (_, settings) -> open(settings));

    static Generator open(Settings settings) {
        int bits = Wrong.bounded(settings, "bits", 80, 640);
        if (bits % 40 != 0) {
            throw Wrong.setting("bits", "is not a multiple of 40", "use 160, or 280 or 520 for longer digests");
        }
        return new TotpSecret(bits);
    }

    @Override
    public int entropyBits() {
        return bits;
    }

    @Override
    public Material generate(SecureRandom entropy) {
        byte[] text = new byte[bits / 5];
        entropy.nextBytes(text);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) SYMBOLS.charAt(text[i] & 31);
        }
        var secret = Secret.take(text);
        Arrays.fill(text, (byte) 0);
        return new Material.Single(secret);
    }
}
