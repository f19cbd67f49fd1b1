package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.security.SecureRandom;
import java.util.List;
import java.util.SortedMap;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// The bcrypt hash of another secret, in the modular crypt format: `$2b$12$…`.
///
/// bcrypt reads 72 bytes and stops at a NUL, so that a longer password, or one with a NUL in it, is refused
/// rather than cut.
record Bcrypt(Source source, String version, int cost) implements Generator.Derived {

    private static final int LONGEST = 72;

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "bcrypt",
            "The bcrypt hash of another secret.",
            List.of(
                    Source.setting(),
                    costSetting(),
                    Setting.of("version", Setting.Type.TEXT, "The mark at the beginning of the hash.")
                            .otherwise("2b")
                            .oneOf("2a", "2b", "2y")),
            (_, settings) -> open(settings));

    static Setting costSetting() {
        return Setting.of("cost", Setting.Type.INTEGER, "The work it takes, from 4 to 16: each step doubles it.")
                .otherwise("12");
    }

    static Generator open(Settings settings) {
        String version = settings.text("version");
        if (!List.of("2a", "2b", "2y").contains(version)) {
            throw Wrong.choice("version", version, List.of("2a", "2b", "2y"));
        }
        return of(settings, version);
    }

    static Bcrypt of(Settings settings, String version) {
        return new Bcrypt(new Source(settings.text("of")), version, Wrong.bounded(settings, "cost", 4, 16));
    }

    @Override
    public List<String> sources() {
        return List.of(source.name());
    }

    /// Its own salt: nobody can guess the hash, even who knows the password.
    @Override
    public int entropyBits() {
        return 128;
    }

    @Override
    public Material derive(SortedMap<String, Material> sources, SecureRandom entropy) {
        return Material.of(hash(sources, entropy));
    }

    /// The hash, with a new salt.
    String hash(SortedMap<String, Material> sources, SecureRandom entropy) {
        try (Secret password = source.text(sources)) {
            byte[] salt = new byte[16];
            entropy.nextBytes(salt);
            return password.lend(bytes -> OpenBSDBCrypt.generate(version, accept(bytes), salt, cost));
        }
    }

    private byte[] accept(byte[] password) {
        if (password.length == 0 || password.length > LONGEST) {
            throw Wrong.made(
                    "\"" + source.name() + "\" is " + (password.length == 0 ? "empty" : "longer than 72 bytes")
                            + ", which bcrypt cannot hash",
                    "make it 1 to 72 bytes long");
        }
        for (byte b : password) {
            if (b == 0) {
                throw Wrong.made(
                        "\"" + source.name() + "\" holds a NUL, where bcrypt would stop reading",
                        "make it without the character NUL");
            }
        }
        return password;
    }
}
