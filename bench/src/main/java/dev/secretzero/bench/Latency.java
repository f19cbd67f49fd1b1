package dev.secretzero.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A run of the packaged command line against five systems that take their time: how near it comes to the ideal, in which
/// every line is always full, and how often each system is asked. Loopback only.
public final class Latency {

    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final List<String> SYSTEMS = List.of("one", "two", "three", "four", "five");

    /// Calls at once to one provider, as the engine allows.
    private static final int AT_ONCE = 8;

    private Latency() {}

    /// Argument: the distribution, `app/target/dist`.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var program = Path.of(arguments[0]).toAbsolutePath().resolve("bin/secretzero").toString();
        System.out.printf(
                Locale.ROOT, "%-22s %8s %9s %10s %10s %7s %8s%n", "operation", "secrets", "calls", "a secret", "ideal ms", "wall", "RSS MB");
        for (int size : List.of(1_000, 10_000)) {
            measure(program, size);
        }
    }

    private static void measure(String program, int size) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("latency");
        try (var remote = Remote.start(LATENCY)) {
            RemotePlugin.jar(Files.createDirectories(work.resolve("plugins")));
            Files.writeString(work.resolve("Secretfile.yml"), manifest(remote.url(), size));
            run(remote, work, program, size, "first sync", "sync");
            run(remote, work, program, size, "sync, nothing to do", "sync");
            run(remote, work, program, size, "rotate all", "rotate", "--force");
        } finally {
            delete(work);
        }
    }

    private static void run(Remote remote, Path work, String program, int size, String name, String... words)
            throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        remote.calls();
        var measured = Measured.run(work, command, Map.of("SECRETZERO_PLUGINS", work.resolve("plugins").toString()));
        long calls = remote.calls();
        double ideal = (double) calls * LATENCY.toMillis() / (AT_ONCE * SYSTEMS.size());
        System.out.printf(
                Locale.ROOT,
                "%-22s %8d %9d %10.2f %10.0f %6.2fx %8.0f%n",
                name,
                size,
                calls,
                (double) calls / size,
                ideal,
                measured.millis() / ideal,
                measured.peakKilobytes() / 1024.0);
    }

    private static String manifest(String url, int size) {
        var text = new StringBuilder("providers:\n");
        SYSTEMS.forEach(name -> text.append("  %1$s: {kind: remote, config: {url: \"%2$s/%1$s\"}}\n".formatted(name, url)));
        text.append("secrets:\n");
        for (int i = 0; i < size; i++) {
            text.append("  - name: secret_").append(i).append("\n    kind: random_password\n    rotation_period: 90d\n    targets:\n");
            SYSTEMS.forEach(name -> text.append("      - {provider: ").append(name).append(", kind: remote_shown}\n"));
        }
        return text.toString();
    }

    private static void delete(Path work) throws IOException {
        try (var tree = Files.walk(work)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
