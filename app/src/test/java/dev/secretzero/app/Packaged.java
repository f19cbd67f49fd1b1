package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The packaged programs, run as their users run them.
final class Packaged {

    static final Path ROOT = root();
    static final Path DIST = ROOT.resolve("app/target/dist");

    static final String SECRETFILE = """
            version: "1.0"
            providers:
              local:
                kind: local
            secrets:
              - name: db_password
                kind: random_password
                config: {length: 32}
                targets:
                  - provider: local
                    kind: file
                    config: {path: .env, format: dotenv}
            """;

    private static final Pattern PORT = Pattern.compile("http://\\S*:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Packaged() {}

    /// What a program said before it ended.
    record Ended(int status, String out, String err) {}

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("app/pom.xml"))) {
            here = Optional.ofNullable(here.getParent()).orElseThrow();
        }
        return here;
    }

    /// Skips the test when a tool is missing, or fails it when `-Dsecretzero.require` names the tool.
    static Path tool(String name) {
        var found = Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1), new String[] {"/usr/sbin"})
                .flatMap(Stream::of)
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        boolean required = List.of(Optional.ofNullable(System.getProperty("secretzero.require")).orElse("").split(",", -1))
                .contains(name);
        if (found.isEmpty() && !required) {
            System.out.println("skipped: " + name + " is not installed");
        }
        Assumptions.assumeTrue(required || found.isPresent(), name + " is not installed");
        return found.orElseThrow(() -> new AssertionError(name + " is required and not installed"));
    }

    static ProcessBuilder program(Path directory, List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("SECRETZERO_"));
        builder.environment().put("SECRETZERO_AOT", "off");
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    static Ended run(Path directory, List<String> command, Map<String, String> environment, Path logs)
            throws IOException, InterruptedException {
        var out = Files.createTempFile(logs, "out", "");
        var err = Files.createTempFile(logs, "err", "");
        var process = program(directory, command, environment)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    static Ended cli(Path directory, Path logs, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(DIST.resolve("bin/secretzero").toString()));
        command.addAll(List.of(arguments));
        return run(directory, command, Map.of(), logs);
    }

    /// A running server.
    record Server(Process process, int port, Path log) implements AutoCloseable {

        static Server start(Path directory, Path logs, Map<String, String> environment) throws IOException {
            return start(directory, logs, List.of(DIST.resolve("bin/secretzero-api").toString()), environment);
        }

        static Server start(Path directory, Path logs, List<String> command, Map<String, String> environment)
                throws IOException {
            var log = Files.createTempFile(logs, "api", ".log");
            var builder = program(directory, command, Map.of("SECRETZERO_HOST", "127.0.0.1", "SECRETZERO_PORT", "0"));
            builder.environment().putAll(environment);
            var process = builder.redirectError(log.toFile()).start();
            var reader = process.inputReader();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                var port = PORT.matcher(line);
                if (port.find()) {
                    Thread.ofVirtual().start(() -> reader.lines().forEach(_ -> {}));
                    return new Server(process, Integer.parseInt(port.group(1)), log);
                }
            }
            throw new AssertionError("the server ended without a start line: " + Files.readString(log));
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(uri(path)).GET());
        }

        HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(uri(path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json)));
        }

        URI uri(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }

        private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            try (var http = HttpClient.newHttpClient()) {
                return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            }
        }

        /// Tells it to stop.
        ///
        /// @return its exit status
        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends within 30 s of SIGTERM").isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
