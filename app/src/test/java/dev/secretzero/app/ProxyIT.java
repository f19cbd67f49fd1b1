package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged server behind nginx, with the configuration that we ship.
final class ProxyIT {

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    @Test
    void answersThroughNginxWithTlsToThoseWhoHaveTheKey(Canaries canaries) throws IOException, InterruptedException {
        var nginx = Packaged.tool("nginx");
        certificate();
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        String key = canaries.make("key");
        try (var server = Packaged.Server.start(work, logs, Map.of("SECRETZERO_API_KEY", key))) {
            int port = freePort();
            var proxy = start(nginx, configuration(server.port(), port));
            try {
                assertThat(curl(port, "/health", List.of())).contains("healthy").endsWith("200");
                assertThat(curl(port, "/secrets", List.of())).endsWith("401");
                assertThat(curl(port, "/secrets", List.of("-H", "X-API-Key: " + key)))
                        .contains("db_password")
                        .endsWith("200");
            } finally {
                stop(proxy);
            }
        }
    }

    @Test
    void isNotLocalThroughNginxWithoutAKey() throws IOException, InterruptedException {
        var nginx = Packaged.tool("nginx");
        certificate();
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            int port = freePort();
            var proxy = start(nginx, configuration(server.port(), port));
            try {
                assertThat(curl(port, "/secrets", List.of())).contains("SECRETZERO_API_KEY").endsWith("401");
            } finally {
                stop(proxy);
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void certificate() throws IOException, InterruptedException {
        var made = Packaged.run(
                work,
                List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "tls.key", "-out", "tls.crt"),
                Map.of(),
                logs);
        assertThat(made.status()).as(made.err()).isZero();
    }

    private Path configuration(int backend, int port) throws IOException {
        var ours = Files.readString(Packaged.ROOT.resolve("deploy/nginx/secretzero.conf"))
                .replace("127.0.0.1:8000", "127.0.0.1:" + backend)
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .replace("secretzero.example.com", "localhost")
                .replace("/etc/secretzero/", work + "/");
        var frame = """
                daemon off;
                master_process off;
                pid HERE/nginx.pid;
                error_log stderr warn;
                events {}
                http {
                  access_log off;
                  client_body_temp_path HERE/body;
                  proxy_temp_path HERE/proxy;
                  fastcgi_temp_path HERE/fastcgi;
                  uwsgi_temp_path HERE/uwsgi;
                  scgi_temp_path HERE/scgi;
                  include HERE/ours.conf;
                }
                """;
        Files.writeString(logs.resolve("ours.conf"), ours);
        return Files.writeString(logs.resolve("nginx.conf"), frame.replace("HERE", logs.toString()));
    }

    private Process start(Path nginx, Path configuration) throws IOException {
        return Packaged.program(work, List.of(nginx.toString(), "-c", configuration.toString(), "-p", logs + "/"), Map.of())
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve("nginx.log").toFile())
                .start();
    }

    private static void stop(Process proxy) throws InterruptedException {
        proxy.destroy();
        proxy.waitFor(10, TimeUnit.SECONDS);
    }

    /// The body, a space, and the status.
    private String curl(int port, String path, List<String> more) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(
                "curl", "-sS", "--cacert", "tls.crt", "--retry", "30", "--retry-connrefused", "--retry-delay", "1",
                "--resolve", "localhost:" + port + ":127.0.0.1", "-w", " %{http_code}"));
        command.addAll(more);
        command.add("https://localhost:" + port + path);
        var ended = Packaged.run(work, command, Map.of("no_proxy", "*"), Files.createTempDirectory(logs, "curl"));
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended.out();
    }
}
