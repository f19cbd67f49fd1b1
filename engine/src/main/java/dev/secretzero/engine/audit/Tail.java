package dev.secretzero.engine.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/// The lines of a file from the last to the first, read in blocks. A line that is longer than the limit is left out. Lines
/// that are appended while it reads are not seen.
final class Tail {

    private static final int BLOCK = 1 << 16;

    private final FileChannel channel;
    private final int limit;

    /// The parts of the line whose beginning has not been reached, in their order.
    private final ArrayDeque<byte[]> parts = new ArrayDeque<>();

    private long length;

    Tail(FileChannel channel, int limit) {
        this.channel = channel;
        this.limit = limit;
    }

    void forEach(Consumer<byte[]> use) throws IOException {
        long end = channel.size();
        while (end > 0) {
            int size = (int) Math.min(BLOCK, end);
            end -= size;
            block(read(end, size), use);
        }
        flush(use);
    }

    private byte[] read(long from, int size) throws IOException {
        var buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
            // A read may give less than was asked for.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void block(byte[] block, Consumer<byte[]> use) {
        int end = block.length;
        for (int i = block.length - 1; i >= 0; i--) {
            if (block[i] == '\n') {
                keep(block, i + 1, end);
                flush(use);
                end = i;
            }
        }
        keep(block, 0, end);
    }

    private void keep(byte[] block, int from, int to) {
        length += to - from;
        if (length > limit) {
            parts.clear();
        } else {
            parts.addFirst(Arrays.copyOfRange(block, from, to));
        }
    }

    private void flush(Consumer<byte[]> use) {
        if (length > 0 && length <= limit) {
            var line = ByteBuffer.allocate((int) length);
            parts.forEach(line::put);
            use.accept(line.array());
        }
        parts.clear();
        length = 0;
    }
}
