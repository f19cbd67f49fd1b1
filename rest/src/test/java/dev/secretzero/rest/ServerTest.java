package dev.secretzero.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerTest {

    private static final Call LOOK = Call.of("GET", "the right to look", "a", "b/c d");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> headers = new TreeMap<>();
    private HttpServer http;
    private int status = 200;
    private boolean broken;
    private InputStream body = InputStream.nullInputStream();

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                var sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getOrDefault("X-Token", List.of("-")).getFirst() + " " + sent);
                if (broken) {
                    return;
                }
                headers.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, 0);
                body.transferTo(exchange.getResponseBody());
            }
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    /// Java's client sends a GET that was cut off again by itself, unless it is told not to: some GETs make something.
    @Test
    void aCallThatIsCutOffIsSentOnce() {
        var server = server();
        server.send(LOOK).close();
        broken = true;
        assertThat(catchThrowableOfType(ProblemException.class, () -> server.send(LOOK)).problem().code())
                .isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(asked).hasSize(2);
    }

    private Server server() {
        var host = TestHost.at(Path.of("/"), Map.of(), () -> Instant.parse("2026-01-01T00:00:00Z"));
        var base = "http://127.0.0.1:" + http.getAddress().getPort() + "/v1";
        return new Server(host, "The system at " + base, base, List.of(), Duration.ofSeconds(20), "look whether it runs");
    }

    private static Credential token(String value) {
        return new Credential("X-Token", "Bearer ", Secret.of(value), "token");
    }

    private void answers(int code, String text) {
        status = code;
        body = new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Problem refusal(Call call) {
        return server().refusal(call, server().send(call)).problem();
    }

    @Test
    void keepsANameWithASlashOneName() {
        server().send(LOOK.with("q", "x&y"), token("t"));
        assertThat(asked).containsExactly("GET /v1/a/b%2Fc%20d?q=x%26y Bearer t ");
    }

    @Test
    void aKeyOfODataStandsInThePathAsItIs() {
        server().send(Call.of("GET", "the right to look", "apps(id='a/b')", "add").with("$select", "(x)='y'")).close();
        assertThat(asked).containsExactly("GET /v1/apps(id='a%2Fb')/add?%24select=%28x%29%3D%27y%27 - ");
    }

    @Test
    void sendsFieldsAsJson() {
        server().send(Call.of("PUT", "", "a").json(new TreeMap<>(Map.of("k", Material.of("v\n")))));
        assertThat(asked).containsExactly("PUT /v1/a - {\"k\":\"v\\n\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void refusesANameThatLeadsElsewhere(String name) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> Call.of("GET", "", "a", name));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void readsWhatIsAnswered() {
        answers(200, "{\"a\":{\"n\":7,\"none\":null,\"list\":[{\"id\":1},\"x\",[2]]}}");
        var answer = server().send(LOOK);
        assertThat(answer.isGood()).isTrue();
        assertThat(answer.number("a", "n")).hasValue(7);
        assertThat(answer.at("a", "none")).isEmpty();
        assertThat(answer.at("a", "n", "deeper")).isEmpty();
        var items = Answer.items(answer.at("a", "list").orElseThrow());
        assertThat(items.stream().map(Answer::text)).containsExactly("{\"id\":1}", "x", "[2]");
        assertThat(Answer.items(Material.of("[1]"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"a\":1", "{} {}", "{\"a\":}"})
    void takesWhatIsNoJsonForNothing(String text) {
        answers(200, text);
        assertThat(server().send(LOOK).body()).isEqualTo(new Material.Fields(new TreeMap<>()));
    }

    @Test
    void takesJsonThatIsNestedTooDeepForNothing() {
        answers(200, "[".repeat(100_000));
        assertThat(server().send(LOOK).body()).isInstanceOf(Material.Fields.class);
    }

    @Test
    void refusesAnAnswerWithoutEnd() {
        body = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return length;
            }
        };
        var thrown = catchThrowableOfType(ProblemException.class, () -> server().send(LOOK));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|7", "Thu, 01 Jan 2026 00:01:30 GMT|90"})
    void pausesAsLongAsItIsAsked(String header, int seconds) {
        headers.put("Retry-After", header);
        answers(429, "");
        var problem = refusal(LOOK);
        assertThat(problem.code()).isEqualTo(Problem.Code.THROTTLED);
        assertThat(problem.pause()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "9999999", "Wed, 31 Dec 2025 00:00:00 GMT"})
    void doesNotPauseForWhatIsNoPause(String header) {
        headers.put("Retry-After", header);
        answers(503, "");
        assertThat(refusal(LOOK).pause()).isEmpty();
        assertThat(refusal(LOOK).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "404, NOT_FOUND", "302, UNREACHABLE", "500, UNREACHABLE", "408, UNREACHABLE", "418, UNREADABLE"})
    void tellsWhatAnAnswerMeansAndNotWhatItSays(int code, Problem.Code meaning, Canaries canaries) {
        headers.put("Location", "http://127.0.0.1:1/");
        answers(code, "{\"message\":\"" + canaries.make("value") + "\"}");
        var problem = refusal(LOOK);
        canaries.seen("the refusal", problem.toString());
        assertThat(problem.code()).isEqualTo(meaning);
        assertThat(problem.hint()).isPresent();
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void takesACredentialAndAValueNowhereElse(int code) throws IOException {
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var reached = new CopyOnWriteArrayList<String>();
        other.createContext("/", exchange -> {
            reached.add(exchange.getRequestMethod());
            exchange.close();
        });
        other.start();
        try {
            headers.put("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/v1/a");
            answers(code, "");
            server().send(LOOK, token("t"));
            server().send(Call.of("PUT", "", "a").json(new TreeMap<>(Map.of("k", Material.of("v")))), token("t"));
            assertThat(asked).hasSize(2);
            assertThat(reached).isEmpty();
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"^word^|word", "^[bot]^|[bot]", "7|7", "true|true", "null|", "[1]|", "[]|", "{}|", "{^x^:1}|"})
    void takesNoListAndNoObjectForAWord(String json, @Nullable String word) {
        answers(200, "{\"a\":" + json.replace('^', '"') + "}");
        assertThat(server().send(LOOK).word("a")).isEqualTo(Optional.ofNullable(word));
    }

    @Test
    void takesNoLongTextForAWord() {
        answers(200, "{\"a\":\"" + "x".repeat(8_001) + "\"}");
        assertThat(server().send(LOOK).word("a")).isEmpty();
    }

    @Test
    void namesTheRightThatIsMissing() {
        answers(403, "");
        assertThat(refusal(LOOK).hint()).contains("the right to look");
    }

    @Test
    void refusesACredentialThatNoHeaderCarries(Canaries canaries) {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> server().send(LOOK, token(canaries.make("token") + "\n")));
        canaries.seen("the refusal", thrown);
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void saysThatNobodyAnswers() {
        http.stop(0);
        var thrown = catchThrowableOfType(ProblemException.class, () -> server().send(LOOK));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(thrown.problem().hint()).contains("look whether it runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "301s"})
    void refusesATimeoutThatIsOutOfBounds(String timeout) {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> Server.timeout(new GivenSettings(Map.of("timeout", timeout))));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void takesAnAddressWithAPath() {
        assertThat(Server.address("url", URI.create("https://h/api/v3/"), "https://h")).isEqualTo("https://h/api/v3");
    }
}
