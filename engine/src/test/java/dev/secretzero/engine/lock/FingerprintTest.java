package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Fingerprint.Cost;
import dev.secretzero.engine.lock.Fingerprint.Keyed;
import dev.secretzero.engine.lock.Fingerprint.Plain;
import dev.secretzero.engine.lock.Fingerprint.Slow;
import dev.secretzero.engine.lock.Fingerprint.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintTest {

    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String SALT = "00112233445566778899aabbccddeeff";

    @Test
    void isReadAsItWasWritten() {
        assertThat(Fingerprint.parse(HEX)).isEqualTo(new Plain(HEX));
        var keyed = new Keyed("0123456789abcdef", SALT, HEX);
        assertThat(Fingerprint.parse(keyed.text())).isEqualTo(keyed);
        var slow = new Slow(new Cost(65536, 3, 4), SALT, HEX);
        assertThat(slow.text()).isEqualTo("argon2id:v=19,m=65536,t=3,p=4:" + SALT + ":" + HEX);
        assertThat(Fingerprint.parse(slow.text())).isEqualTo(slow);
    }

    @Test
    void ofAPlainDigestMayHaveCapitals() {
        assertThat(Fingerprint.parse("ABCDEF0123456789".repeat(4))).isEqualTo(new Plain("abcdef0123456789".repeat(4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "0123",
        "sha256:",
        "hmac-sha256:0123456789abcdef:00112233445566778899aabbccddeeff:12",
        "hmac-sha256:0123456789ABCDEF:00112233445566778899aabbccddeeff:",
        "argon2id:v=19,m=8192,t=3,p=1:00112233445566778899aabbccddeeff:",
        "argon2id:garbage",
        "bcrypt:something"
    })
    void thatIsCorruptIsUnreadableAndNoFault(String text) {
        assertThat(Fingerprint.parse(text)).isEqualTo(new Unreadable(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m=999999,t=3,p=1", "m=8192,t=99,p=1", "m=8192,t=3,p=99", "m=8,t=3,p=2", "m=8192,t=0,p=1", "m=0,t=1,p=0"})
    void thatAsksForAbsurdWorkIsNotComputed(String cost) {
        assertThat(Fingerprint.parse("argon2id:v=19," + cost + ":" + SALT + ":" + HEX)).isInstanceOf(Unreadable.class);
    }
}
