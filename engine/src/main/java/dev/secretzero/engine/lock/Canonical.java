package dev.secretzero.engine.lock;

import dev.secretzero.engine.json.JsonText;
import dev.secretzero.engine.json.JsonText.Style;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one form of a plain value that hashes are taken of: compact JSON in printable ASCII, keys sorted by code point
/// (lockfile format 1.0). Not for values of secrets, which never become plain: see [Fingerprint].
public final class Canonical {

    private Canonical() {}

    /// The canonical text. A string is its own text, without quotes.
    public static String text(@Nullable Object value) {
        return value instanceof String text ? text : JsonText.of(value, Style.CANONICAL);
    }

    /// SHA-256 of the canonical text in UTF-8, as 64 hex digits.
    public static String hash(@Nullable Object value) {
        return sha256(text(value));
    }

    /// The hash of merged variables, which are written with a space after each comma and colon.
    public static String variablesHash(Map<String, ? extends @Nullable Object> variables) {
        return sha256(JsonText.of(variables, Style.SORTED));
    }

    /// The hash of a Secretfile. Every kind of line end counts as a line feed.
    public static String manifestHash(String text) {
        return sha256(text.replace("\r\n", "\n").replace('\r', '\n'));
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
