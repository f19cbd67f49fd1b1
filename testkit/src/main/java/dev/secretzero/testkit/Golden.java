package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares texts with recorded files. `-Dgolden=write` records anew; whoever commits the change has read it.
public record Golden(Path directory) {

    /// The recorded files of this directory, relative to the module.
    public static Golden in(String directory) {
        return new Golden(Path.of(directory));
    }

    /// Compares a text with the file of this name.
    ///
    /// @throws AssertionError when they differ, or when there is no such file
    public void check(String name, String text) {
        var file = directory.resolve(name);
        try {
            if (System.getProperty("golden", "").equals("write")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as("recorded by -Dgolden=write").exists();
            assertThat(text).as("differs from %s; record it with -Dgolden=write", file).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
