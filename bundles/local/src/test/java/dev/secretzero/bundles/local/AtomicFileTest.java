package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void doesNotReplaceWhatWasNotSeen() throws IOException {
        var file = new AtomicFile(directory.resolve("f"), "f");
        var nothing = file.read(100);
        assertThat(nothing.absent()).isTrue();
        Files.writeString(file.path(), "other");
        assertThat(file.replace(nothing, bytes("mine"), AtomicFile.PRIVATE)).isFalse();
        assertThat(file.path()).hasContent("other");
        var seen = file.read(100);
        Files.writeString(file.path(), "longer");
        assertThat(file.replace(seen, bytes("mine"), AtomicFile.PRIVATE)).isFalse();
        assertThat(file.replace(file.read(100), bytes("mine"), AtomicFile.PRIVATE)).isTrue();
        assertThat(file.path()).hasContent("mine");
        assertThat(directory.toFile().list()).containsExactly("f");
    }

    @Test
    void neverPrintsContents() {
        var file = new AtomicFile(directory.resolve("f"), "f");
        assertThat(file.replace(file.read(100), bytes("hunter2"), AtomicFile.PRIVATE)).isTrue();
        assertThat(file.read(100).toString()).doesNotContain("hunter2");
    }

    @Test
    void deletesOnceAndAgain() {
        var file = new AtomicFile(directory.resolve("f"), "f");
        file.replace(file.read(1), bytes("x"), AtomicFile.PRIVATE);
        file.delete();
        file.delete();
        assertThat(directory).isEmptyDirectory();
    }
}
