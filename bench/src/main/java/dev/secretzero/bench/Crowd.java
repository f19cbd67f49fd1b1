package dev.secretzero.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Many processes sync at once, each with a Secretfile of its own that grows by one secret a sync, all on one lockfile. At the
/// end the lockfile must hold every entry.
public final class Crowd {

    private static final Pattern ENTRY = Pattern.compile("^\\s*\"(p\\d+_s\\d+)\": \\{", Pattern.MULTILINE);

    private Crowd() {}

    /// Arguments: the distribution, how many processes (8), and how many syncs each (200).
    public static void main(String[] arguments) throws Exception {
        var program = Path.of(arguments[0]).toAbsolutePath().resolve("bin/secretzero").toString();
        int processes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        int syncs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
        var work = Files.createTempDirectory("crowd");
        long start = System.nanoTime();
        try {
            var members = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < processes; i++) {
                int number = i;
                members.add(() -> member(work, program, number, syncs));
            }
            try (var threads = Executors.newFixedThreadPool(processes)) {
                for (var member : threads.invokeAll(members)) {
                    member.get();
                }
            }
            report(work, processes, syncs, start);
        } finally {
            delete(work);
        }
    }

    private static int member(Path work, String program, int number, int syncs) throws IOException, InterruptedException {
        var file = work.resolve("Secretfile-" + number + ".yml");
        var text = new StringBuilder("version: \"1.0\"\nsecrets:\n");
        for (int i = 0; i < syncs; i++) {
            text.append("  - {name: p%d_s%d, kind: random_password, targets: [{provider: local, kind: file, config: {path: p%d.env}}]}\n"
                    .formatted(number, i, number));
            Files.writeString(file, text);
            Measured.run(work, List.of(program, "sync", "-f", file.toString(), "-l", "shared.lock", "--lock-timeout", "10m"), Map.of());
        }
        return syncs;
    }

    private static void report(Path work, int processes, int syncs, long start) throws IOException {
        var lock = Files.readString(work.resolve("shared.lock"));
        Set<String> entries = new HashSet<>();
        ENTRY.matcher(lock).results().forEach(entry -> entries.add(entry.group(1)));
        int expected = processes * syncs;
        System.out.printf(
                Locale.ROOT,
                "%d processes x %d syncs on one lockfile: %d of %d entries, %.0f s%n",
                processes,
                syncs,
                entries.size(),
                expected,
                (System.nanoTime() - start) / 1e9);
        if (entries.size() != expected) {
            throw new IllegalStateException("entries are missing");
        }
    }

    private static void delete(Path work) throws IOException {
        try (var tree = Files.walk(work)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
