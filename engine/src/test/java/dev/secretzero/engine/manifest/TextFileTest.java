package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFileTest {

    @TempDir
    private Path home;

    private static Problem problem(Path path) {
        var thrown = new Problem[1];
        assertThatThrownBy(() -> TextFile.read(path)).isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e.problem());
        return thrown[0];
    }

    @Test
    void dropsTheByteOrderMark() throws IOException {
        var file = Files.write(home.resolve("a"), "\ufeffk\u00e4se".getBytes(StandardCharsets.UTF_8));
        assertThat(TextFile.read(file)).isEqualTo("k\u00e4se");
        assertThat(TextFile.read(Files.createFile(home.resolve("empty")))).isEmpty();
    }

    @Test
    void tellsWhereAByteIsNoText() throws IOException {
        var file = Files.write(home.resolve("a"), new byte[] {'a', '\n', 'b', 'c', (byte) 0xc3, '('});
        assertThat(problem(file)).satisfies(it -> {
            assertThat(it.code()).isEqualTo(Problem.Code.MANIFEST_INVALID);
            assertThat(it.message()).endsWith("is not UTF-8 text: the byte at line 2, column 3");
        });
    }

    @Test
    void tellsOfMissingFilesAndDirectories() {
        assertThat(problem(home.resolve("nosuch")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(home).code()).isEqualTo(Problem.Code.UNREADABLE);
    }
}
