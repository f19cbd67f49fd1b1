package dev.secretzero.bundles.local;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.Random;

/// Chance that repeats itself.
final class Seeded extends SecureRandom {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Random source;

    Seeded(long seed) {
        super();
        source = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}
