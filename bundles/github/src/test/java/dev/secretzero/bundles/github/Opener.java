package dev.secretzero.bundles.github;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.util.Pack;

/// Opens sealed boxes, by other primitives than those that seal them.
final class Opener {

    private static final byte[] SIGMA = "expand 32-byte k".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Opener() {}

    static byte[] publicKey(byte[] secretKey) {
        byte[] key = new byte[32];
        X25519.scalarMultBase(secretKey, 0, key, 0);
        return key;
    }

    /// The message.
    ///
    /// @throws IllegalArgumentException when it was not sealed for this key, or was changed
    static byte[] open(byte[] secretKey, byte[] sealed) {
        if (sealed.length < 48) {
            throw new IllegalArgumentException("too short");
        }
        byte[] sender = Arrays.copyOf(sealed, 32);
        byte[] shared = new byte[32];
        X25519.calculateAgreement(secretKey, 0, sender, 0, shared, 0);
        var cipher = new XSalsa20Engine();
        cipher.init(false, new ParametersWithIV(new KeyParameter(hsalsa20(shared)), SealedBox.nonce(sender, publicKey(secretKey))));
        byte[] macKey = new byte[32];
        cipher.processBytes(macKey, 0, 32, macKey, 0);
        byte[] tag = new byte[16];
        var mac = new Poly1305();
        mac.init(new KeyParameter(macKey));
        mac.update(sealed, 48, sealed.length - 48);
        mac.doFinal(tag, 0);
        if (!Arrays.equals(tag, Arrays.copyOfRange(sealed, 32, 48))) {
            throw new IllegalArgumentException("the tag is another");
        }
        byte[] message = new byte[sealed.length - 48];
        cipher.processBytes(sealed, 48, message.length, message, 0);
        return message;
    }

    /// HSalsa20 with a nonce of zeros: the core without its last addition, of which eight words are taken.
    private static byte[] hsalsa20(byte[] key) {
        int[] sigma = Pack.littleEndianToInt(SIGMA, 0, 4);
        int[] words = Pack.littleEndianToInt(key, 0, 8);
        int[] state = {
            sigma[0], words[0], words[1], words[2], words[3], sigma[1], 0, 0, 0, 0, sigma[2], words[4], words[5], words[6], words[7], sigma[3]
        };
        int[] out = new int[16];
        Salsa20Engine.salsaCore(20, state, out);
        int[] taken = {0, 5, 10, 15, 6, 7, 8, 9};
        for (int i = 0; i < 8; i++) {
            taken[i] = out[taken[i]] - state[taken[i]];
        }
        return Pack.intToLittleEndian(taken);
    }
}
