package dev.secretzero.bundles.local.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Fuzzer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FormatFuzzTest {

    private static final Path CORPUS = Path.of("src/test/corpus/format");

    @Test
    void everyInputOfTheCorpusKeepsItsPromises() {
        assertThat(Fuzzer.replay(CORPUS, FormatFuzz::fuzzerTestOneInput)).isGreaterThan(20);
    }

    @Test
    void noInputIsFoundThatBreaksAFormat() throws IOException, InterruptedException {
        new Fuzzer(FormatFuzz.class, CORPUS, 12_000).check();
    }
}
