package dev.secretzero.bundles.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedBoxTest {

    private static final byte[] SECRET_KEY = ascending();

    private static byte[] ascending() {
        byte[] key = new byte[32];
        for (int i = 0; i < 32; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    /// Made by libsodium 1.0.20.
    @Test
    void theOpenerOpensWhatLibsodiumSealed() {
        assertThat(Opener.publicKey(SECRET_KEY)).isEqualTo(decoded("j0DFrbaPJWJK5bIU6nZ6bslNgp09e14a0bpvPiE4KF8="));
        var sealed = decoded("XIburxzK6QB8pLboZvlQ6/hYLvW4xSp/qdedcg5gCHQN/pgOBd48Wh3h+B/KJI+JcXA3yZs/Dr58/duL58tp8O9pqQ==");
        assertThat(Opener.open(SECRET_KEY, sealed)).asString(StandardCharsets.UTF_8).isEqualTo("sealed by libsodium");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31, 32, 33, 63, 64, 65, 1000, 49152})
    void sealsWhatTheOpenerOpens(int length) {
        byte[] message = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length).getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = SealedBox.seal(Opener.publicKey(SECRET_KEY), message.clone());
        assertThat(sealed).hasSize(length + 48);
        assertThat(Opener.open(SECRET_KEY, sealed)).isEqualTo(message);
    }

    @Test
    void sealsDifferentlyEachTime() {
        byte[] key = Opener.publicKey(SECRET_KEY);
        assertThat(SealedBox.seal(key, new byte[8])).isNotEqualTo(SealedBox.seal(key, new byte[8]));
    }

    @Test
    void aChangedBoxDoesNotOpen() {
        byte[] sealed = SealedBox.seal(Opener.publicKey(SECRET_KEY), new byte[40]);
        sealed[60] ^= 1;
        assertThat(catchThrowable(() -> Opener.open(SECRET_KEY, sealed))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAKeyThatSealsForEverybody() {
        assertThat(catchThrowable(() -> SealedBox.seal(new byte[32], new byte[8])))
                .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
    }
}
