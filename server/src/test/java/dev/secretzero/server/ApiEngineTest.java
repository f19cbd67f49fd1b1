package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.Canary;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.InMemoryBundle;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every endpoint over a working engine.
final class ApiEngineTest {

    private static final String SECRETFILE = """
            version: "1"
            variables:
              region: eu
              hidden: ${API_TOKEN}
            providers:
              local: {kind: local}
              cloud: {kind: memory}
            secrets:
              - name: db_password
                kind: random_password
                rotation_period: 90d
                targets:
                  - provider: local
                    kind: file
                    config: {path: .env, format: dotenv}
              - name: fixed
                kind: static
                config: {value: "CANARY"}
                targets:
                  - provider: local
                    kind: file
                    config: {path: fixed.env, format: dotenv}
              - name: once
                kind: random_password
                one_time: true
                targets:
                  - provider: cloud
                    kind: memory
                    config: {place: a}
              - name: login
                kind: templates.pair
            templates:
              pair:
                description: A login.
                fields:
                  user:
                    description: Its name.
                    generator: {kind: random_string}
                  password:
                    description: Its password.
                    generator: {kind: random_password}
                targets:
                  - provider: local
                    kind: file
                    config: {path: login.json, format: json}
            """
            .replace("CANARY", Canary.of("static"));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");
    private final Json json = new Json();
    private final Map<String, String> environment = new HashMap<>(Map.of("API_TOKEN", Canary.of("variable")));
    private InMemoryBundle bundle = InMemoryBundle.healthy();
    private Front front = front();

    private @Nullable Canaries canaries;

    @BeforeEach
    void secretfile(Canaries watched) throws IOException {
        canaries = watched;
        watched.source(Files.writeString(directory.resolve("Secretfile.yml"), SECRETFILE));
        List.of(".env", "fixed.env", "login.json").forEach(name -> watched.target(directory.resolve(name)));
        front = front();
    }

    private Answer answer(Call call) {
        var answer = front.answer(call);
        java.util.Objects.requireNonNull(canaries).seen(call.method() + " " + call.path(), answer.body());
        return answer;
    }

    private Host host() {
        return TestHost.at(place(), environment, clock);
    }

    private Path place() {
        return directory == null ? Path.of("/nowhere") : directory;
    }

    private Engine engine() {
        var plugins = new ArrayList<Plugin>(List.of(bundle));
        ServiceLoader.load(Plugin.class).forEach(plugins::add);
        var entropy = new SeededRandom(1);
        return Engine.of(host(), plugins, () -> entropy, SyncIdentity.Machine.UNKNOWN);
    }

    private Front front() {
        var engine = engine();
        var settings = ApiSettings.of(Map.of(), Map.of());
        var desk = Desk.of(settings, engine, host(), "Linux");
        return new Front(
                new Routes(Endpoints.of(desk, json)),
                new Gate(settings, new Throttle(clock)),
                new Ledger(desk::audit, clock),
                json,
                clock,
                () -> "made-id",
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }

    private Map<String, @Nullable Object> get(String target) {
        return ok(answer(Calls.get(target)));
    }

    private Map<String, @Nullable Object> post(String target, String body) {
        return ok(answer(Calls.post(target, body)));
    }

    private Map<String, @Nullable Object> ok(Answer answer) {
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
        return body(answer);
    }

    private Map<String, @Nullable Object> body(Answer answer) {
        return json.object(answer.body()).orElseThrow();
    }

    private static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) java.util.Objects.requireNonNull(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/version", "/version?detailed=true", "/schema", "/secret-types", "/openapi.json"})
    void openEndpointsAnswerWithoutASecretfile(String target) throws IOException {
        Files.delete(directory.resolve("Secretfile.yml"));
        assertThat(get(target)).isNotEmpty();
    }

    @Test
    void theVersionTellsMoreWhenAsked() {
        assertThat(get("/version").keySet()).containsExactly("name", "version", "website", "backend");
        assertThat(get("/version?detailed=true"))
                .containsEntry("name", "secretzero")
                .containsEntry("backend", "api")
                .containsEntry("platform", "Linux")
                .containsKeys("java_version", "manifest_spec_version");
    }

    @Test
    void theSchemaKnowsTheSettingsOfTheBundles() {
        assertThat(get("/schema")).containsEntry("title", "Secretfile")
                .containsEntry("$schema", "https://json-schema.org/draft/2020-12/schema");
        assertThat(answer(Calls.get("/schema")).text()).contains("random_password").contains("\"length\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secrets", "/secrets/db_password", "/secrets/x/status", "/config/render", "/list/providers", "/list/targets", "/list/variables", "/graph"})
    void aMissingSecretfileIsNamed(String target) throws IOException {
        var file = directory.resolve("Secretfile.yml");
        Files.delete(file);
        var answer = answer(Calls.get(target));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(body(answer)).containsEntry("detail", "Secretfile not found: " + file);
    }

    @Test
    void anInvalidSecretfileIsExplainedAndAMendedOnePickedUp() throws IOException {
        var file = directory.resolve("Secretfile.yml");
        Files.writeString(file, "secrets:\n  - name: a\n    targets: 5\n");
        var answer = answer(Calls.get("/secrets"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(list(body(answer).get("errors"))).isNotEmpty().allSatisfy(fault ->
                assertThat(fault).asInstanceOf(MAP).containsKeys("path", "message"));
        Files.writeString(file, SECRETFILE);
        clock.advance(Duration.ofSeconds(3));
        assertThat(get("/secrets")).containsEntry("count", 4);
    }

    @Test
    void listsWhatIsDeclared() {
        var secrets = list(get("/secrets").get("secrets"));
        assertThat(secrets.getFirst()).asInstanceOf(MAP)
                .containsEntry("name", "db_password")
                .containsEntry("kind", "random_password")
                .containsEntry("rotation_period", "90d")
                .containsEntry("targets", List.of("file"));
        assertThat(get("/list/providers")).containsEntry("total", 2);
        assertThat(get("/list/targets?filter=LOGIN")).containsEntry("total", 2);
        assertThat(get("/list/variables").get("variables")).asInstanceOf(MAP)
                .containsEntry("region", "eu").containsEntry("hidden", "[secret]");
        assertThat(get("/config/render").get("config")).asInstanceOf(MAP).containsKey("secrets").containsEntry("version", "1");
        assertThat(list(get("/graph").get("nodes"))).hasSizeGreaterThan(8);
    }

    @Test
    void aDryRunSaysWhatWouldHappenAndDoesNothing() {
        var answer = post("/sync", "{\"dry_run\": true}");
        assertThat(list(answer.get("secrets_generated"))).isEmpty();
        assertThat(answer).containsEntry("secrets_skipped", List.of("db_password", "fixed", "once", "login"))
                .containsEntry("message", "Would generate 4 secret(s), skipped 0")
                .containsEntry("selected_environment", null)
                .containsEntry("resolved_target_profile", null)
                .containsEntry("resolved_var_files", List.of())
                .containsEntry("resolved_lockfile", directory.resolve(".gitsecrets.lock").toString());
        assertThat(list(answer.get("plan"))).hasSize(5).first().asInstanceOf(MAP).containsEntry("action", "create");
        assertThat(directory.resolve(".env")).doesNotExist();
        assertThat(directory.resolve(".gitsecrets.lock")).doesNotExist();
    }

    @Test
    void aSyncMakesOnceAndKeepsAfterwards() throws IOException {
        var first = post("/sync", "");
        assertThat(first).containsEntry("status", "ok").containsEntry("errors", List.of())
                .containsEntry("secrets_generated", List.of("db_password", "fixed", "once", "login"))
                .containsEntry("message", "Generated 4 secret(s), skipped 0");
        var env = Files.readString(directory.resolve(".env"));
        var lock = Files.readString(directory.resolve(".gitsecrets.lock"));
        clock.advance(Duration.ofHours(1));
        var second = post("/sync", "{}");
        assertThat(second).containsEntry("secrets_generated", List.of())
                .containsEntry("message", "Generated 0 secret(s), skipped 4");
        assertThat(Files.readString(directory.resolve(".env"))).isEqualTo(env);
        assertThat(Files.readString(directory.resolve(".gitsecrets.lock"))).isEqualTo(lock);
        assertThat(first.toString() + second).doesNotContain(env.substring(env.indexOf('=') + 1).strip());
    }

    @Test
    void aNamedSyncTouchesNothingElse() {
        assertThat(post("/sync", "{\"secret_name\": \"db_password\"}"))
                .containsEntry("message", "Generated secret: db_password")
                .containsEntry("secrets_generated", List.of("db_password"));
        assertThat(directory.resolve("fixed.env")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sync", "/rotation/check", "/rotation/execute", "/drift/check"})
    void anUnknownSecretIsNamed(String path) {
        var answer = answer(Calls.post(path, "{\"secret_name\": \"nobody\"}"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(body(answer)).containsEntry("detail", "Secret not found: nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sync", "/rotation/check", "/rotation/execute", "/policy/check", "/drift/check"})
    void anUnknownLaneIsRefused(String path) {
        assertThat(answer(Calls.post(path, "{\"environment\": \"nowhere\"}")).status()).isEqualTo(422);
        assertThat(answer(Calls.post(path + "?environment=nowhere", "{}")).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.szvar", "/etc/passwd"})
    void varFilesStayInside(String path) {
        var answer = answer(Calls.post("/sync", "{\"dry_run\": true, \"var_files\": [\"" + path + "\"]}"));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void varFilesAreMergedAndNamed() throws IOException {
        var file = Files.writeString(directory.resolve("dev.szvar"), "region: us\n").toRealPath();
        assertThat(post("/sync", "{\"dry_run\": true, \"var_files\": [\"dev.szvar\"]}"))
                .containsEntry("resolved_var_files", List.of(file.toString()));
        assertThat(answer(Calls.post("/sync", "{\"var_files\": [\"none.szvar\"]}")).status()).isBetween(404, 422);
    }

    @Test
    void detailAndStatusFollowTheLockfile() {
        assertThat(get("/secrets/db_password")).containsEntry("exists", false).containsEntry("created_at", null)
                .containsEntry("rotation_count", 0).containsEntry("one_time", false);
        post("/sync", "{}");
        assertThat(get("/secrets/db_password")).containsEntry("exists", true).containsEntry("created_at", "2026-01-01T00:00:00Z");
        var status = get("/secrets/login/status");
        assertThat(status).containsEntry("exists", true);
        assertThat(list(status.get("target_status"))).hasSize(2).allSatisfy(place ->
                assertThat(place).asInstanceOf(MAP).containsEntry("state", "synced"));
        assertThat(get("/secrets/fixed").get("targets")).asInstanceOf(LIST).singleElement().asInstanceOf(MAP)
                .containsEntry("provider", "local").containsEntry("kind", "file");
    }

    @Test
    void anUnknownSecretHasAStatusAndNoDetail() {
        assertThat(get("/secrets/nobody/status")).containsEntry("name", "nobody").containsEntry("exists", false)
                .containsEntry("targets", List.of());
        var answer = answer(Calls.get("/secrets/nobody"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(body(answer)).containsEntry("detail", "Secret not found: nobody");
    }

    @Test
    void rotationFollowsTheClock() {
        post("/sync", "{}");
        assertThat(post("/rotation/check", "")).containsEntry("secrets_checked", 4)
                .containsEntry("secrets_due", List.of()).containsEntry("secrets_overdue", List.of());
        clock.advance(Duration.ofDays(85));
        assertThat(post("/rotation/check", "{}")).containsEntry("secrets_due", List.of("db_password"))
                .containsEntry("secrets_overdue", List.of());
        assertThat(post("/rotation/execute", "{\"secret_name\": \"db_password\"}"))
                .containsEntry("rotated", List.of())
                .containsEntry("message", "Rotated 0 secret(s): db_password is not due before 2026-04-01T00:00:00Z; force rotates it now");
        clock.advance(Duration.ofDays(15));
        assertThat(post("/rotation/check", "{}")).containsEntry("secrets_overdue", List.of("db_password"));
        assertThat(post("/rotation/execute", "{\"dry_run\": true}")).containsEntry("rotated", List.of())
                .containsEntry("message", "Would rotate 1 secret(s)");
        assertThat(post("/rotation/execute", "")).containsEntry("rotated", List.of("db_password"))
                .containsEntry("failed", List.of()).containsEntry("message", "Rotated 1 secret(s)").containsEntry("status", "ok");
        assertThat(get("/secrets/db_password")).containsEntry("rotation_count", 1)
                .containsEntry("last_rotated", "2026-04-11T00:00:00Z");
    }

    @Test
    void forceDoesNotRotateAOneTimeSecretUnlessItIsNamed() {
        post("/sync", "{}");
        assertThat(list(post("/sync", "{\"force\": true}").get("secrets_generated")).stream().map(String::valueOf))
                .contains("db_password").doesNotContain("once");
        assertThat(post("/sync", "{\"force\": true, \"secret_name\": \"once\"}"))
                .containsEntry("secrets_generated", List.of("once"));
    }

    @Test
    void driftIsWhatThePlacesShow() throws IOException {
        assertThat(post("/drift/check", "")).containsEntry("has_drift", true).containsEntry("checked", 4);
        post("/sync", "{}");
        assertThat(post("/drift/check", "")).containsEntry("has_drift", false).containsEntry("details", List.of());
        Files.delete(directory.resolve(".env"));
        var drift = post("/drift/check", "{\"secret_name\": \"db_password\"}");
        assertThat(drift).containsEntry("has_drift", true).containsEntry("secrets_with_drift", List.of("db_password"));
        assertThat(list(drift.get("details"))).singleElement().asInstanceOf(MAP).containsEntry("secret", "db_password");
    }

    @Test
    void policiesAnswerInTheirRows() {
        assertThat(post("/policy/check", "")).containsKeys("compliant", "errors", "warnings", "info");
    }

    @Test
    void validationAnswersEverythingThatIsWellFormed() {
        assertThat(post("/config/validate", "{\"config\": {\"version\": \"1\", \"secrets\": []}}"))
                .containsEntry("valid", true).containsEntry("errors", List.of()).containsEntry("warnings", List.of());
        var missing = post("/config/validate", "{\"config\": {\"secrets\": [{\"kind\": \"random_password\"}]}}");
        assertThat(missing).containsEntry("valid", false);
        assertThat(list(missing.get("errors")).stream().map(String::valueOf)).anyMatch(error -> error.startsWith("secrets.0.name: "));
        assertThat(list(missing.get("warnings")).stream().map(String::valueOf)).anyMatch(warning -> warning.startsWith("version"));
        assertThat(post("/config/validate", "{\"config\": {\"secrets\": {}}}")).containsEntry("valid", false);
        assertThat(answer(Calls.post("/config/validate", "{}")).status()).isEqualTo(422);
        assertThat(answer(Calls.post("/config/validate", "{\"config\": []}")).status()).isEqualTo(422);
    }

    @Test
    void everyRequestIsAuditedOnceAndNewestFirst() {
        get("/health");
        post("/sync", "{}");
        answer(Calls.get("/secrets/nobody"));
        var page = get("/audit/logs?limit=10");
        assertThat(page).containsEntry("count", 2).containsEntry("total", 2).containsEntry("page", 1).containsEntry("per_page", 10);
        var entries = list(page.get("entries"));
        assertThat(entries.get(0)).asInstanceOf(MAP).containsEntry("action", "get_secret_detail")
                .containsEntry("resource", "secret:nobody").containsEntry("success", false);
        assertThat(entries.get(1)).asInstanceOf(MAP).containsEntry("action", "sync").containsEntry("resource", "secrets")
                .containsEntry("user", "api").containsEntry("success", true);
        assertThat(get("/audit/logs?action=sync")).containsEntry("total", 1);
        assertThat(get("/audit/logs?offset=1&limit=1")).containsEntry("page", 2).containsEntry("count", 1);
    }

    @Test
    void aChangeIsRecordedWithWhoWhenceAndWhatCameOfEachPlace() {
        post("/sync", "{}");
        assertThat(list(get("/audit/logs?action=sync").get("entries"))).singleElement().asInstanceOf(MAP)
                .extractingByKey("details").asInstanceOf(MAP)
                .containsEntry("origin", "api").containsEntry("via", "local").containsEntry("status", "ok")
                .containsKeys("client", "request_id", "intent", "targets", "generated", "skipped");
    }

    @Test
    void theAuditLogCanBeChecked() throws IOException {
        post("/sync", "{}");
        assertThat(get("/audit/verify")).containsEntry("status", "intact").containsEntry("intact", true)
                .containsEntry("entries", 2).containsEntry("broken", null);
        var log = directory.resolve(".secretzero_audit.log");
        Files.writeString(log, Files.readString(log).replaceFirst("sync", "sink"));
        assertThat(get("/audit/verify")).containsEntry("status", "broken").containsEntry("intact", false)
                .extractingByKey("broken").asInstanceOf(MAP).containsEntry("line", 1);
    }

    @Test
    void nothingIsChangedThatCannotBeRecordedAndReadingGoesOn() throws IOException {
        Files.createDirectory(directory.resolve(".secretzero_audit.log"));
        assertThat(answer(Calls.post("/sync", "{}")).status()).isEqualTo(503);
        assertThat(answer(Calls.post("/rotation/execute", "{}")).status()).isEqualTo(503);
        assertThat(directory.resolve(".gitsecrets.lock")).doesNotExist();
        assertThat(answer(Calls.get("/health")).status()).isEqualTo(200);
        assertThat(answer(Calls.get("/secrets")).status()).isEqualTo(200);
        assertThat(answer(Calls.post("/sync", "{\"dry_run\": true}")).status()).isEqualTo(200);
    }

    @Test
    void aFailingPlaceIsToldTruly() {
        breaks();
        var partial = post("/sync", "{}");
        assertThat(partial).containsEntry("status", "partial").containsEntry("message", "Generated 3 secret(s), skipped 0, 1 failed");
        assertThat(list(partial.get("errors"))).isNotEmpty();
        assertThat(list(get("/audit/logs?action=sync").get("entries"))).singleElement().asInstanceOf(MAP)
                .containsEntry("success", false);
    }

    @Test
    void theFailureOfEveryRemotePlaceFailsTheRequestAndSaysWhatCameOfIt() {
        breaks();
        var whole = answer(Calls.post("/sync", "{\"secret_name\": \"once\"}"));
        assertThat(whole.status()).isEqualTo(502);
        assertThat(body(whole)).containsEntry("status", "failed").containsKeys("error", "detail", "request_id", "results");
    }

    @Test
    void anIdentityPolicyRefusesBeforeAnythingIsWritten() throws IOException {
        append("""
                policies:
                  must_be_prod: {kind: provider_identity, providers: [cloud], rules: [{field: provider, glob: "prod-*"}]}
                """);
        for (var body : List.of("{}", "{\"dry_run\": true}", "{\"secret_name\": \"once\"}")) {
            var refused = answer(Calls.post("/sync", body));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(body(refused)).containsEntry("code", "policy-violated").containsEntry("detail",
                    "identity policy \"must_be_prod\" forbids provider \"cloud\":"
                            + " \"provider\" is \"memory\", and must match \"prod-*\"");
        }
        assertThat(bundle.places().names()).isEmpty();
        assertThat(directory.resolve(".env")).doesNotExist();
        assertThat(directory.resolve(".gitsecrets.lock")).doesNotExist();
        assertThat(post("/sync", "{\"secret_name\": \"db_password\"}")).containsEntry("status", "ok");
        assertThat(answer(Calls.post("/rotation/execute", "{\"force\": true}")).status()).isEqualTo(200);
        clock.advance(Duration.ofDays(100));
        append("  local_too: {kind: provider_identity, providers: [local], rules: [{field: account, glob: '*'}]}\n");
        assertThat(answer(Calls.post("/rotation/execute", "{}")).status()).isEqualTo(403);
    }

    @Test
    void anEnforcedPolicyRefusesBeforeAnythingIsWrittenAndAPlanShowsIt() throws IOException {
        append("""
                policies:
                  strong: {kind: strength, min_entropy: 4096, secrets: [db_password], enforce: true}
                """);
        for (var body : List.of("{}", "{\"secret_name\": \"db_password\"}")) {
            var refused = answer(Calls.post("/sync", body));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(body(refused)).containsEntry("code", "policy-violated");
            assertThat(String.valueOf(body(refused).get("detail"))).startsWith("the policy \"strong\" forbids it: db_password: ");
        }
        assertThat(bundle.places().names()).isEmpty();
        assertThat(directory.resolve(".env")).doesNotExist();
        assertThat(directory.resolve(".gitsecrets.lock")).doesNotExist();
        assertThat(list(post("/sync", "{\"dry_run\": true}").get("warnings")).stream().map(String::valueOf))
                .anyMatch(warning -> warning.startsWith("the policy \"strong\" forbids it: db_password: "));
        assertThat(list(post("/policy/check", "").get("errors"))).singleElement().asInstanceOf(MAP)
                .containsEntry("rule", "strength.entropy").containsEntry("enforced", true).containsEntry("control", null);
        append("waivers: [{rule: strong, secrets: [db_password], owner: ann, until: 2099-12-31, reason: a test}]\n");
        assertThat(post("/sync", "{\"secret_name\": \"db_password\"}")).containsEntry("status", "ok");
        assertThat(list(post("/policy/check", "").get("waived"))).hasSize(1);
    }

    @Test
    void aPolicyThatOnlyWarnsIsToldAmongTheWarnings() throws IOException {
        append("""
                policies:
                  p: {kind: provider_identity, severity: warning, providers: [cloud], rules: [{field: account, glob: "*"}]}
                """);
        assertThat(list(post("/sync", "{}").get("warnings"))).singleElement().asString()
                .startsWith("identity policy \"p\" forbids provider \"cloud\"");
    }

    @Test
    void whatWaitsForAPersonIsToldWithItsInstructions() throws IOException {
        Files.writeString(directory.resolve("Secretfile.yml"), """
                variables: {project: demo, token: "${API_TOKEN}"}
                providers: {cloud: {kind: memory}}
                secrets:
                  - name: by_hand
                    kind: memory_input
                    targets: [{provider: cloud, kind: memory, config: {place: a}}]
                    agent_instructions:
                      summary: "Set {{ secret_name }} at {{ target.place }} of {{ var.project }}, {{ var.token }}"
                      steps: [{action: ask, description: "Ask ${project}"}]
                  - name: untold
                    kind: memory_input
                """);
        var answer = post("/sync", "{}");
        assertThat(answer).containsEntry("status", "failed");
        assertThat(answer.get("pending_secrets")).isEqualTo(Map.of(
                "by_hand", told(), "untold", Map.of("summary", "Ask the owner of the system.", "steps", List.of())));
        assertThat(list(answer.get("errors")).stream().map(String::valueOf)).contains("by_hand: Set by_hand at a of demo, [secret]");
        assertThat(get("/secrets/by_hand")).containsEntry("instructions", told());
        assertThat(get("/secrets/by_hand/status")).containsEntry("instructions", told());
        assertThat(get("/secrets/untold")).containsEntry("instructions", Map.of());
    }

    private static Map<String, ?> told() {
        return Map.of(
                "summary", "Set by_hand at a of demo, [secret]",
                "steps", List.of(Map.of("action", "ask", "description", "Ask demo", "required", true)));
    }

    @Test
    void aByteThatIsNoTextIsNamedWithItsPlace() throws IOException {
        Files.write(directory.resolve("Secretfile.yml"), new byte[] {'a', ':', '\n', 'b', (byte) 0xfe});
        var answer = answer(Calls.get("/secrets"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("not UTF-8").contains("line 2, column 2");
    }

    private void append(String text) throws IOException {
        var file = directory.resolve("Secretfile.yml");
        Files.writeString(file, Files.readString(file) + text);
        clock.advance(Duration.ofSeconds(3));
    }

    private void breaks() {
        bundle = InMemoryBundle.broken(Fault.on(Fault.Call.PUT, 1, Fault.When.BEFORE));
        front = front();
    }

    @Test
    void aHeldLockfileIsAConflict() throws IOException {
        try (var held = dev.secretzero.engine.lock.LockFile.hold(directory.resolve(".gitsecrets.lock"), Duration.ZERO)) {
            assertThat(held).isNotNull();
            var answer = answer(Calls.post("/sync", "{}"));
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.headers()).containsKey("Retry-After");
            assertThat(get("/secrets")).containsEntry("count", 4);
            assertThat(post("/drift/check", "")).containsEntry("has_drift", true);
        }
    }

    @Test
    void theServerSaysWhereItListensAndWhatIsWrong() throws IOException {
        Files.writeString(directory.resolve("Secretfile.yml"), "secrets: 5\n");
        var out = new ByteArrayOutputStream();
        var console = new PrintStream(out, true, StandardCharsets.UTF_8);
        var settings = ApiSettings.of(Map.of("SECRETZERO_HOST", "127.0.0.1", "SECRETZERO_PORT", "0"), Map.of());
        var server = ApiServer.start(settings, engine(), host(), "Linux", console);
        try {
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .startsWith("secretzero-api 0.1.0 listening on http://127.0.0.1:" + server.port() + " (docs: /docs)\n")
                    .contains("warning: no SECRETZERO_API_KEY")
                    .containsPattern("Secretfile\\.yml:1:\\d+: error: ");
        } finally {
            assertThat(server.stop()).isTrue();
        }
    }

    @Test
    void theServerRefusesAnAddressOfNobody() {
        var settings = ApiSettings.of(Map.of("SECRETZERO_HOST", "no such host", "SECRETZERO_PORT", "0"), Map.of());
        var console = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ApiServer.start(settings, engine(), host(), "Linux", console))
                .isInstanceOfSatisfying(ProblemException.class, thrown ->
                        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "70000"})
    void theProgramStopsAtABadPort(String port) {
        var err = new ByteArrayOutputStream();
        int status = ApiMain.run(
                Map.of("SECRETZERO_PORT", port),
                directory,
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(status).isEqualTo(5);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("error: SECRETZERO_PORT must be a whole number");
    }
}
