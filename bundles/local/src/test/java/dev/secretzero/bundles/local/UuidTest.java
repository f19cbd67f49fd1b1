package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class UuidTest {

    @Test
    void isRandomUnlessAskedOtherwise() {
        for (long seed = 0; seed < 200; seed++) {
            var uuid = UUID.fromString(Bench.text(Bench.make(Uuid.OFFER, Map.of(), seed)));
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
        }
    }

    @Test
    void beginsWithTheTimeInVersion7() {
        var uuid = UUID.fromString(Bench.text(Bench.make(Uuid.OFFER, Map.of("version", 7))));
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(Bench.NOW.toEpochMilli());
    }

    @Test
    void refusesOtherVersions() {
        Bench.refuses(Uuid.OFFER, Map.of("version", 1), "version");
    }
}
