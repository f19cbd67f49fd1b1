package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Fuzzer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ManifestFuzzTest {

    private static final Path CORPUS = Path.of("src/test/corpus/manifest");

    @Test
    void everyInputOfTheCorpusKeepsItsPromises() {
        assertThat(Fuzzer.replay(CORPUS, ManifestFuzz::fuzzerTestOneInput)).isGreaterThan(5);
    }

    @Test
    void noInputIsFoundThatBreaksAPromise() throws IOException, InterruptedException {
        new Fuzzer(ManifestFuzz.class, CORPUS, 3_000).check();
    }
}
