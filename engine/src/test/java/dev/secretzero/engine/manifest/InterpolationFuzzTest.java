package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Fuzzer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class InterpolationFuzzTest {

    private static final Path CORPUS = Path.of("src/test/corpus/interpolation");

    @Test
    void everyInputOfTheCorpusKeepsItsPromises() {
        assertThat(Fuzzer.replay(CORPUS, InterpolationFuzz::fuzzerTestOneInput)).isGreaterThan(5);
    }

    @Test
    void noInputIsFoundThatBreaksAPromise() throws IOException, InterruptedException {
        new Fuzzer(InterpolationFuzz.class, CORPUS, 1_500).check();
    }
}
