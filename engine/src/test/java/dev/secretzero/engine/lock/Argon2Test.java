package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Fingerprint.Cost;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

final class Argon2Test {

    /// RFC 9106, section 5.3.
    @Test
    void givesTheVectorOfTheStandard() {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(32)
                .withIterations(3)
                .withParallelism(4)
                .withSalt(repeated(16, 2))
                .withSecret(repeated(8, 3))
                .withAdditional(repeated(12, 4))
                .build();
        assertThat(HexFormat.of().formatHex(Argon2.digest(parameters, repeated(32, 1))))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    /// From the tests of the authors: two passes over 64 MiB in one lane.
    @Test
    void givesAVectorOfTheReferenceImplementation() {
        var salt = HexFormat.of().formatHex("somesalt".getBytes(StandardCharsets.US_ASCII));
        assertThat(Argon2.hex(new Cost(65536, 2, 1), salt, "password".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    private static byte[] repeated(int times, int value) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
