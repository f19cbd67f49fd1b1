package dev.secretzero.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// A stream that passes on what is written and remembers it.
final class Tee extends PrintStream {

    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

    Tee(PrintStream original) {
        super(original, true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) {
        copy.write(b);
        super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        copy.write(bytes, offset, length);
        super.write(bytes, offset, length);
    }

    synchronized byte[] bytes() {
        return copy.toByteArray();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
