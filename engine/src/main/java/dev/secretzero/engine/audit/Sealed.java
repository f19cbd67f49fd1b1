package dev.secretzero.engine.audit;

import dev.secretzero.engine.json.JsonText;
import dev.secretzero.engine.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON object on one line whose last member, `hash`, seals every byte before it.
///
/// @param plain the members
/// @param checked whether the seal was checked; one made with a key that is not held cannot be
record Sealed(Map<?, ?> plain, String hash, boolean checked) {

    private static final String LAST = ", \"hash\": \"";
    private static final int HEX = 64;
    private static final int TAIL = LAST.length() + HEX + 2;

    /// The line of an object, which has a member at least, without its line feed.
    static String line(Map<String, @Nullable Object> plain, Seal seal) {
        var members = new LinkedHashMap<>(plain);
        if (!seal.name().isEmpty()) {
            members.put("key", seal.name());
        }
        var whole = JsonText.of(members, JsonText.Style.LINE);
        var text = whole.substring(0, whole.length() - 1);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return text + LAST + seal.hash(seal.name(), bytes, bytes.length).orElseThrow() + "\"}";
    }

    /// The seal of a line that has one.
    static String hash(String line) {
        return line.substring(line.length() - HEX - 2, line.length() - 2);
    }

    /// The object of a line. Nothing when the line has no seal, or a wrong one.
    static Optional<Sealed> open(byte[] line, Seal seal) {
        int end = line.length - TAIL;
        if (end <= 0) {
            return Optional.empty();
        }
        var tail = new String(line, end, TAIL, StandardCharsets.ISO_8859_1);
        var hash = tail.substring(LAST.length(), LAST.length() + HEX);
        return tail.equals(LAST + hash + "\"}") && hash.matches("[0-9a-f]+") ? opened(line, end, hash, seal) : Optional.empty();
    }

    private static Optional<Sealed> opened(byte[] line, int end, String hash, Seal seal) {
        if (!(tree(line) instanceof Map<?, ?> plain)) {
            return Optional.empty();
        }
        var own = seal.hash(plain.get("key") instanceof String name ? name : "", line, end);
        return own.isPresent() && !own.get().equals(hash)
                ? Optional.empty()
                : Optional.of(new Sealed(plain, hash, own.isPresent()));
    }

    /// Whether a text is a JSON object.
    static boolean object(byte[] text) {
        return tree(text) instanceof Map<?, ?>;
    }

    private static @Nullable Object tree(byte[] line) {
        try {
            return JsonTree.parse(line);
        } catch (IOException _) {
            return null;
        }
    }

    boolean keyed() {
        return !text("key").isEmpty();
    }

    String text(String key) {
        return plain.get(key) instanceof String text ? text : "";
    }

    long number(String key) {
        return plain.get(key) instanceof Number number ? number.longValue() : -1;
    }
}
