package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// A UUID of RFC 9562: version 4, of 122 random bits, or version 7, of the time in milliseconds and 74 random
/// bits.
record Uuid(boolean timed, InstantSource clock) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "uuid",
            "A UUID, random or ordered by time.",
            List.of(Setting.of("version", Setting.Type.INTEGER, "4 is random; 7 begins with the time.")
                    .otherwise("4")
                    .oneOf("4", "7")),
            (provider, settings) -> open(provider.host().clock(), settings));

    static Generator open(InstantSource clock, Settings settings) {
        int version = settings.integer("version");
        if (version != 4 && version != 7) {
            throw Wrong.choice("version", Integer.toString(version), List.of("4", "7"));
        }
        return new Uuid(version == 7, clock);
    }

    @Override
    public int entropyBits() {
        return timed ? 74 : 122;
    }

    @Override
    public Material generate(SecureRandom entropy) {
        long high = timed ? (clock.millis() << 16) | (entropy.nextLong() & 0xffff) : entropy.nextLong();
        long version = timed ? 0x7000L : 0x4000L;
        long marked = (high & ~0xf000L) | version;
        long low = (entropy.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return Material.of(new UUID(marked, low).toString());
    }
}
