package dev.secretzero.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Bytes that must not be seen.
///
/// A secret has no accessor. Its bytes are *lent* to a function, and the lent copy is wiped when the
/// function returns. It prints as `[secret]`, is not serializable and compares by identity, so that it
/// cannot be logged, marshalled or used as a key by accident. It does not defend against someone who can
/// read this process's memory.
public final class Secret implements AutoCloseable {

    private final byte[] bytes;
    private volatile boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes the bytes, and wipes the caller's array.
    public static Secret take(byte[] bytes) {
        var secret = new Secret(bytes.clone());
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /// The UTF-8 bytes of a text that is already in memory as a string.
    public static Secret of(String text) {
        return take(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Lends a copy of the bytes to `use`, then wipes the copy. Whatever `use` keeps, it answers for: every
    /// call of this method is listed and reviewed.
    ///
    /// @throws IllegalStateException after [#close()]
    public <R, X extends Exception> R lend(Use<R, X> use) throws X {
        if (closed) {
            throw new IllegalStateException("secret is closed");
        }
        byte[] copy = bytes.clone();
        try {
            return use.with(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /// Compares contents in constant time.
    public boolean matches(Secret other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    /// How many bytes.
    public int length() {
        return bytes.length;
    }

    /// Wipes the bytes. The secret cannot be lent any more.
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "[secret]";
    }

    /// What borrows the bytes.
    @FunctionalInterface
    public interface Use<R, X extends Exception> {
        R with(byte[] bytes) throws X;
    }
}
