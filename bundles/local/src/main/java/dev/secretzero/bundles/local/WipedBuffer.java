package dev.secretzero.bundles.local;

import dev.secretzero.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A byte buffer that leaves nothing behind: growing it and taking from it wipe what it held.
final class WipedBuffer extends ByteArrayOutputStream {

    WipedBuffer(int capacity) {
        super(capacity);
    }

    WipedBuffer text(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public synchronized void write(int b) {
        reserve(1);
        super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        reserve(length);
        super.write(bytes, offset, length);
    }

    private void reserve(int more) {
        if (count + more > buf.length) {
            byte[] old = buf;
            buf = Arrays.copyOf(old, Math.max(old.length * 2, count + more));
            Arrays.fill(old, (byte) 0);
        }
    }

    WipedBuffer plus(byte[] bytes) {
        writeBytes(bytes);
        return this;
    }

    /// Everything written so far. The buffer is empty afterwards.
    synchronized Secret take() {
        var secret = Secret.take(toByteArray());
        wipe();
        return secret;
    }

    /// Everything written so far, as bytes that the caller wipes. The buffer is empty afterwards.
    synchronized byte[] drain() {
        byte[] bytes = toByteArray();
        wipe();
        return bytes;
    }

    private void wipe() {
        Arrays.fill(buf, (byte) 0);
        reset();
    }

    @Override
    public void close() {
        wipe();
    }
}
