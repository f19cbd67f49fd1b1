package dev.secretzero.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/// Prints how long the programs take to start, beside the shortest Java program on the same machine, with and without the
/// cache of classes. Medians of [#RUNS]; trust the ratios, not the times.
public final class ColdStart {

    private static final int RUNS = 11;
    private static final Pattern PORT = Pattern.compile("http://\\S*:(\\d+)");

    private ColdStart() {}

    /// Those of our flags that make any program start faster.
    private static final List<String> OURS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    /// Argument: the distribution, `app/target/dist`.
    public static void main(String[] arguments) throws Exception {
        var dist = Path.of(arguments[0]).toAbsolutePath();
        var work = Files.createTempDirectory("cold");
        Files.writeString(work.resolve("Secretfile.yml"), Manifests.of(50, 1));
        train(dist, "secretzero");
        train(dist, "secretzero-api");
        double hello = median(() -> Measured.run(work, hello(List.of()), Map.of()).millis());
        print("hello world", hello, hello);
        print("hello world, with our flags", median(() -> Measured.run(work, hello(OURS), Map.of()).millis()), hello);
        var validate = List.of(dist.resolve("bin/secretzero").toString(), "validate");
        for (var way : List.of("off", "on")) {
            var environment = Map.of("SECRETZERO_AOT", way, "XDG_CACHE_HOME", work.toString());
            print("validate, 50 secrets, cache " + way, median(() -> Measured.run(work, validate, environment).millis()), hello);
            print("first answer, cache " + way, median(() -> firstAnswer(dist, work, environment)), hello);
        }
    }

    private static void train(Path dist, String program) throws IOException, InterruptedException {
        Measured.run(dist, List.of("sh", dist.resolve("lib/train.sh").toString(), program, dist.resolve("lib").toString()), Map.of());
    }

    /// A class that prints one word, run by the Java that is here as it comes.
    private static List<String> hello(List<String> flags) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var classes = Path.of(ColdStart.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var command = new ArrayList<>(List.of(java));
        command.addAll(flags);
        command.addAll(List.of("-cp", classes.toString(), Hello.class.getName()));
        return command;
    }

    private static double firstAnswer(Path dist, Path work, Map<String, String> more) throws Exception {
        var builder = new ProcessBuilder(dist.resolve("bin/secretzero-api").toString())
                .directory(work.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(more);
        builder.environment().put("SECRETZERO_HOST", "127.0.0.1");
        builder.environment().put("SECRETZERO_PORT", "0");
        long start = System.nanoTime();
        var process = builder.start();
        try {
            ask(port(process));
            return (System.nanoTime() - start) / 1e6;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static int port(Process process) throws IOException {
        var reader = process.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            var port = PORT.matcher(line);
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
        }
        throw new IllegalStateException("the server ended without a start line");
    }

    /// A plain socket: loading an HTTP client would be measured too.
    private static void ask(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IllegalStateException("the server closed the connection");
            }
        }
    }

    private static double median(Callable<Double> run) throws Exception {
        var times = new ArrayList<Double>();
        for (int i = 0; i < RUNS; i++) {
            times.add(run.call());
        }
        return times.stream().sorted().skip(RUNS / 2).findFirst().orElseThrow();
    }

    private static void print(String name, double millis, double hello) {
        System.out.printf(Locale.ROOT, "%-34s %7.0f ms %6.1f x%n", name, millis, millis / hello);
    }

    /// The shortest program.
    static final class Hello {
        private Hello() {}

        /// Prints one word.
        public static void main(String[] arguments) {
            System.out.println("hello");
        }
    }
}
