package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import dev.secretzero.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultDatabaseTest extends GeneratorContract {

    private final FakeVault vault = FakeVault.start();
    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");
    private final VaultProvider provider =
            Fixture.provider(Fixture.host(Path.of("/"), Map.of(), clock), "url", vault.url(), "token", FakeVault.ROOT);

    @AfterEach
    void stop() {
        vault.close();
    }

    @Override
    protected Generator.Issuer open() {
        return Fixture.database(provider, "role", "app");
    }

    private Generator.Issuer open(String token, String... pairs) {
        return Fixture.database(Fixture.provider(vault, token), pairs);
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void makesALoginThatEndsWithItsLease() {
        var issuer = open();
        var issued = issuer.issue("name");
        try (var material = issued.material()) {
            assertThat(Answer.text(material)).isEqualTo("{\"password\":\"1-made-by-the-fake\",\"username\":\"v-app-1\"}");
        }
        assertThat(issued.handle().value()).isEqualTo("database/creds/app/Lease1");
        assertThat(issued.expires()).contains(Instant.parse("2026-01-01T01:00:00Z"));
        issuer.revoke(issued.handle());
        assertThat(vault.issuers.leases()).isEmpty();
    }

    @Test
    void endsWithATokenThatWasGivenWhenThatIsEarlier() {
        vault.tokenTtl(600);
        assertThat(open().issue("name").expires()).contains(Instant.parse("2026-01-01T00:10:00Z"));
    }

    private VaultProvider loggedIn(String... tokens) {
        vault.login("auth/approle/login", "{\"role_id\":\"r\",\"secret_id\":\"s\"}", tokens);
        List.of(tokens).forEach(token -> vault.allow(token, "* *"));
        return Fixture.provider(Fixture.host(Path.of("/"), Map.of(), clock), "url", vault.url(), "role_id", "r", "secret_id", "s");
    }

    /// Vault ends what was leased together with the token that it was leased with.
    @Test
    void keepsTheTokenOfTheLoginThatTheLeaseHangsOn() {
        vault.tokenTtl(1200);
        var login = loggedIn("made-for-approle");
        var issued = Fixture.database(login, "role", "app").issue("name");
        login.close();
        assertThat(vault.knows("made-for-approle")).isTrue();
        assertThat(vault.issuers.leases()).containsExactly(issued.handle().value());
        assertThat(issued.expires()).contains(Instant.parse("2026-01-01T00:20:00Z"));
    }

    @Test
    void endsTheTokenOfALoginThatNothingHangsOn() {
        vault.issuers.leaseTtl(60);
        var login = loggedIn("made-for-approle");
        Fixture.database(login, "role", "fixed", "static", "true").issue("name");
        login.close();
        assertThat(vault.knows("made-for-approle")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3600, 0, 1H, true", "3599, 0, 1H, false", "7200, 3599, 1H, false", "7200, 3600, 1H, true", "86400, 0, 720H, false"})
    void failsWhereTheLoginWouldNotLast(int lease, int token, String least, boolean lasts) {
        vault.issuers.leaseTtl(lease);
        vault.tokenTtl(token);
        var issuer = Fixture.database(provider, "role", "app", "min_ttl", least);
        if (lasts) {
            issuer.issue("name").material().close();
            assertThat(vault.issuers.leases()).hasSize(1);
        } else {
            var problem = problem(() -> issuer.issue("name"));
            assertThat(problem.code()).isEqualTo(Problem.Code.GENERATION_FAILED);
            assertThat(problem.message()).contains("gives a login of the role \"app\" for ", "`min_ttl` asks for " + (least.equals("1H") ? "1h" : "30d"));
            assertThat(vault.issuers.leases()).isEmpty();
        }
    }

    @Test
    void tellsTheLeasesOfARoleThatIsOursAlone() {
        var shared = open();
        shared.issue("name");
        assertThat(shared.outstanding("name")).isEmpty();
        var ours = Fixture.database(provider, "role", "app", "exclusive", "true");
        assertThat(ours.outstanding("name").orElseThrow()).containsExactly(new Generator.Handle("database/creds/app/Lease1"));
        ours.outstanding("name").orElseThrow().forEach(ours::revoke);
        assertThat(ours.outstanding("name").orElseThrow()).isEmpty();
        vault.allow("reader", "read database/");
        assertThat(problem(() -> open("reader", "role", "app", "exclusive", "true").outstanding("name")).hint().orElseThrow())
                .contains("path \"sys/leases/lookup/database/creds/app\" { capabilities = [\"list\", \"sudo\"] }");
    }

    @Test
    void namesThePolicyThatIsMissing(Canaries canaries) {
        vault.allow("nobody");
        vault.allow("reader", "read database/creds/");
        var problem = problem(() -> open("nobody", "role", "app").issue("name"));
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem.hint().orElseThrow()).contains("path \"database/creds/app\" { capabilities = [\"read\"] }");
        var reader = open("reader", "role", "app");
        var issued = reader.issue("name");
        canaries.watch("issued", issued.material());
        var refused = problem(() -> reader.revoke(issued.handle()));
        canaries.seen("the refusal", refused.toString());
        assertThat(refused.hint().orElseThrow()).contains("path \"sys/leases/revoke\" { capabilities = [\"update\"] }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\": 1}", "{\"lease_id\": \"database/creds/app/L\", \"data\": {\"username\": \"u\", \"password\": [1]}}",
        "{\"lease_id\": \"no lease\", \"data\": {\"username\": \"u\", \"password\": \"%s\"}}",
        "{\"data\": {\"username\": \"u\", \"password\": \"%s\"}}"})
    void takesAnAnswerWithoutALoginForNone(String answer, Canaries canaries) {
        vault.issuers.say(answer.replace("%s", canaries.make("value")));
        var thrown = catchThrowableOfType(ProblemException.class, () -> open().issue("name"));
        canaries.seen("the problem", thrown);
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.GENERATION_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"400, GENERATION_FAILED", "404, NOT_FOUND", "429, THROTTLED", "500, UNREACHABLE", "503, UNREACHABLE"})
    void tellsWhatAnAnswerMeans(int status, Problem.Code code) {
        vault.fail(status);
        assertThat(problem(() -> open().issue("name")).code()).isEqualTo(code);
    }

    @Test
    void saysThatNobodyAnswers() {
        vault.close();
        assertThat(problem(() -> open().issue("name")).code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(problem(() -> open().revoke(new Generator.Handle("database/creds/app/L"))).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"something else", "token-1", "pki/cert/39:dd until 2026-01-01T00:00:00Z", ""})
    void endsNothingOfAnotherKind(String handle) {
        assertThat(problem(() -> open().revoke(new Generator.Handle(handle))).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
        assertThat(vault.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"role, a/b", "role, ''", "role, ../x", "mount_point, a//b", "mount_point, ''", "exclusive, true"})
    void refusesSettingsThatCannotBe(String key, String value) {
        var pairs = key.equals("role") ? new String[] {key, value} : new String[] {"role", "app", "static", "true", key, value};
        assertThat(problem(() -> Fixture.database(provider, pairs)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void hasThePasswordOfAStaticRoleReplaced() {
        var issuer = Fixture.database(provider, "role", "fixed", "static", "true");
        var first = issuer.issue("name");
        assertThat(first.handle().value()).isEqualTo("database/static-creds/fixed rotated at 2026-01-01T00:00:00.000000001Z");
        assertThat(Answer.text(first.material())).isEqualTo("{\"password\":\"fixed-1-made-by-the-fake\",\"username\":\"fixed\"}");
        assertThat(first.expires()).contains(Instant.parse("2026-01-01T00:59:59Z"));
        var second = issuer.issue("name");
        issuer.revoke(first.handle());
        assertThat(vault.issuers.rotations()).as("the one before has ended by itself").isEqualTo(2);
        issuer.revoke(second.handle());
        issuer.revoke(second.handle());
        assertThat(vault.issuers.rotations()).isEqualTo(3);
        assertThat(issuer.outstanding("name").orElseThrow()).isEmpty();
    }

    @Test
    void replacesNoPasswordThatItMayNotReadOrThatWouldNotLast() {
        vault.allow("rotator", "update database/rotate-role/");
        assertThat(problem(() -> open("rotator", "role", "fixed", "static", "true").issue("name")).hint().orElseThrow())
                .contains("path \"database/static-creds/fixed\" { capabilities = [\"read\"] }");
        assertThat(problem(() -> Fixture.database(provider, "role", "fixed", "static", "true", "min_ttl", "2H").issue("name")).message())
                .contains("a password of the static role \"fixed\" for 1h");
        vault.allow("reader", "read database/static-creds/");
        assertThat(problem(() -> open("reader", "role", "fixed", "static", "true").issue("name")).hint().orElseThrow())
                .contains("path \"database/rotate-role/fixed\" { capabilities = [\"update\"] }");
        assertThat(vault.issuers.rotations()).isZero();
        assertThat(problem(() -> Fixture.database(provider, "role", "fixed", "static", "true")
                                .revoke(new Generator.Handle("database/creds/app/L"))).code())
                .isEqualTo(Problem.Code.NOT_SUPPORTED);
    }

    @Test
    void hasANewTokenForAStaticRoleToo() {
        vault.tokenTtl(60);
        var issuer = Fixture.database(loggedIn("one", "two"), "role", "app");
        issuer.issue("name");
        clock.advance(Duration.ofSeconds(60));
        assertThat(issuer.issue("name").expires()).contains(Instant.parse("2026-01-01T00:02:00Z"));
    }
}
