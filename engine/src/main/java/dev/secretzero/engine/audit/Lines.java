package dev.secretzero.engine.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// The lines of a file from first to last, read in blocks. Of a line that is longer than the limit the text is not kept.
final class Lines {

    private static final int BLOCK = 1 << 16;

    /// One line.
    static final class Line {
        private final long start;
        private final long end;
        private final byte[] text;
        private final boolean ended;

        private Line(long start, long end, byte[] text, boolean ended) {
            this.start = start;
            this.end = end;
            this.text = text;
            this.ended = ended;
        }

        /// Where it begins.
        long start() {
            return start;
        }

        /// Where the next begins.
        long end() {
            return end;
        }

        /// Its text without the line feed; empty when it is longer than the limit.
        byte[] text() {
            return text;
        }

        /// Whether a line feed ends it.
        boolean ended() {
            return ended;
        }
    }

    /// What is done with a line.
    interface Use {
        /// Takes a line, and says whether to go on.
        boolean line(Line line) throws IOException;
    }

    private final int limit;
    private byte[] text = new byte[1 << 10];
    private int length;
    private boolean tooLong;

    Lines(int limit) {
        this.limit = limit;
    }

    /// Reads a part of a file.
    void each(FileChannel channel, long from, long to, Use use) throws IOException {
        var buffer = ByteBuffer.allocate(BLOCK);
        long start = from;
        long at = from;
        reset();
        while (at < to) {
            int read = channel.read(buffer.clear().limit((int) Math.min(BLOCK, to - at)), at);
            if (read <= 0) {
                break;
            }
            for (int i = 0, begin = 0; begin < read; begin = i) {
                i = feed(buffer.array(), begin, read);
                boolean ended = i <= read && buffer.array()[i - 1] == '\n';
                if (ended) {
                    if (!use.line(new Line(start, at + i, Arrays.copyOf(text, length), true))) {
                        return;
                    }
                    start = at + i;
                    reset();
                }
            }
            at += read;
        }
        if (at > start) {
            use.line(new Line(start, at, Arrays.copyOf(text, length), false));
        }
    }

    private void reset() {
        length = 0;
        tooLong = false;
    }

    /// Takes what belongs to the line.
    ///
    /// @return where the rest begins
    private int feed(byte[] block, int from, int to) {
        int end = from;
        while (end < to && block[end] != '\n') {
            end++;
        }
        keep(block, from, end - from);
        return end < to ? end + 1 : end;
    }

    private void keep(byte[] block, int from, int count) {
        if (tooLong || length + count > limit) {
            tooLong = true;
            length = 0;
            return;
        }
        if (length + count > text.length) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, length + count));
        }
        System.arraycopy(block, from, text, length, count);
        length += count;
    }
}
