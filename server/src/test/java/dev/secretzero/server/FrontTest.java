package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrontTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final String CANARY = "canary-value-that-must-not-return";

    @TempDir
    Path directory;

    private final AtomicInteger done = new AtomicInteger();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private Supplier<Handled> work = () -> Handled.of(new Wire.Health("healthy", "0", "now"), Map.of("count", 1));

    private MemoryAudit audit() {
        return new MemoryAudit(directory.resolve("audit.log"));
    }

    private Front front(MemoryAudit audit, String... settings) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        var endpoints = List.<Endpoint<?>>of(
                new Endpoint<>(Verb.GET, "/open", Scope.OPEN, "t", "open", "Open.", Wire.Nothing.class, Wire.Nothing::read,
                        Wire.Health.class, Optional.empty(), (_, _) -> work.get()),
                new Endpoint<>(Verb.GET, "/things/{name}", Scope.READ, "t", "thing", "One.", Wire.Named.class, Wire.Named::read,
                        Wire.Health.class, Optional.of(new Trail("get_thing", "thing:{name}")), (_, _) -> work.get()),
                new Endpoint<>(Verb.GET, "/log", Scope.AUDIT, "t", "log", "Log.", Wire.AskAudit.class, Wire.AskAudit::read,
                        Wire.Health.class, Optional.of(new Trail("read_log", "log")), (_, _) -> work.get()),
                new Endpoint<>(Verb.POST, "/change", Scope.WRITE, "t", "change", "Change.", Wire.AskSync.class, Wire.AskSync::read,
                        Wire.Health.class, Optional.of(new Trail("change", "secrets")), (_, _) -> {
                            done.incrementAndGet();
                            return work.get();
                        }));
        var parsed = ApiSettings.of(environment, Map.of());
        return new Front(
                new Routes(endpoints),
                new Gate(parsed, new Throttle(CLOCK)),
                new Ledger(() -> audit, CLOCK),
                new Json(),
                CLOCK,
                () -> "made-id",
                new PrintStream(console, true, StandardCharsets.UTF_8));
    }

    private static Map<String, @Nullable Object> body(Answer answer) {
        return new Json().object(answer.body()).orElseThrow();
    }

    @Test
    void errorsHaveOneShape() {
        var answer = front(audit()).answer(Calls.get("/nothing-here"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(body(answer).keySet()).containsExactly("error", "detail", "timestamp", "request_id");
        assertThat(body(answer)).containsEntry("timestamp", "2026-01-01T00:00:00Z").containsEntry("request_id", "made-id");
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
    }

    @Test
    void everyAnswerCarriesTheSafetyHeaders() {
        var answer = front(audit()).answer(Calls.get("/open"));
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }

    @ParameterizedTest
    @CsvSource({"abc-1.2_3,abc-1.2_3", "'bad id',made-id", "'<x>',made-id", "'',made-id"})
    void keepsAWellFormedRequestId(String sent, String answered) {
        var answer = front(audit()).answer(Calls.with(Calls.get("/open"), "X-Request-Id", sent));
        assertThat(answer.headers()).containsEntry("X-Request-Id", answered);
    }

    @Test
    void refusesARequestIdThatIsTooLong() {
        var answer = front(audit()).answer(Calls.with(Calls.get("/open"), "X-Request-Id", "a".repeat(129)));
        assertThat(answer.headers()).containsEntry("X-Request-Id", "made-id");
    }

    @Test
    void saysWhichMethodsAPathHas() {
        var answer = front(audit()).answer(Calls.call("DELETE", "/things/a", ""));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
        assertThat(front(audit()).answer(Calls.get("/change")).headers()).containsEntry("Allow", "POST, OPTIONS");
    }

    @Test
    void answersHeadLikeGet() {
        assertThat(front(audit()).answer(Calls.call("HEAD", "/open", "")).status()).isEqualTo(200);
    }

    @Test
    void answersOptionsWithoutAKey() {
        var answer = front(audit(), "SECRETZERO_API_KEY", "k").answer(Calls.call("OPTIONS", "/change", ""));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsEntry("Allow", "POST, OPTIONS");
    }

    @Test
    void answersThePreflightOfAnAllowedOriginOnly() {
        var front = front(audit(), "SECRETZERO_ALLOWED_ORIGINS", "https://console.example");
        var preflight = Calls.with(Calls.call("OPTIONS", "/change", ""), "Access-Control-Request-Method", "POST");
        var allowed = front.answer(Calls.with(preflight, "Origin", "https://console.example"));
        var refused = front.answer(Calls.with(preflight, "Origin", "https://evil.example"));
        assertThat(allowed.status()).isEqualTo(204);
        assertThat(allowed.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://console.example")
                .containsEntry("Vary", "Origin")
                .doesNotContainKey("Access-Control-Allow-Credentials");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void anEmptyBodyMeansTheDefaults() {
        assertThat(front(audit()).answer(Calls.call("POST", "/change", "")).status()).isEqualTo(200);
        assertThat(front(audit()).answer(Calls.post("/change", "{}")).status()).isEqualTo(200);
        assertThat(front(audit()).answer(Calls.post("/change", "{\"unknown\": [1]}")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"dry_run\": \"true\"} | dry_run",
        "{\"dry_run\": 1} | dry_run",
        "{\"dry_run\": null} | dry_run",
        "{\"secret_name\": 5} | secret_name",
        "{\"secret_name\": \"  \"} | secret_name",
        "{\"secret_name\": [\"a\"]} | secret_name",
        "{\"environment\": true} | environment",
        "{\"var_files\": \"a\"} | var_files",
        "{\"var_files\": [\"a\", 5]} | var_files.1",
        "[] | ''",
        "5 | ''",
        "null | ''"
    })
    void saysWhichFieldIsWrong(String body, String path) {
        var answer = front(audit()).answer(Calls.post("/change", body));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(body(answer).get("errors")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST).singleElement()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("path", path);
        assertThat(done).hasValue(0);
    }

    @Test
    void saysAllFaultsAtOnceAndRepeatsNothing() {
        var answer = front(audit()).answer(Calls.post("/change", "{\"dry_run\":\"" + CANARY + "\",\"force\":\"" + CANARY + "\"}"));
        assertThat((List<?>) body(answer).get("errors")).hasSize(2);
        assertThat(answer.text()).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "{\"dry_run\": true} x", "{'a': 1}", "{\"a\":1,\"a\":2}", "canary-value-that-must-not-return"})
    void refusesWhatIsNotJson(String body) {
        var answer = front(audit()).answer(Calls.post("/change", body));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain(CANARY);
    }

    @Test
    void refusesABottomlessBody() {
        assertThat(front(audit()).answer(Calls.post("/change", "{\"a\":" + "[".repeat(5000))).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    void refusesABodyThatIsNotDeclaredAsJson(String type) {
        var call = Calls.with(Calls.call("POST", "/change", "{}"), "Content-Type", type);
        assertThat(front(audit()).answer(call).status()).isEqualTo(415);
        assertThat(done).hasValue(0);
    }

    @Test
    void takesJsonWithACharset() {
        var call = Calls.with(Calls.call("POST", "/change", "{}"), "Content-Type", "Application/JSON; charset=UTF-8");
        assertThat(front(audit()).answer(call).status()).isEqualTo(200);
    }

    @Test
    void refusesABodyOverOneMebibyte() {
        var announced = Calls.post("/change", " ".repeat(Front.BODY_LIMIT + 1));
        assertThat(front(audit()).answer(announced).status()).isEqualTo(413);
        var chunked = Calls.with(Calls.without(announced, "Content-Length"), "Transfer-Encoding", "chunked");
        assertThat(front(audit()).answer(chunked).status()).isEqualTo(413);
        var just = Calls.post("/change", "{}" + " ".repeat(Front.BODY_LIMIT - 2));
        assertThat(front(audit()).answer(just).status()).isEqualTo(200);
    }

    @Test
    void neverReadsTheBodyOfAStranger() {
        var opened = new AtomicInteger();
        var call = Calls.post("/change", "{}");
        var counting = new Call(call.method(), call.path(), call.query(), call.headers(), call.peer(), () -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(new byte[0]);
        });
        assertThat(front(audit(), "SECRETZERO_API_KEY", "k").answer(counting).status()).isEqualTo(401);
        assertThat(opened).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"limit=0", "limit=-1", "limit=1001", "limit=x", "limit=1.5", "limit=", "offset=-1", "offset=99999999999",
        "success=perhaps", "since=yesterday", "until=2026-13-01"})
    void refusesWrongQueries(String query) {
        var answer = front(audit()).answer(Calls.get("/log?" + query));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"path\":\"" + query.substring(0, query.indexOf('=')) + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=1", "limit=1000&offset=3", "success=true", "success=0", "since=2026-01-01", "since=2026-01-01T00:00:00%2B02:00"})
    void takesGoodQueries(String query) {
        assertThat(front(audit()).answer(Calls.get("/log?" + query)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/%zz", "/things/%", "/things/%4"})
    void refusesAPathThatIsNotWellEncoded(String path) {
        assertThat(front(audit()).answer(Calls.get(path)).status()).isEqualTo(400);
    }

    @Test
    void decodesOnePartOfThePath() {
        var audit = audit();
        front(audit).answer(Calls.get("/things/a%2Fb+c"));
        assertThat(audit.entries()).singleElement().satisfies(entry -> assertThat(entry.resource()).isEqualTo("thing:a/b+c"));
    }

    @Test
    void everyRequestUnderAKeyLeavesOneEntry() {
        var audit = audit();
        var front = front(audit, "SECRETZERO_API_KEY", "the-key");
        front.answer(Calls.get("/open"));
        assertThat(audit.entries()).isEmpty();
        front.answer(Calls.with(Calls.with(Calls.get("/things/a"), "X-API-Key", "the-key"), "X-Request-Id", "r-1"));
        assertThat(audit.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("get_thing");
            assertThat(entry.resource()).isEqualTo("thing:a");
            assertThat(entry.user()).isEqualTo("api");
            assertThat(entry.success()).isTrue();
            assertThat(entry.details()).containsEntry("count", 1).containsEntry("request_id", "r-1")
                    .containsEntry("client", "127.0.0.1").containsEntry("via", "key");
        });
    }

    @Test
    void refusedLoginsAreAuditedWithoutTheKey() {
        var audit = audit();
        front(audit, "SECRETZERO_API_KEY", "the-key").answer(Calls.with(Calls.get("/things/a"), "X-API-Key", CANARY));
        assertThat(audit.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("login_refused");
            assertThat(entry.success()).isFalse();
            assertThat(entry.toString()).doesNotContain(CANARY);
        });
    }

    @Test
    void failedRequestsAreAuditedAsFailures() {
        var audit = audit();
        work = () -> {
            throw Refusal.of(HttpStatus.NOT_FOUND, "Secret not found: x").thrown();
        };
        assertThat(front(audit).answer(Calls.get("/things/x")).status()).isEqualTo(404);
        assertThat(audit.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.success()).isFalse();
            assertThat(entry.details()).containsEntry("status", 404);
        });
    }

    @Test
    void changesNothingThatCannotBeRecorded() {
        var audit = new MemoryAudit(directory);
        var answer = front(audit).answer(Calls.post("/change", "{}"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(done).hasValue(0);
    }

    @Test
    void saysSoWhenAChangeCouldNotBeRecorded() {
        var audit = audit();
        audit.breaks();
        var answer = front(audit).answer(Calls.post("/change", "{}"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(body(answer).get("detail")).isEqualTo("The request was carried out, but the audit log cannot be written.");
    }

    @Test
    void readingGoesOnWhenTheLogCannotBeWritten() {
        var audit = new MemoryAudit(directory);
        audit.breaks();
        assertThat(front(audit).answer(Calls.get("/things/a")).status()).isEqualTo(200);
        assertThat(front(audit).answer(Calls.post("/change", "{\"dry_run\": true}")).status()).isEqualTo(200);
        assertThat(front(audit).answer(Calls.post("/change", "{}")).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @EnumSource(Problem.Code.class)
    void everyProblemHasItsStatus(Problem.Code code) {
        work = () -> {
            throw new ProblemException(Problem.of(code, "what is wrong").hint("what to do"));
        };
        var answer = front(audit()).answer(Calls.get("/things/a"));
        assertThat(answer.status()).isEqualTo(HttpStatus.of(code).code());
        if (code != Problem.Code.BUG) {
            assertThat(body(answer)).containsEntry("detail", "what is wrong").containsEntry("hint", "what to do")
                    .containsEntry("code", code.label());
        }
    }

    @Test
    void aHeldLockfileIsAConflictThatPasses() {
        work = () -> {
            throw new ProblemException(Problem.of(Problem.Code.LOCKED, "another operation holds the lockfile"));
        };
        var answer = front(audit()).answer(Calls.post("/change", "{}"));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.headers()).containsKey("Retry-After");
    }

    @Test
    void aBugTellsTheCallerNothing() {
        work = () -> {
            throw new IllegalStateException(CANARY);
        };
        var answer = front(audit()).answer(Calls.get("/things/a"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain(CANARY).doesNotContain("IllegalState");
        assertThat(console.toString(StandardCharsets.UTF_8)).contains("made-id").contains("IllegalStateException").doesNotContain(CANARY);
    }

    @Test
    void answersARepeatedChangeFromMemory() {
        var front = front(audit());
        var call = Calls.with(Calls.post("/change", "{\"force\": true}"), "Idempotency-Key", "one");
        var first = front.answer(call);
        var second = front.answer(call);
        assertThat(done).hasValue(1);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.headers()).containsEntry("Idempotency-Replayed", "true");
        var other = Calls.with(Calls.post("/change", "{\"force\": false}"), "Idempotency-Key", "one");
        assertThat(front.answer(other).status()).isEqualTo(409);
        assertThat(done).hasValue(1);
    }

    @Test
    void triesAFailedChangeAgain() {
        var front = front(audit());
        var call = Calls.with(Calls.post("/change", "{}"), "Idempotency-Key", "one");
        var good = work;
        work = () -> {
            throw new ProblemException(Problem.of(Problem.Code.LOCKED, "held"));
        };
        assertThat(front.answer(call).status()).isEqualTo(409);
        work = good;
        assertThat(front.answer(call).status()).isEqualTo(200);
        assertThat(done).hasValue(2);
    }

    @Test
    void refusesRequestsDuringAShutdown() {
        var front = front(audit());
        assertThat(front.running().drain(Duration.ZERO)).isTrue();
        var answer = front.answer(Calls.get("/open"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Connection", "close");
    }

    @Test
    void waitsForTheRequestsThatRun() throws InterruptedException {
        var front = front(audit());
        assertThat(front.running().enter()).isTrue();
        assertThat(front.running().drain(Duration.ZERO)).isFalse();
        var waiting = Thread.ofVirtual().start(() -> front.running().drain(Duration.ofMinutes(1)));
        front.running().leave();
        waiting.join();
        assertThat(front.running().drain(Duration.ZERO)).isTrue();
    }
}
