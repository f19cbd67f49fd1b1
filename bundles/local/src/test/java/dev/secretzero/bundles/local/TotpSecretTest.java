package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TotpSecretTest {

    @Test
    void isBase32WithoutPadding() {
        assertThat(Bench.text(Bench.make(TotpSecret.OFFER, Map.of()))).matches("[A-Z2-7]{32}");
        String longest = Bench.text(Bench.make(TotpSecret.OFFER, Map.of("bits", 640)));
        assertThat(longest).hasSize(128);
        assertThat(longest.chars().distinct().count()).isGreaterThan(25);
    }

    @Test
    void refusesOddSizes() {
        Bench.refuses(TotpSecret.OFFER, Map.of("bits", 40), "bits");
        Bench.refuses(TotpSecret.OFFER, Map.of("bits", 680), "bits");
        Bench.refuses(TotpSecret.OFFER, Map.of("bits", 100), "bits");
    }
}
