package dev.secretzero.engine.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Bytes of a log that are not part of its chain, as the next entry names them: so they are part of it from then on.
///
/// @param bytes how many
/// @param hash their SHA-256
record Loose(Kind kind, long bytes, String hash) {

    /// Where they come from.
    enum Kind {
        /// Lines that were there before the first entry of the chain.
        EARLIER("earlier"),
        /// A line that was cut short by a crash.
        TORN("torn"),
        /// Lines that somebody else wrote.
        FOREIGN("foreign");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /// A part of a file, its last line closed by a line feed that is still to be written.
    static Loose of(Kind kind, FileChannel channel, long from, long to, boolean closed) throws IOException {
        var digest = Seal.digest();
        var buffer = ByteBuffer.allocate(1 << 16);
        for (long at = from; at < to; at += buffer.limit()) {
            int read = channel.read(buffer.clear().limit((int) Math.min(buffer.capacity(), to - at)), at);
            if (read <= 0) {
                break;
            }
            digest.update(buffer.flip());
        }
        if (!closed) {
            digest.update((byte) '\n');
        }
        return new Loose(kind, to - from + (closed ? 0 : 1), HexFormat.of().formatHex(digest.digest()));
    }

    Map<String, @Nullable Object> plain() {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("kind", kind.label());
        plain.put("bytes", bytes);
        plain.put("hash", hash);
        return plain;
    }

    static Optional<Loose> of(@Nullable Object plain) {
        return plain instanceof Map<?, ?> map
                        && map.get("bytes") instanceof Number bytes
                        && map.get("hash") instanceof String hash
                ? Optional.of(new Loose(kind(map.get("kind")), bytes.longValue(), hash))
                : Optional.empty();
    }

    private static Kind kind(@Nullable Object label) {
        for (var kind : Kind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        return Kind.FOREIGN;
    }
}
