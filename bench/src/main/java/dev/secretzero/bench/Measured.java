package dev.secretzero.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One run of a program.
///
/// @param peakKilobytes the most memory it held at once, as the kernel counts it; 0 where there is no `/proc`
record Measured(Duration wall, long peakKilobytes) {

    /// Runs a program to its end.
    ///
    /// @throws IllegalStateException when it ends with anything but 0
    static Measured run(Path directory, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var log = Files.createTempFile("bench", ".log");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        var process = builder.start();
        long peak = 0;
        do {
            peak = Math.max(peak, peak(process.pid()));
        } while (!process.waitFor(5, TimeUnit.MILLISECONDS));
        var wall = Duration.ofNanos(System.nanoTime() - start);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue() + ", see " + log);
        }
        Files.delete(log);
        return new Measured(wall, peak);
    }

    /// The high-water mark of a process.
    static long peak(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    double millis() {
        return wall.toNanos() / 1e6;
    }
}
