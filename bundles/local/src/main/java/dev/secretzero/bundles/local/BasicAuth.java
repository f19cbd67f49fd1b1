package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;

/// The credentials of HTTP Basic authentication (RFC 7617), made from another secret: `Basic dXNlcjpwYXNz`.
///
/// @param scheme what stands before the base64
record BasicAuth(String user, Source source, String scheme) implements Generator.Derived {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "basic_auth",
            "The value of an Authorization header for a user and another secret.",
            List.of(
                    Htpasswd.userSetting(),
                    Source.setting(),
                    Setting.of("scheme", Setting.Type.FLAG, "Begin with the word Basic.")
                            .otherwise("true")),
            (_, settings) -> open(settings));

    static Generator open(Settings settings) {
        return new BasicAuth(
                Htpasswd.user(settings), new Source(settings.text("of")), settings.flag("scheme") ? "Basic " : "");
    }

    @Override
    public List<String> sources() {
        return List.of(source.name());
    }

    @Override
    public Material derive(SortedMap<String, Material> sources, SecureRandom entropy) {
        try (Secret password = source.text(sources)) {
            return new Material.Single(password.lend(this::header));
        }
    }

    private Secret header(byte[] password) {
        try (var out = new WipedBuffer(1024)) {
            byte[] pair = out.text(user + ":").plus(password).drain();
            byte[] text = Base64.getEncoder().encode(pair);
            Arrays.fill(pair, (byte) 0);
            var header = out.text(scheme).plus(text).take();
            Arrays.fill(text, (byte) 0);
            return header;
        }
    }
}
