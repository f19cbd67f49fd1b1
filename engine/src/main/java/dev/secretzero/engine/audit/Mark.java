package dev.secretzero.engine.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a log ends, as remembered in the file beside it (`<log>.head`, one sealed line of [#LENGTH] bytes).
///
/// It is written after each entry is on disk, so it is never ahead of the log. A log that is behind it has lost its end.
///
/// @param size the length of the log's current file when it was written, in bytes
record Mark(Head head, long size) {

    static final int LENGTH = 320;

    /// What stands in the file.
    sealed interface Reading {
        /// Nothing yet.
        record Missing() implements Reading {}

        /// Something that nobody of us wrote.
        record Damaged() implements Reading {}

        record Found(Mark mark, String key, boolean checked) implements Reading {}
    }

    static Reading read(FileChannel channel, Seal seal) throws IOException {
        byte[] text = bytes(channel);
        if (text.length == 0) {
            return new Reading.Missing();
        }
        boolean ended = text.length == LENGTH && text[LENGTH - 1] == '\n';
        var sealed = ended ? Sealed.open(stripped(text), seal) : Optional.<Sealed>empty();
        return sealed.<Reading>map(Mark::found).orElseGet(Reading.Damaged::new);
    }

    private static Reading found(Sealed sealed) {
        var head = new Head(sealed.text("log"), sealed.number("seq"), sealed.text("head"));
        return new Reading.Found(new Mark(head, sealed.number("size")), sealed.text("key"), sealed.checked());
    }

    private static byte[] bytes(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(LENGTH + 1);
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
            // A read may give less than was asked for.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static byte[] stripped(byte[] text) {
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == ' ')) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    /// Always the same length, written in place: a process that is killed leaves the old one or the new one.
    void write(FileChannel channel, Seal seal) throws IOException {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("log", head.log());
        plain.put("seq", head.entry());
        plain.put("head", head.hash());
        plain.put("size", size);
        byte[] text = new byte[LENGTH];
        Arrays.fill(text, (byte) ' ');
        byte[] line = Sealed.line(plain, seal).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(line, 0, text, 0, line.length);
        text[LENGTH - 1] = '\n';
        var buffer = ByteBuffer.wrap(text);
        while (buffer.hasRemaining()) {
            channel.write(buffer, buffer.position());
        }
        if (channel.size() > LENGTH) {
            channel.truncate(LENGTH);
        }
    }
}
