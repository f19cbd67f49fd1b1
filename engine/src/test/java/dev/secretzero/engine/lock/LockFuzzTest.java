package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Fuzzer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class LockFuzzTest {

    private static final Path CORPUS = Path.of("src/test/corpus/lock");

    @Test
    void everyInputOfTheCorpusIsRefusedOrComesBack() {
        assertThat(Fuzzer.replay(CORPUS, LockFuzz::fuzzerTestOneInput)).isGreaterThan(5);
    }

    @Test
    void noInputIsFoundThatBreaksTheLockfile() throws IOException, InterruptedException {
        new Fuzzer(LockFuzz.class, CORPUS, 10_000).check();
    }
}
