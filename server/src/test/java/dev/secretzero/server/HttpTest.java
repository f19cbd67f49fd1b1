package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server over real connections.
final class HttpTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private ApiServer server = start(0);

    private ApiServer start(int port) {
        var settings = ApiSettings.of(
                Map.of("SECRETZERO_HOST", "127.0.0.1", "SECRETZERO_PORT", Integer.toString(port)), Map.of());
        var endpoints = List.<Endpoint<?>>of(
                new Endpoint<>(Verb.GET, "/open", Scope.OPEN, "t", "open", "Open.", Wire.Nothing.class, Wire.Nothing::read,
                        Wire.Health.class, Optional.empty(), (_, _) -> Handled.of(new Wire.Health("healthy", "0", "now"))),
                new Endpoint<>(Verb.GET, "/things/{name}", Scope.READ, "t", "thing", "One.", Wire.Named.class, Wire.Named::read,
                        Wire.Health.class, Optional.of(new Trail("get_thing", "thing:{name}")),
                        (ask, _) -> Handled.of(new Wire.Health(ask.name(), "0", String.valueOf(ask.environment())))),
                new Endpoint<>(Verb.GET, "/slow", Scope.OPEN, "t", "slow", "Slow.", Wire.Nothing.class, Wire.Nothing::read,
                        Wire.Health.class, Optional.empty(), (_, _) -> slow()),
                new Endpoint<>(Verb.POST, "/change", Scope.WRITE, "t", "change", "Change.", Wire.AskSync.class, Wire.AskSync::read,
                        Wire.Health.class, Optional.of(new Trail("change", "secrets")),
                        (ask, _) -> Handled.of(new Wire.Health(String.valueOf(ask.secretName()), "0", "now"))));
        var audit = new MemoryAudit(Path.of(System.getProperty("java.io.tmpdir")).resolve("no-such-audit.log"));
        var front = new Front(
                new Routes(endpoints),
                new Gate(settings, new Throttle(CLOCK)),
                new Ledger(() -> audit, CLOCK),
                new Json(),
                CLOCK,
                () -> "made-id",
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        return ApiServer.start(settings, front);
    }

    private Handled slow() {
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Handled.of(new Wire.Health("slow", "0", "now"));
    }

    @BeforeEach
    void running() {
        assertThat(server.port()).isPositive();
    }

    @AfterEach
    void stop() {
        release.countDown();
        assertThat(server.stop()).isTrue();
        client.close();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/change").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private String raw(String text) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void answersJson() throws Exception {
        var response = send(request("/open").header("X-Request-Id", "abc"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"healthy\",\"version\":\"0\",\"timestamp\":\"now\"}");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().allValues("X-Request-Id")).containsExactly("abc");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void answersHeadWithTheLengthAndWithoutTheBody() throws Exception {
        var get = send(request("/open"));
        var head = send(request("/open").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(get.body().length()));
    }

    @Test
    void readsPathAndQuery() throws Exception {
        var response = send(request("/things/a%20b%2Fc?environment=de%20v"));
        assertThat(response.body()).contains("\"status\":\"a b/c\"").contains("\"timestamp\":\"de v\"");
    }

    @Test
    void readsABody() throws Exception {
        assertThat(post("{\"secret_name\": \"é\"}").body()).contains("\"status\":\"é\"");
        assertThat(send(request("/change").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnEndlessBody() throws Exception {
        var announced = raw("POST /change HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n{");
        assertThat(announced).startsWith("HTTP/1.1 413 ").contains("\"request_id\":\"made-id\"");
        var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        var chunked = raw("POST /change HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(20) + "0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /open HTTP/1.1\r\nHost: localhost\r\nBad Header\r\n\r\n",
        "GET /op%zzen HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /<x> HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "POST /change HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "GET /open HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"
    })
    void answersMalformedRequestsInTheSameShape(String request) throws Exception {
        assertThat(raw(request)).startsWith("HTTP/1.1 400 ").contains("\"error\":\"Bad request\"").contains("\"request_id\"");
    }

    @Test
    void answersUnknownMethods() throws Exception {
        assertThat(raw("BREW /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ").contains("Allow: GET, HEAD, OPTIONS");
    }

    @Test
    void aRefusedBodyDoesNotSpoilTheConnection() throws Exception {
        var text = raw("POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(text).startsWith("HTTP/1.1 405 ").contains("HTTP/1.1 200 ");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> start(server.port()))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> {
                    assertThat(thrown.problem().code()).isEqualTo(Problem.Code.CONFLICT);
                    assertThat(thrown.problem().message()).contains(Integer.toString(server.port())).contains("SECRETZERO_PORT");
                });
    }

    @Test
    void answersOthersWhileOneIsSlow() throws Exception {
        var slow = client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
        entered.await();
        assertThat(send(request("/open")).statusCode()).isEqualTo(200);
        release.countDown();
        assertThat(slow.get().statusCode()).isEqualTo(200);
    }

    @Test
    void aStopLetsTheRunningRequestEnd() throws Exception {
        var slow = client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
        entered.await();
        var stopped = CompletableFuture.supplyAsync(server::stop);
        release.countDown();
        assertThat(slow.get().body()).contains("slow");
        assertThat(stopped.get()).isTrue();
        server = start(0);
    }
}
