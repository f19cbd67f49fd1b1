package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real disk of a few pages, mounted below a directory. Only the superuser may mount one, and not everywhere.
record SmallDisk(Path root) implements AutoCloseable {

    private static final int PAGES = 64;
    private static final int PAGE = 4096;

    static Optional<SmallDisk> mounted(Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        if (!linux || status("mount", "-t", "tmpfs", "-o", "size=" + PAGES * PAGE, "tmpfs", root.toString()) != 0) {
            System.out.println("skipped: a small disk cannot be mounted here; a limit on the size of files takes its place");
            return Optional.empty();
        }
        return Optional.of(new SmallDisk(root));
    }

    private static int status(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }

    /// Leaves no room at all.
    void fill() throws IOException {
        var filler = root.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            var page = new byte[PAGE];
            for (int i = 0; i <= PAGES; i++) {
                out.write(page);
            }
            throw new AssertionError("the disk is larger than it was made");
        } catch (IOException e) {
            assertThat(String.valueOf(e.getMessage())).contains("No space left");
        }
    }

    void free() throws IOException {
        Files.delete(root.resolve("filler"));
    }

    @Override
    public void close() throws IOException {
        try {
            assertThat(status("umount", root.toString())).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
