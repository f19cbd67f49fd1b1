package dev.secretzero.testkit;

import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/// Entropy that is the same for the same seed. For tests alone: whoever knows the seed knows everything.
public final class SeededRandom extends SecureRandom {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Stream stream;

    /// Entropy from this seed.
    public SeededRandom(long seed) {
        this(new Stream(seed));
    }

    private SeededRandom(Stream stream) {
        super(stream, null);
        this.stream = stream;
    }

    /// How many bytes were drawn.
    public long drawn() {
        return stream.drawn;
    }

    private static final class Stream extends SecureRandomSpi {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient SplittableRandom random;
        private transient long drawn;

        Stream(long seed) {
            this.random = new SplittableRandom(seed);
        }

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected synchronized void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
            drawn += bytes.length;
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] seed = new byte[count];
            engineNextBytes(seed);
            return seed;
        }
    }
}
