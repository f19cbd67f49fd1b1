package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JailTest {

    @TempDir
    Path root;

    private Path home() {
        return root.resolve("home");
    }

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(home().resolve("vars"));
        Files.writeString(home().resolve("vars/dev.szvar"), "a: 1");
        Files.writeString(root.resolve("outside.szvar"), "a: 1");
        Files.createSymbolicLink(home().resolve("link.szvar"), root.resolve("outside.szvar"));
        Files.createSymbolicLink(home().resolve("up"), root);
    }

    private Jail jail() {
        return new Jail(home(), home());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vars/dev.szvar", "./vars/dev.szvar", "vars/../vars/dev.szvar"})
    void allowsWhatLiesInside(String path) throws IOException {
        assertThat(jail().inside(path)).isEqualTo(home().toRealPath().resolve("vars/dev.szvar"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.szvar", "/etc/passwd", "link.szvar", "up/outside.szvar", "up/missing", "vars/../../x", "a\0b"})
    void refusesWhatLiesOutside(String path) {
        assertThatThrownBy(() -> jail().inside(path))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> {
                    assertThat(thrown.problem().code()).isEqualTo(Problem.Code.PATH_FORBIDDEN);
                    assertThat(thrown.problem().message()).doesNotContain(path);
                });
    }

    @Test
    void findsAFileBesideTheSecretfileWhateverTheWorkingDirectory() throws IOException {
        assertThat(new Jail(root, home()).inside("vars/dev.szvar"))
                .isEqualTo(home().toRealPath().resolve("vars/dev.szvar"));
    }

    @Test
    void allowsAMissingFileInsideSoThatItCanBeNamed() throws IOException {
        assertThat(jail().inside("vars/none.szvar")).isEqualTo(home().toRealPath().resolve("vars/none.szvar"));
    }
}
