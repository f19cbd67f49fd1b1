package dev.secretzero.bundles.local;

import java.util.Arrays;

/// The Bech32 encoding (BIP 173), without its limit of 90 characters, as age uses it.
final class Bech32 {

    private static final String SYMBOLS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM = 6;

    private Bech32() {}

    /// The text as lower-case ASCII bytes, that the caller wipes.
    ///
    /// @param prefix in lower case
    static byte[] encode(String prefix, byte[] bytes) {
        byte[] groups = groups(bytes);
        byte[] sum = checksum(prefix, groups);
        try (var out = new WipedBuffer(prefix.length() + 1 + groups.length + CHECKSUM)) {
            out.text(prefix).text("1");
            for (byte group : groups) {
                out.write(SYMBOLS.charAt(group));
            }
            for (byte group : sum) {
                out.write(SYMBOLS.charAt(group));
            }
            return out.drain();
        } finally {
            Arrays.fill(groups, (byte) 0);
        }
    }

    private static byte[] groups(byte[] bytes) {
        byte[] groups = new byte[(bytes.length * 8 + 4) / 5];
        for (int i = 0; i < groups.length; i++) {
            int at = i * 5;
            int pair = ((bytes[at / 8] & 0xff) << 8) | (at / 8 + 1 < bytes.length ? bytes[at / 8 + 1] & 0xff : 0);
            groups[i] = (byte) ((pair >> (11 - at % 8)) & 31);
        }
        return groups;
    }

    private static byte[] checksum(String prefix, byte[] groups) {
        int sum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) >> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) & 31);
        }
        for (byte group : groups) {
            sum = step(sum, group);
        }
        return symbols(sum);
    }

    private static byte[] symbols(int before) {
        int sum = before;
        for (int i = 0; i < CHECKSUM; i++) {
            sum = step(sum, 0);
        }
        byte[] symbols = new byte[CHECKSUM];
        for (int i = 0; i < CHECKSUM; i++) {
            symbols[i] = (byte) (((sum ^ 1) >> (5 * (CHECKSUM - 1 - i))) & 31);
        }
        return symbols;
    }

    private static int step(int sum, int next) {
        int top = sum >>> 25;
        int stepped = ((sum & 0x1ffffff) << 5) ^ next;
        for (int i = 0; i < GENERATOR.length; i++) {
            stepped ^= ((top >> i) & 1) == 1 ? GENERATOR[i] : 0;
        }
        return stepped;
    }
}
