package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbesTest {

    private static final String VALUE = "canary-4d1c";

    @TempDir
    Path directory;

    private final AtomicReference<String> heard = new AtomicReference<>("");
    private HttpServer server = none();

    private static HttpServer none() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/me", exchange -> {
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            heard.set(authorization == null ? "" : authorization);
            answer(exchange, heard.get().equals("Bearer " + VALUE) || heard.get().startsWith("Basic ") ? 204 : 401);
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", url("/me"));
            answer(exchange, 302);
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Probe open(Offer<LocalProvider, Probe> offer, Map<String, ?> settings) {
        var provider = new LocalProvider(Bench.host(directory, Map.of("PATH", "/bin:/usr/bin")));
        return offer.opener().open(provider, new SettingsOf(offer, settings));
    }

    private void probe(Offer<LocalProvider, Probe> offer, Map<String, ?> settings, String value) {
        try (var candidate = Material.of(value)) {
            open(offer, settings).probe(candidate);
        }
    }

    private Problem failure(Offer<LocalProvider, Probe> offer, Map<String, ?> settings, String value) {
        var problem = Bench.problem(() -> probe(offer, settings, value));
        assertThat(problem.message()).doesNotContain(value);
        assertThat(problem.hint().orElseThrow()).doesNotContain(value);
        return problem;
    }

    private static Map<String, Object> with(Map<String, Object> settings, String key, Object value) {
        var all = new HashMap<>(settings);
        all.put(key, value);
        return all;
    }

    private Map<String, Object> bearer(String path) {
        return Map.of("url", url(path), "headers", Map.of("Authorization", "Bearer {value}"));
    }

    // HTTP.

    @Test
    void sendsTheValueInAHeader() {
        probe(HttpProbe.OFFER, bearer("/me"), VALUE);
        assertThat(heard).hasValue("Bearer " + VALUE);
    }

    @Test
    void sendsTheValueAsAPassword() {
        probe(HttpProbe.OFFER, Map.of("url", url("/me"), "user", "app"), "pä\nss");
        assertThat(heard).hasValue("Basic " + Base64.getEncoder().encodeToString("app:pä\nss".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void saysWhichStatusCameBack() {
        var problem = failure(HttpProbe.OFFER, bearer("/me?account=7"), "canary-other");
        assertThat(problem.code()).isEqualTo(Problem.Code.PROBE_FAILED);
        assertThat(problem.message()).isEqualTo(url("/me") + " answered with the status 401");
    }

    @Test
    void passesOnTheStatusesThatAreNamed() {
        probe(HttpProbe.OFFER, with(bearer("/me"), "status", List.of(403, 401)), "canary-other");
        assertThat(failure(HttpProbe.OFFER, with(bearer("/me"), "status", 200), VALUE).hint()).contains("it must be 200");
    }

    /// Else the value would go wherever another system says.
    @Test
    void followsNoRedirection() {
        assertThat(failure(HttpProbe.OFFER, bearer("/moved"), VALUE).message()).endsWith("answered with the status 302");
        assertThat(heard).hasValue("");
    }

    @Test
    void sendsNoLineBreakInAHeader() {
        assertThat(failure(HttpProbe.OFFER, bearer("/me"), "canary\r\nX-Evil: 1").message())
                .isEqualTo("the value holds a character that no HTTP header can carry");
        assertThat(heard).hasValue("");
    }

    @Test
    void saysThatNobodyAnswers() {
        var settings = bearer("/me");
        server.stop(0);
        assertThat(failure(HttpProbe.OFFER, settings, VALUE).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.example/", "https:///x", "me", "https://user:pass@a.example/"})
    void refusesWhatIsNoAddress(String url) {
        refuses(HttpProbe.OFFER, Map.of("url", url, "user", "app"), "url");
    }

    @Test
    void refusesWhatCannotBeTried() {
        refuses(HttpProbe.OFFER, Map.of("url", url("/me")), "headers");
        refuses(HttpProbe.OFFER, Map.of("url", url("/me"), "headers", Map.of("X", "value")), "headers");
        refuses(HttpProbe.OFFER, with(bearer("/me"), "status", "ok"), "status");
        refuses(HttpProbe.OFFER, with(bearer("/me"), "timeout", "6m"), "timeout");
        refuses(HttpProbe.OFFER, with(bearer("/me"), "timeout", "0s"), "timeout");
        var evil = Map.of("url", url("/me"), "headers", Map.of("Bad Name", "{value}"));
        assertThat(failure(HttpProbe.OFFER, evil, VALUE).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    private void refuses(Offer<LocalProvider, Probe> offer, Map<String, ?> settings, String key) {
        var problem = Bench.problem(() -> open(offer, settings));
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.message()).contains("\"" + key + "\"");
    }

    // TCP.

    @Test
    void knocksAtAPort() throws IOException {
        Map<String, Object> settings;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings = Map.of("host", "127.0.0.1", "port", socket.getLocalPort(), "timeout", "2s");
            probe(TcpProbe.OFFER, settings, VALUE);
        }
        var problem = failure(TcpProbe.OFFER, settings, VALUE);
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(problem.message()).isEqualTo("127.0.0.1:" + settings.get("port") + " does not accept connections");
    }

    @Test
    void refusesWhatIsNoPort() {
        refuses(TcpProbe.OFFER, Map.of("host", "a", "port", 0), "port");
        refuses(TcpProbe.OFFER, Map.of("host", "a", "port", 65536), "port");
        refuses(TcpProbe.OFFER, Map.of("host", " ", "port", 1), "host");
    }

    // Script.

    private static Map<String, Object> shell(String line) {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh on this machine");
        return Map.of("command", "/bin/sh", "args", List.of("-c", line));
    }

    @Test
    void givesTheValueInTheEnvironment() {
        probe(ScriptProbe.OFFER, shell("test \"$SECRETZERO_CANDIDATE\" = " + VALUE), VALUE);
        probe(ScriptProbe.OFFER, with(shell("test \"$NEW\" = " + VALUE), "variable", "NEW"), VALUE);
    }

    @Test
    void passesOnStatusZeroOnly() {
        var problem = failure(ScriptProbe.OFFER, shell("echo \"$SECRETZERO_CANDIDATE\"; exit 3"), VALUE);
        assertThat(problem.message()).isEqualTo("the command failed with exit status 3");
    }

    @Test
    void neverPutsTheValueOnTheCommandLine() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/cmdline")), "no /proc on this machine");
        probe(ScriptProbe.OFFER, shell("cat /proc/$$/cmdline > seen"), VALUE);
        assertThat(Files.readString(directory.resolve("seen"))).contains("/bin/sh").doesNotContain(VALUE);
    }

    @Test
    void killsWhatTakesTooLong() {
        var problem = failure(ScriptProbe.OFFER, with(shell("while :; do :; done"), "timeout", "1s"), VALUE);
        assertThat(problem.message()).contains("did not end within 1 seconds");
    }

    @Test
    void refusesAValueThatNoVariableCanHold() {
        assertThat(failure(ScriptProbe.OFFER, shell("true"), "canary\0x").message()).contains("the character NUL");
    }

    @Test
    void refusesWhatIsNoCommand() {
        refuses(ScriptProbe.OFFER, Map.of("command", " "), "command");
        refuses(ScriptProbe.OFFER, Map.of("command", "true", "variable", "A=B"), "variable");
        assertThat(failure(ScriptProbe.OFFER, Map.of("command", "no-such-program"), VALUE).message())
                .isEqualTo("the command could not be started");
    }
}
