package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// An SSH key pair without a passphrase: the fields `private_key`, in the format of OpenSSH with a newline at the
/// end (`PROTOCOL.key` of OpenSSH), `public_key`, one line as in `authorized_keys`, and `fingerprint`.
///
/// @param bits the size of an RSA key; 0 for Ed25519
record SshKeypair(int bits, String comment) implements Generator.Local {

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "ssh_keypair",
            "An SSH key pair: private_key, public_key, fingerprint.",
            List.of(
                    Setting.of("type", Setting.Type.TEXT, "The algorithm.")
                            .otherwise("ed25519")
                            .oneOf("ed25519", "rsa"),
                    Setting.of("bits", Setting.Type.INTEGER, "The size of an RSA key, from 2048 to 8192.")
                            .otherwise("4096"),
                    Setting.of("comment", Setting.Type.TEXT, "The comment in both keys.")
                            .otherwise("")),
            (_, settings) -> open(settings));

    static Generator open(Settings settings) {
        String comment = Wrong.line("comment", settings.text("comment"));
        String type = settings.text("type");
        return switch (type) {
            case "ed25519" -> new SshKeypair(0, comment);
            case "rsa" -> new SshKeypair(KeyPairs.bits(settings), comment);
            default -> throw Wrong.choice("type", type, List.of("ed25519", "rsa"));
        };
    }

    @Override
    public int entropyBits() {
        return bits == 0 ? KeyPairs.STRENGTH_25519 : KeyPairs.rsaStrength(bits);
    }

    @Override
    public Material generate(SecureRandom entropy) {
        return bits == 0
                ? material("ssh-ed25519", KeyPairs.ed25519(entropy), entropy)
                : material("ssh-rsa", KeyPairs.rsa(bits, entropy), entropy);
    }

    private Material material(String name, KeyPair pair, SecureRandom entropy) {
        byte[] open = publicBlob(name, pair);
        String line = name + " " + Base64.getEncoder().encodeToString(open) + (comment.isEmpty() ? "" : " " + comment);
        return new Fields()
                .with("private_key", file(open, privatePart(name, pair), entropy.nextInt()))
                .with("public_key", line)
                .with("fingerprint", fingerprint(open))
                .material();
    }

    private static byte[] publicBlob(String name, KeyPair pair) {
        var wire = new SshWire().string(name);
        return pair.getPrivate() instanceof RSAPrivateCrtKey rsa
                ? wire.integer(rsa.getPublicExponent()).integer(rsa.getModulus()).drain()
                : wire.string(KeyPairs.raw25519(pair)).drain();
    }

    private static byte[] privatePart(String name, KeyPair pair) {
        var wire = new SshWire().string(name);
        return switch (pair.getPrivate()) {
            case RSAPrivateCrtKey rsa ->
                wire.integer(rsa.getModulus())
                        .integer(rsa.getPublicExponent())
                        .integer(rsa.getPrivateExponent())
                        .integer(rsa.getCrtCoefficient())
                        .integer(rsa.getPrimeP())
                        .integer(rsa.getPrimeQ())
                        .drain();
            case EdECPrivateKey edwards -> edwards(wire, edwards.getBytes().orElseThrow(), KeyPairs.raw25519(pair));
            default -> throw new IllegalStateException("neither RSA nor Ed25519");
        };
    }

    private static byte[] edwards(SshWire wire, byte[] seed, byte[] open) {
        byte[] both = Arrays.copyOf(seed, seed.length + open.length);
        System.arraycopy(open, 0, both, seed.length, open.length);
        byte[] part = wire.string(open).string(both).drain();
        Arrays.fill(seed, (byte) 0);
        Arrays.fill(both, (byte) 0);
        return part;
    }

    private Secret file(byte[] open, byte[] part, int check) {
        byte[] inner = new SshWire()
                .number(check)
                .number(check)
                .plain(part)
                .string(comment)
                .pad(8)
                .drain();
        byte[] whole = new SshWire()
                .plain("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
                .string("none")
                .string("none")
                .string("")
                .number(1)
                .string(open)
                .string(inner)
                .drain();
        Arrays.fill(part, (byte) 0);
        Arrays.fill(inner, (byte) 0);
        return KeyPairs.pem("OPENSSH PRIVATE KEY", whole, 70);
    }

    private static String fingerprint(byte[] open) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(open);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw Wrong.missing("SHA-256 digests", e);
        }
    }
}
