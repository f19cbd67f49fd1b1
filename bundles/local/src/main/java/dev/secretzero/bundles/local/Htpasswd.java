package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.SortedMap;

/// One line of an htpasswd file, without a newline: `user:$2y$…`, the bcrypt hash of another secret.
record Htpasswd(String user, Bcrypt hash) implements Generator.Derived {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "htpasswd",
            "A line of an htpasswd file, made from another secret.",
            List.of(
                    userSetting(),
                    Source.setting(),
                    Setting.of("algorithm", Setting.Type.TEXT, "How the password is hashed.")
                            .otherwise("bcrypt")
                            .oneOf("bcrypt"),
                    Bcrypt.costSetting()),
            (_, settings) -> open(settings));

    static Setting userSetting() {
        return Setting.of("user", Setting.Type.TEXT, "The name to log in with.").needed();
    }

    static Generator open(Settings settings) {
        String algorithm = settings.text("algorithm");
        if (!algorithm.equals("bcrypt")) {
            throw Wrong.choice("algorithm", algorithm, List.of("bcrypt"));
        }
        return new Htpasswd(user(settings), Bcrypt.of(settings, "2y"));
    }

    /// A name that can stand before a colon.
    static String user(Settings settings) {
        String user = Wrong.line("user", settings.text("user"));
        if (user.isEmpty() || user.indexOf(':') >= 0 || user.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw Wrong.setting("user", "cannot be used here", "use 1 to 255 bytes, without a colon");
        }
        return user;
    }

    @Override
    public List<String> sources() {
        return hash.sources();
    }

    @Override
    public int entropyBits() {
        return hash.entropyBits();
    }

    @Override
    public Material derive(SortedMap<String, Material> sources, SecureRandom entropy) {
        return Material.of(user + ":" + hash.hash(sources, entropy));
    }
}
