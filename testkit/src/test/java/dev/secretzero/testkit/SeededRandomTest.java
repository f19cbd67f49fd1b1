package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeededRandomTest {

    @Test
    void givesTheSameForTheSameSeedAndCounts() {
        var one = new SeededRandom(7);
        var two = new SeededRandom(7);
        assertThat(one.nextInt()).isEqualTo(two.nextInt());
        assertThat(one.nextLong()).isEqualTo(two.nextLong());
        assertThat(one.drawn()).isEqualTo(12);
        assertThat(new SeededRandom(8).nextLong()).isNotEqualTo(new SeededRandom(7).nextLong());
    }

    @Test
    void cannotBeReseeded() {
        var one = new SeededRandom(7);
        one.setSeed(99);
        assertThat(one.nextInt()).isEqualTo(new SeededRandom(7).nextInt());
    }
}
