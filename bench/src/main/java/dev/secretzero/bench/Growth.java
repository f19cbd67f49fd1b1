package dev.secretzero.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs the packaged command line over manifests of 100, 1,000 and 10,000 secrets, and prints how time and memory grow.
///
/// A growth of 10 from one size to the next is linear. The program's start is in every figure, so that small sizes look
/// better than linear.
public final class Growth {

    private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);

    private Growth() {}

    /// Argument: the distribution, `app/target/dist`.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var program = Path.of(arguments[0]).toAbsolutePath().resolve("bin/secretzero").toString();
        System.out.printf(Locale.ROOT, "%-28s %8s %10s %9s %8s%n", "operation", "secrets", "wall ms", "RSS MB", "growth");
        for (int files : List.of(1, 100)) {
            var before = new LinkedHashMap<String, Measured>();
            for (int size : SIZES) {
                before.putAll(measure(program, size, files, before));
            }
        }
    }

    private static Map<String, Measured> measure(String program, int size, int files, Map<String, Measured> before)
            throws IOException, InterruptedException {
        var work = Files.createTempDirectory("growth");
        try {
            Files.writeString(work.resolve("Secretfile.yml"), Manifests.of(size, files));
            var found = new LinkedHashMap<String, Measured>();
            String place = files == 1 ? " (1 file)" : " (" + files + " files)";
            found.put("validate" + place, run(work, program, "validate"));
            found.put("plan" + place, run(work, program, "sync", "--dry-run"));
            found.put("sync" + place, run(work, program, "sync"));
            found.put("second sync" + place, run(work, program, "sync"));
            found.forEach((name, measured) -> print(name, size, measured, before));
            return found;
        } finally {
            delete(work);
        }
    }

    private static Measured run(Path work, String program, String... arguments)
            throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return Measured.run(work, command, Map.of());
    }

    private static void print(String name, int size, Measured measured, Map<String, Measured> before) {
        String growth = before.containsKey(name)
                ? String.format(Locale.ROOT, "%.1f", measured.millis() / before.get(name).millis())
                : "";
        System.out.printf(
                Locale.ROOT,
                "%-28s %8d %10.0f %9.0f %8s%n",
                name,
                size,
                measured.millis(),
                measured.peakKilobytes() / 1024.0,
                growth);
    }

    private static void delete(Path work) throws IOException {
        try (var tree = Files.walk(work)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
