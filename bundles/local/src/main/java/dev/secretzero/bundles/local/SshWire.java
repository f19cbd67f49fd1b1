package dev.secretzero.bundles.local;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the data types of the SSH protocol (RFC 4251, section 5).
final class SshWire {

    private final WipedBuffer out = new WipedBuffer(8192);

    SshWire plain(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    SshWire number(int number) {
        return plain(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    SshWire string(byte[] bytes) {
        return number(bytes.length).plain(bytes);
    }

    SshWire string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    SshWire integer(BigInteger number) {
        byte[] bytes = number.toByteArray();
        string(bytes);
        Arrays.fill(bytes, (byte) 0);
        return this;
    }

    /// Pads with 1, 2, 3 and so on to a multiple of the cipher's block.
    SshWire pad(int block) {
        for (int i = 1; out.size() % block != 0; i++) {
            out.write(i);
        }
        return this;
    }

    byte[] drain() {
        return out.drain();
    }
}
