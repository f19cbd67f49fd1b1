package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged command line.
final class CommandLineIT {

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    @Test
    void syncsOnceAndThenNothing(Canaries canaries) throws IOException, InterruptedException {
        canaries.target(work.resolve(".env"));
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        assertThat(Packaged.cli(work, logs, "validate").status()).isZero();
        var first = Packaged.cli(work, logs, "sync");
        assertThat(first.status()).as(first.err()).isZero();
        var written = Files.readString(work.resolve(".env"));
        var lock = Files.readString(work.resolve(".gitsecrets.lock"));
        assertThat(Packaged.cli(work, logs, "sync").status()).isZero();
        assertThat(Files.readString(work.resolve(".env"))).isEqualTo(written);
        assertThat(Files.readString(work.resolve(".gitsecrets.lock"))).isEqualTo(lock);
    }

    @Test
    void saysThatThereIsNoSecretfile() throws IOException, InterruptedException {
        var ended = Packaged.cli(work, logs, "sync");
        assertThat(ended.status()).isNotZero();
        assertThat(ended.err() + ended.out()).contains("Secretfile.yml").doesNotContain("\tat ");
    }

    @Test
    void runsFromADirectoryWithSpacesThroughALink() throws IOException, InterruptedException {
        var link = Files.createSymbolicLink(work.resolve("my secretzero"), Packaged.DIST.resolve("bin/secretzero"));
        var ended = Packaged.run(work, List.of(link.toString(), "--version"), Map.of(), logs);
        Files.delete(link);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("0.1");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void saysInOneLineThatThereIsNoJava() throws IOException, InterruptedException {
        var bare = Files.createDirectories(work.resolve("bare/lib"));
        Files.createDirectories(work.resolve("bare/bin"));
        Files.copy(Packaged.DIST.resolve("bin/secretzero"), work.resolve("bare/bin/secretzero"));
        var launcher = Files.readString(Packaged.DIST.resolve("lib/launcher.sh"));
        Files.writeString(bare.resolve("launcher.sh"), launcher.replace("-ge 25", "-ge 9999"));
        var ended = Packaged.run(work, List.of("sh", "bare/bin/secretzero"), Map.of(), logs);
        assertThat(ended.status()).isEqualTo(5);
        assertThat(ended.err()).isEqualTo(
                "secretzero: no Java 25 or newer was found; install one, or set JAVA_HOME to where it is\n");
    }

    @Test
    void startsFromACacheThatTrainingMade() throws IOException, InterruptedException {
        var made = Packaged.run(
                work,
                List.of("sh", Packaged.DIST.resolve("lib/train.sh").toString(), "secretzero", work.resolve("aot").toString()),
                Map.of(),
                logs);
        assertThat(made.status()).isZero();
        try (var files = Files.list(work.resolve("aot"))) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .singleElement()
                    .asString()
                    .endsWith(".aot");
        }
    }
}
