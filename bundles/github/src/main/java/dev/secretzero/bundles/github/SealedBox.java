package dev.secretzero.bundles.github;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.XECPublicKey;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import software.pando.crypto.nacl.CryptoBox;

/// Seals bytes so that only the holder of a private key can open them: libsodium's `crypto_box_seal`.
///
/// The box is made with a key pair that is used once. Its public key comes first; the nonce is the BLAKE2b digest, of 24
/// bytes, of both public keys; then comes a `crypto_box` of X25519, XSalsa20 and Poly1305, the tag before the text
/// (libsodium documentation, "Sealed boxes").
final class SealedBox {

    static final int KEY = 32;
    private static final int NONCE = 24;

    private SealedBox() {}

    /// The sealed form, 48 bytes longer than the message.
    ///
    /// @param recipient a public key of 32 bytes
    /// @throws IllegalArgumentException or [IllegalStateException] when it is no key that one can seal for
    static byte[] seal(byte[] recipient, byte[] message) {
        var once = CryptoBox.keyPair();
        byte[] sender = raw(once);
        try (var box = CryptoBox.encrypt(
                once.getPrivate(), CryptoBox.publicKey(recipient), nonce(sender, recipient), message)) {
            return join(join(sender, box.getTag()), box.getCiphertextWithoutTag());
        }
    }

    static byte[] nonce(byte[] sender, byte[] recipient) {
        var digest = new Blake2bDigest(NONCE * 8);
        digest.update(sender, 0, sender.length);
        digest.update(recipient, 0, recipient.length);
        byte[] nonce = new byte[NONCE];
        digest.doFinal(nonce, 0);
        return nonce;
    }

    /// The u-coordinate, lowest byte first (RFC 7748, section 5).
    private static byte[] raw(KeyPair pair) {
        BigInteger u = ((XECPublicKey) pair.getPublic()).getU();
        byte[] raw = new byte[KEY];
        for (int i = 0; i < KEY; i++) {
            raw[i] = u.shiftRight(8 * i).byteValue();
        }
        return raw;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
