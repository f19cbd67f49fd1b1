package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.server.Gate.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GateTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final Throttle throttle = new Throttle(clock);

    private Gate gate(String... pairs) {
        var environment = new java.util.HashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return new Gate(ApiSettings.of(environment, Map.of()), throttle);
    }

    private Gate keyed() {
        return gate("SECRETZERO_API_KEY", " right-key-right-key ");
    }

    private static int status(Decision decision) {
        return switch (decision) {
            case Decision.In _ -> 200;
            case Decision.Out(Refusal refusal, boolean _) -> refusal.status().code();
        };
    }

    private static Refusal refusal(Decision decision) {
        return switch (decision) {
            case Decision.In _ -> throw new AssertionError("let in");
            case Decision.Out(Refusal refusal, boolean _) -> refusal;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8000", "LOCALHOST:1", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000", "app.localhost"})
    void letsThisMachineInWithoutAKey(String host) {
        assertThat(gate().judge(Calls.with(Calls.get("/secrets"), "Host", host))).isEqualTo(new Decision.In("local"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8000", "localhost.evil.example", "192.168.1.5", "127.0.0.1.nip.io"})
    void refusesOtherNamesWithoutAKey(String host) {
        var refusal = refusal(gate().judge(Calls.with(Calls.get("/secrets"), "Host", host)));
        assertThat(refusal.status()).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(refusal.detail()).contains("SECRETZERO_API_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "192.168.0.9", "2001:db8::1", "::ffff:10.0.0.1"})
    void refusesOtherMachinesWithoutAKey(String peer) {
        assertThat(status(gate().judge(Calls.from(Calls.get("/secrets"), peer)))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
    void knowsLoopbackPeers(String peer) {
        assertThat(status(gate().judge(Calls.from(Calls.get("/secrets"), peer)))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Anything", "Forwarded", "X-Real-IP"})
    void refusesForwardedRequestsWithoutAKey(String header) {
        assertThat(status(gate().judge(Calls.with(Calls.get("/secrets"), header, "127.0.0.1")))).isEqualTo(401);
    }

    @Test
    void refusesARequestWithoutHostWithoutAKey() {
        assertThat(status(gate().judge(Calls.without(Calls.get("/secrets"), "Host")))).isEqualTo(401);
    }

    @Test
    void answersEverybodyWhenInsecure() {
        var call = Calls.from(Calls.with(Calls.get("/secrets"), "Host", "box.lan"), "10.0.0.1");
        assertThat(gate("SECRETZERO_INSECURE", "true").judge(call)).isEqualTo(new Decision.In("insecure"));
    }

    @Test
    void insecureStillRefusesAPageUnderABorrowedName() {
        var call = Calls.with(Calls.with(Calls.post("/sync", "{}"), "Host", "evil.example:8000"), "Origin", "http://evil.example:8000");
        assertThat(status(gate("SECRETZERO_INSECURE", "true").judge(call))).isEqualTo(403);
    }

    @Test
    void saysWhatIsWrongWithTheKey() {
        var missing = refusal(keyed().judge(Calls.get("/secrets")));
        var wrong = refusal(keyed().judge(Calls.with(Calls.get("/secrets"), "X-API-Key", "nope")));
        assertThat(missing.detail()).isEqualTo("Missing API key");
        assertThat(wrong.detail()).isEqualTo("Invalid API key");
        assertThat(wrong.headers()).containsEntry("WWW-Authenticate", "ApiKey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"right-key-right-key", "  right-key-right-key\t"})
    void takesTheKeyWhateverTheSpaceAround(String sent) {
        assertThat(keyed().judge(Calls.with(Calls.get("/secrets"), "x-api-key", sent))).isEqualTo(new Decision.In("key"));
    }

    @Test
    void aKeyIsNeededOnThisMachineToo() {
        assertThat(status(keyed().judge(Calls.get("/secrets")))).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8000, 200",
        "http://evil.example, 403",
        "null, 403",
        "http://localhost:3000, 403",
        "https://console.example, 200",
        "https://CONSOLE.example, 200"
    })
    void refusesPagesOfOtherOrigins(String origin, int status) {
        var gate = gate("SECRETZERO_ALLOWED_ORIGINS", "https://console.example");
        assertThat(status(gate.judge(Calls.with(Calls.post("/sync", "{}"), "Origin", origin)))).isEqualTo(status);
    }

    @Test
    void refusesCrossSiteRequestsThatHideTheirOrigin() {
        assertThat(status(gate().judge(Calls.with(Calls.get("/secrets"), "Sec-Fetch-Site", "cross-site")))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a, b", "http://x", "x:port", "[::1", "../x"})
    void refusesAMalformedHost(String host) {
        assertThat(status(keyed().judge(Calls.with(Calls.get("/secrets"), "Host", host)))).isEqualTo(400);
    }

    @Test
    void slowsDownWhoGuesses() {
        var gate = keyed();
        var wrong = Calls.with(Calls.get("/secrets"), "X-API-Key", "wrong");
        var right = Calls.with(Calls.get("/secrets"), "X-API-Key", "right-key-right-key");
        for (int i = 0; i < Throttle.ATTEMPTS; i++) {
            assertThat(status(gate.judge(wrong))).isEqualTo(401);
        }
        var slowed = refusal(gate.judge(wrong));
        assertThat(slowed.status()).isEqualTo(HttpStatus.TOO_MANY);
        assertThat(Integer.parseInt(slowed.headers().getOrDefault("Retry-After", "0"))).isBetween(1, 3);
        assertThat(status(gate.judge(right))).isEqualTo(429);
        assertThat(status(gate.judge(Calls.from(right, "10.0.0.1")))).isEqualTo(200);
        now.set(now.get().plus(Duration.ofSeconds(3)));
        assertThat(status(gate.judge(right))).isEqualTo(200);
    }

    @Test
    void aMissingKeyIsNoGuess() {
        var gate = keyed();
        for (int i = 0; i < 100; i++) {
            assertThat(status(gate.judge(Calls.get("/secrets")))).isEqualTo(401);
        }
    }

    @Test
    void remembersABoundedNumberOfPeers() {
        for (int i = 0; i < Throttle.PEERS + 500; i++) {
            throttle.failed(Calls.address("10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255)));
        }
        assertThat(throttle.size()).isEqualTo(Throttle.PEERS);
    }
}
