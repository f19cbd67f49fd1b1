package dev.secretzero.engine.lock;

import dev.secretzero.engine.lock.Fingerprint.Cost;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id, version 1.3 (RFC 9106), of 32 bytes. Bouncy Castle is loaded when the first digest is made, not before.
final class Argon2 {

    private Argon2() {}

    static String hex(Cost cost, String salt, byte[] text) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memory())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(HexFormat.of().parseHex(salt))
                .build();
        return HexFormat.of().formatHex(digest(parameters, text));
    }

    static byte[] digest(Argon2Parameters parameters, byte[] text) {
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] digest = new byte[32];
        generator.generateBytes(text, digest);
        return digest;
    }
}
