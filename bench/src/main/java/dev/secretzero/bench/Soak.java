package dev.secretzero.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Kills the packaged command line with signal 9 at random moments of a first sync or a rotation, lets the next sync settle
/// it, and compares: every place of a secret must hold one value, the one that the lockfile names.
///
/// Each secret has a dotenv file, a JSON file, a remote place that shows what it holds and one that does not. Loopback only.
public final class Soak {

    private static final int SECRETS = 12;
    private static final Pattern ENTRY = Pattern.compile("\"(secret_\\d+)\": \\{\\s*\"hash\": \"([0-9a-f]{64})\"");

    private final Path work;
    private final Remote remote;
    private final List<String> java;
    private final Random random;
    private int untouched;
    private int under;
    private int ended;
    private int lost;
    private int diverged;
    private int stranded;

    private Soak(Path work, Remote remote, List<String> java, Random random) {
        this.work = work;
        this.remote = remote;
        this.java = java;
        this.random = random;
    }

    /// Arguments: the distribution, how often to kill (2,000), and the seed of the actions (9).
    public static void main(String[] arguments) throws Exception {
        var dist = Path.of(arguments[0]).toAbsolutePath();
        int kills = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 9;
        var work = Files.createTempDirectory("soak");
        try (var remote = Remote.start()) {
            var soak = new Soak(work, remote, java(dist, work), new Random(seed));
            Files.writeString(work.resolve("Secretfile.yml"), manifest(remote.url()));
            soak.run(kills);
            System.out.println("kill -9, seed " + seed + ": " + kills + " kills: " + soak.untouched + " before anything began, " + soak.under
                    + " under way, " + soak.ended + " after the end; " + soak.lost + " lost, " + soak.stranded
                    + " stranded, " + soak.diverged + " diverged");
            if (soak.lost + soak.stranded + soak.diverged > 0) {
                System.exit(1);
            }
        } finally {
            delete(work);
        }
    }

    /// The command line of the distribution, with the remote's bundle beside it and a cache of classes of its own.
    private static List<String> java(Path dist, Path work) throws IOException, InterruptedException {
        RemotePlugin.jar(Files.createDirectories(work.resolve("plugins")));
        var cache = work.resolve("soak.aot");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        var rest = List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dpicocli.disable.closures=true",
                "-Dsecretzero.plugins=" + work.resolve("plugins"),
                "-cp",
                dist.resolve("lib/secretzero.jar").toString(),
                "dev.secretzero.cli.Main");
        var training = new ArrayList<>(command);
        training.add("-XX:AOTCacheOutput=" + cache);
        training.addAll(rest);
        training.add("version");
        Measured.run(work, training, Map.of());
        command.add("-XX:AOTCache=" + cache);
        command.addAll(rest);
        return command;
    }

    private static String manifest(String url) {
        var text = new StringBuilder("""
                version: "1.0"
                providers:
                  local: {kind: local}
                  far: {kind: remote, config: {url: "URL"}}
                secrets:
                """.replace("URL", url));
        for (int i = 0; i < SECRETS; i++) {
            text.append("""
                      - name: secret_%1$d
                        kind: random_password
                        config: {length: 32, special: false}
                        rotation_period: 90d
                        targets:
                          - {provider: far, kind: remote_hidden}
                          - {provider: local, kind: file, config: {path: a.env, format: dotenv}}
                          - {provider: far, kind: remote_shown}
                          - {provider: local, kind: file, config: {path: b.json, format: json}}
                    """.replace("%1$d", Integer.toString(i)));
        }
        return text.toString();
    }

    private void run(int kills) throws Exception {
        settle();
        double span = 20e6;
        for (int i = 1; i <= kills; i++) {
            if (random.nextInt(5) == 0) {
                forget();
            }
            var process = random.nextInt(4) == 0 ? start("sync") : rotate();
            boolean blind = random.nextInt(10) == 0;
            long wait = (long) (blind ? 400e6 * random.nextDouble() : span * random.nextDouble());
            boolean finished = (!blind && !begun(process)) || process.waitFor(wait, TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            count(finished);
            // The effects take some milliseconds of a run; a tenth of the moments falls anywhere.
            span *= blind ? 1 : finished || !Files.exists(journal()) ? 0.98 : 1.02;
            settle();
            verify();
            if (i % 200 == 0) {
                System.out.println(i + " kills: " + under + " under way, " + (lost + stranded + diverged) + " wrong");
            }
        }
    }

    private Path journal() {
        return work.resolve(".gitsecrets.lock.journal");
    }

    /// Waits for the journal, which stands before the first effect. False when the process has ended without one.
    private boolean begun(Process process) {
        while (!Files.exists(journal())) {
            if (!process.isAlive()) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    private void count(boolean finished) {
        if (Files.exists(journal())) {
            under++;
        } else if (finished) {
            ended++;
        } else {
            untouched++;
        }
    }

    private void forget() throws IOException {
        remote.clear();
        for (var name : List.of("a.env", "b.json", ".gitsecrets.lock")) {
            Files.deleteIfExists(work.resolve(name));
        }
    }

    private Process rotate() throws IOException {
        return start("rotate", "--force");
    }

    private Process start(String... words) throws IOException {
        var command = new ArrayList<>(java);
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("out.log").toFile())
                .start();
    }

    private void settle() throws IOException, InterruptedException {
        var process = start("sync");
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            stranded++;
            System.out.println("the next sync did not settle it:\n" + Files.readString(work.resolve("out.log")));
        }
    }

    private void verify() throws IOException {
        var env = lines(work.resolve("a.env"), "(secret_\\d+)=['\"]?([A-Za-z0-9]+)['\"]?");
        var json = lines(work.resolve("b.json"), "\\s*\"(secret_\\d+)\": \"([A-Za-z0-9]+)\",?");
        var hashes = new HashMap<String, String>();
        ENTRY.matcher(Files.readString(work.resolve(".gitsecrets.lock")))
                .results()
                .forEach(entry -> hashes.put(entry.group(1), entry.group(2)));
        for (int i = 0; i < SECRETS; i++) {
            var name = "secret_" + i;
            var values = new HashSet<Optional<String>>();
            values.add(Optional.ofNullable(env.get(name)));
            values.add(Optional.ofNullable(json.get(name)));
            values.add(remote.text("/shown/" + name));
            values.add(remote.text("/hidden/" + name));
            judge(name, values, Optional.ofNullable(hashes.get(name)));
        }
        if (Files.exists(journal())) {
            stranded++;
            System.out.println("the journal is still there");
        }
    }

    private void judge(String name, Set<Optional<String>> values, Optional<String> hash) {
        if (values.size() > 1) {
            diverged++;
            System.out.println(name + ": its places hold " + values.size() + " values");
        } else if (values.iterator().next().isEmpty()) {
            lost++;
            System.out.println(name + ": no place holds a value");
        } else if (!values.iterator().next().map(Soak::sha256).equals(hash)) {
            diverged++;
            System.out.println(name + ": the lockfile names another value");
        }
    }

    private static Map<String, String> lines(Path file, String pattern) throws IOException {
        var found = new HashMap<String, String>();
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var match = Pattern.compile(pattern).matcher(line);
                if (match.matches()) {
                    found.put(match.group(1), match.group(2));
                }
            }
        }
        return found;
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
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
