package dev.secretzero.bundles.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AppRegistrationTest extends GeneratorContract {

    private final FakeKeyVault fake = FakeKeyVault.start();
    private final AzureProvider provider = Fixture.provider(fake);

    @AfterEach
    void stop() {
        provider.close();
        fake.close();
    }

    @Override
    protected Generator.Issuer open() {
        return of("application_id", FakeGraph.APPLICATION);
    }

    private Generator.Issuer of(String... pairs) {
        return (Generator.Issuer) Fixture.generator(provider, pairs);
    }

    private static Problem problem(Runnable action) {
        return catchThrowableOfType(ProblemException.class, action::run).problem();
    }

    private static Map<String, Material> fields(Material material) {
        return ((Material.Fields) material).values();
    }

    @Test
    void issuesWhatAnApplicationLogsInWith(Canaries canaries) {
        var issued = open().issue("db");
        canaries.watch("issued", Answer.at(issued.material(), "client_secret").orElseThrow());
        assertThat(fields(issued.material())).containsOnlyKeys("tenant_id", "client_id", "client_secret");
        assertThat(Answer.text(issued.material())).contains(FakeKeyVault.TENANT, FakeGraph.APPLICATION, FakeGraph.SECRET + "1");
        assertThat(issued.expires()).contains(Instant.EPOCH.plusSeconds(90L * 24 * 3600));
        assertThat(issued.handle().value()).isEqualTo(FakeGraph.APPLICATION + "/00000000-0000-0000-0000-000000000001");
        assertThat(fake.graph().secrets().getFirst())
                .containsEntry("displayName", "secretzero db")
                .containsEntry("endDateTime", "1970-04-01T00:00:00Z");
        assertThat(fake.calls()).containsExactly("POST /v1.0/applications(appId='" + FakeGraph.APPLICATION + "')/addPassword");
    }

    @Test
    void twoSecretsOverlapAndEachIsRemovedByItself() {
        var first = open().issue("db");
        var second = open().issue("db");
        assertThat(open().outstanding("db").orElseThrow()).containsExactly(first.handle(), second.handle());
        open().revoke(first.handle());
        assertThat(open().outstanding("db").orElseThrow()).containsExactly(second.handle());
    }

    @Test
    void findsTheClientIdByTheObjectId() {
        var generator = of("object_id", FakeGraph.OBJECT, "display_name", "of production", "expires_in_days", "1");
        var issued = generator.issue("db");
        assertThat(issued.handle().value()).startsWith(FakeGraph.APPLICATION + "/");
        assertThat(generator.outstanding("other").orElseThrow()).containsExactly(issued.handle());
        open().revoke(issued.handle());
        assertThat(fake.graph().secrets()).isEmpty();
    }

    @Test
    void tellsOnlyItsOwnSecretsThatStillWork() {
        fake.graph().add("of a person", "2100-01-01T00:00:00Z");
        fake.graph().add("secretzero db", "1969-12-31T00:00:00Z");
        assertThat(open().outstanding("db").orElseThrow()).isEmpty();
        fake.graph().add("secretzero db", "2100-01-01T00:00:00.1234567Z");
        assertThat(open().outstanding("db").orElseThrow()).hasSize(1);
    }

    @Test
    void aDeletedApplicationHasNothingLeftToRevoke() {
        var issued = open().issue("db");
        fake.graph().delete();
        open().revoke(issued.handle());
        assertThat(open().outstanding("db").orElseThrow()).isEmpty();
        assertThat(problem(() -> open().issue("db")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(() -> of("object_id", FakeGraph.OBJECT).issue("db")).code()).isEqualTo(Problem.Code.NOT_FOUND);
    }

    @Test
    void aRefusalOfWhatIsStillThereIsToldAndNotTakenForSuccess() {
        var issued = open().issue("db");
        fake.fail(400, 1);
        assertThat(problem(() -> open().revoke(issued.handle())).code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(open().outstanding("db").orElseThrow()).containsExactly(issued.handle());
        assertThat(problem(() -> open().revoke(new Generator.Handle("x/../y"))).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({
        "403, DENIED, Application.ReadWrite.OwnedBy", "401, DENIED, credential", "429, THROTTLED, 7 seconds", "503, UNREACHABLE, again",
        "400, GENERATION_FAILED, expires_in_days", "302, UNREACHABLE, address", "418, UNWRITABLE, settings"
    })
    void saysWhatIsWrong(int status, Problem.Code code, String hint, Canaries canaries) {
        fake.fail(status, 1);
        var thrown = catchThrowableOfType(ProblemException.class, () -> open().issue("db"));
        canaries.seen("the refusal", thrown);
        assertThat(thrown.problem().code()).isEqualTo(code);
        assertThat(thrown.problem().hint().orElseThrow()).contains(hint);
        assertThat(thrown.problem().message()).contains("Microsoft Graph at").doesNotContain("refused:");
        assertThat(fake.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "no JSON", "{}", "{\"keyId\": 1, \"secretText\": \"s\"}", "{\"keyId\": \"../..\", \"secretText\": \"s\"}",
        "{\"keyId\": \"00000000-0000-0000-0000-000000000001\", \"secretText\": {\"a\": 1}}"})
    void takesNoAnswerThatMakesNoSense(String answer) {
        fake.answer(answer.isEmpty() ? " " : answer);
        assertThat(problem(() -> open().issue("db")).message()).contains("in a form that is not known");
        assertThat(problem(() -> of("object_id", FakeGraph.OBJECT).issue("db")).message()).contains("in a form that is not known");
        assertThat(problem(() -> open().outstanding("db")).message()).contains("in a form that is not known");
    }

    @Test
    void saysThatGraphOrTheLoginIsNotThere() {
        var stranger = Fixture.provider(fake, "other");
        var refused = (Generator.Issuer) Fixture.generator(stranger, "app_id", FakeGraph.APPLICATION);
        assertThat(problem(() -> refused.issue("db")).code()).isEqualTo(Problem.Code.DENIED);
        open().issue("db");
        fake.close();
        assertThat(problem(() -> open().issue("db")).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "application_id, my-app", "object_id, 1", "app_id, bbbbbbbb-0000-0000-0000-00000000000/",
        "application_id, bbbbbbbb-0000-0000-0000-000000000001')"
    })
    void refusesWhatIsNoId(String key, String id) {
        assertThat(problem(() -> of(key, id)).message()).contains(key);
    }

    @Test
    void refusesSettingsThatSayTwoThings() {
        assertThat(problem(() -> of("application_id", FakeGraph.APPLICATION, "object_id", FakeGraph.OBJECT)).message()).contains("object_id");
        assertThat(problem(() -> of("application_id", FakeGraph.APPLICATION, "default", "x")).message()).contains("stated too");
        for (var days : new String[] {"0", "-1", "731"}) {
            assertThat(problem(() -> of("application_id", FakeGraph.APPLICATION, "expires_in_days", days)).message()).contains("expires_in_days");
        }
    }

    @Test
    void statesOrAsksForTheValueWhereNoApplicationIsNamed() {
        assertThat(Fixture.generator(provider)).isInstanceOf(Generator.Manual.class);
        assertThat(Answer.text(((Generator.Stated) Fixture.generator(provider, "default", "stated")).state())).isEqualTo("stated");
        assertThat(fake.count()).isZero();
    }

    @Test
    void twoAtOnceGetTwoSecrets() throws InterruptedException {
        var one = new Thread(() -> open().issue("db"));
        var other = new Thread(() -> open().issue("db"));
        one.start();
        other.start();
        one.join();
        other.join();
        assertThat(open().outstanding("db").orElseThrow()).hasSize(2).doesNotHaveDuplicates();
    }
}
