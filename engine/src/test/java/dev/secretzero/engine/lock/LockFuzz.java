package dev.secretzero.engine.lock;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What holds for every text that is taken for a lockfile: it is refused with a problem that says where, or it is read,
/// written, and read again without a difference.
public final class LockFuzz {

    private LockFuzz() {}

    /// Tries one input.
    ///
    /// @throws IllegalStateException when something does not hold
    public static void fuzzerTestOneInput(byte[] input) {
        Lock lock;
        try {
            lock = LockText.read("x.lock", input);
        } catch (ProblemException e) {
            must(e.problem().code() == Problem.Code.LOCKFILE_INVALID, "what is no lockfile is called that");
            must(e.problem().hint().isPresent(), "a person is told what to do");
            return;
        }
        byte[] written = written(lock);
        Lock again = LockText.read("x.lock", written);
        must(again.equals(lock), "what was written is read back");
        must(Arrays.equals(written(again), written), "equal locks give equal bytes");
    }

    private static byte[] written(Lock lock) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new OutputStreamWriter(bytes, StandardCharsets.US_ASCII)) {
            LockText.write(lock, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void must(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + sentence);
        }
    }
}
