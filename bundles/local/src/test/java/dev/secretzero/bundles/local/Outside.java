package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Programs of others that read what we make. A test that needs one is skipped where it is not installed.
final class Outside {

    private Outside() {}

    static String run(Path directory, String program, String... arguments) throws IOException, InterruptedException {
        var found = List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), program + " is not installed");
        var line = new ArrayList<>(List.of(found.orElseThrow().toString()));
        line.addAll(List.of(arguments));
        var process = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    static Path write(Path directory, String name, String text) throws IOException {
        var file = directory.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
