package dev.secretzero.bundles.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The body of an answer as it comes in, up to a limit.
final class Received implements AsyncBody.Consumer<List<ByteBuffer>> {

    /// A Secret holds at most 1 MiB, which base64 and the list of who owns what make larger.
    private static final int LARGEST = 8 << 20;

    private final Wiped bytes = new Wiped();
    private boolean overfull;

    @Override
    public synchronized void consume(List<ByteBuffer> chunks, AsyncBody body) {
        for (var chunk : chunks) {
            add(chunk);
        }
        if (overfull) {
            body.cancel();
        } else {
            body.consume();
        }
    }

    private void add(ByteBuffer chunk) {
        overfull |= bytes.size() + chunk.remaining() > LARGEST;
        if (!overfull) {
            var part = new byte[chunk.remaining()];
            chunk.get(part);
            bytes.writeBytes(part);
            Arrays.fill(part, (byte) 0);
        }
    }

    synchronized boolean overfull() {
        return overfull;
    }

    /// What came, which is then forgotten.
    synchronized String take() {
        return bytes.take();
    }

    private static final class Wiped extends ByteArrayOutputStream {
        String take() {
            var text = new String(buf, 0, count, StandardCharsets.UTF_8);
            Arrays.fill(buf, (byte) 0);
            reset();
            return text;
        }
    }
}
