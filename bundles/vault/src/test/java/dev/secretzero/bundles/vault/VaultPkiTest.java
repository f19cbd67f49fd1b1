package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import dev.secretzero.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultPkiTest extends GeneratorContract {

    private final FakeVault vault = FakeVault.start();
    private final ManualClock clock = ManualClock.of(Instant.EPOCH);
    private final VaultProvider provider =
            Fixture.provider(Fixture.host(Path.of("/"), Map.of(), clock), "url", vault.url(), "token", FakeVault.ROOT);

    @AfterEach
    void stop() {
        vault.close();
    }

    @Override
    protected Generator.Issuer open() {
        return open(provider);
    }

    private static Generator.Issuer open(VaultProvider provider, String... more) {
        var pairs = new ArrayList<>(List.of("role", "web", "common_name", "app.example.com"));
        pairs.addAll(List.of(more));
        return Fixture.pki(provider, pairs.toArray(String[]::new));
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void givesTheFieldsOfALocalCertificate() {
        var issued = open().issue("name");
        try (var material = issued.material()) {
            assertThat(field(material, "certificate")).isEqualTo("-----BEGIN CERTIFICATE-----\nleaf-1\n-----END CERTIFICATE-----\n");
            assertThat(field(material, "ca_certificate")).contains("middle").endsWith("-----\n");
            assertThat(field(material, "chain").replaceAll("-----[^\n]*\n", "")).isEqualTo("leaf-1\nmiddle\nroot\n");
            assertThat(field(material, "private_key")).startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("-----\n");
            assertThat(field(material, "serial_number")).isEqualTo("39:dd:01");
        }
        assertThat(issued.handle().value()).isEqualTo("pki/cert/39:dd:01 until 1970-01-01T01:00:00Z");
        assertThat(issued.expires()).contains(Instant.EPOCH.plusSeconds(3600));
    }

    private static String field(Material material, String name) {
        return Answer.at(material, name).map(Answer::text).orElseThrow();
    }

    @Test
    void revokesBySerialNumberUntilItHasEnded() {
        var issuer = open();
        var handle = issuer.issue("name").handle();
        issuer.revoke(handle);
        assertThat(vault.issuers.revoked()).containsExactly("39:dd:01");
        clock.advance(Duration.ofHours(1));
        issuer.revoke(handle);
        assertThat(vault.issuers.revoked()).hasSize(1);
    }

    @Test
    void saysThatOneThatIsNotKeptCannotBeRevoked() {
        var handle = open().issue("name").handle();
        vault.issuers.forget();
        var problem = problem(() -> open().revoke(handle));
        assertThat(problem.code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
        assertThat(problem.message()).contains("pki/cert/39:dd:01", "until 1970-01-01T01:00:00Z");
        clock.advance(Duration.ofHours(1));
        open().revoke(handle);
    }

    @Test
    void cannotTellWhatAKilledRunLeft() {
        assertThat(open().outstanding("name")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1H, true", "2H, false"})
    void failsWhereItWouldNotLast(String least, boolean lasts) {
        var issuer = open(provider, "min_ttl", least);
        if (lasts) {
            assertThat(issuer.issue("name").handle().value()).isNotEmpty();
        } else {
            assertThat(problem(() -> issuer.issue("name")).message()).contains("for 1h, and `min_ttl` asks for 2h");
        }
        assertThat(vault.issuers.revoked()).hasSize(lasts ? 0 : 1);
    }

    @Test
    void endsWithTheTokenWhereTheRoleMakesLeases() {
        vault.issuers.leaseCertificates();
        vault.tokenTtl(600);
        assertThat(open().issue("name").expires()).contains(Instant.EPOCH.plusSeconds(600));
    }

    @Test
    void saysWhatTheRoleDoesNotAllow(Canaries canaries) {
        vault.allow("nobody");
        var denied = problem(() -> open(Fixture.provider(vault, "nobody")).issue("name"));
        assertThat(denied.hint().orElseThrow()).contains("path \"pki/issue/web\" { capabilities = [\"update\"] }");
        vault.allow("issuer", "update pki/issue/");
        var issuer = open(Fixture.provider(vault, "issuer"));
        var handle = issuer.issue("name").handle();
        assertThat(problem(() -> issuer.revoke(handle)).hint().orElseThrow()).contains("path \"pki/revoke\" { capabilities = [\"update\"] }");
        var other = problem(() -> Fixture.pki(provider, "role", "web", "common_name", "example.org").issue("name"));
        assertThat(other.code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        canaries.seen("the refusal", other.toString());
        assertThat(other.message()).doesNotContain("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\": null}", "{\"data\": {\"certificate\": [1], \"private_key\": \"%s\"}}",
        "{\"data\": {\"serial_number\": \"39\", \"expiration\": 999999999999999999, \"private_key\": \"%s\"}}",
        "{\"data\": {\"serial_number\": \"39\", \"expiration\": 3600, \"certificate\": \"c\", \"issuing_ca\": \"c\", \"private_key\": {}}}",
        "{\"data\": {\"serial_number\": \"%s\", \"expiration\": 3600}}"})
    void takesAnAnswerWithoutACertificateForNone(String answer, Canaries canaries) {
        vault.issuers.say(answer.replace("%s", canaries.make("value")));
        var thrown = catchThrowableOfType(ProblemException.class, () -> open().issue("name"));
        canaries.seen("the problem", thrown);
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.GENERATION_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"something else", "database/creds/app/L", "pki/cert/../../sys until 2026-01-01T00:00:00Z", ""})
    void endsNothingOfAnotherKind(String handle) {
        assertThat(problem(() -> open().revoke(new Generator.Handle(handle))).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
        assertThat(vault.asked).isEmpty();
    }

    @Test
    void saysThatNobodyAnswers() {
        vault.close();
        assertThat(problem(() -> open().issue("name")).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @Test
    void refusesNamesThatWouldBeMore() {
        assertThat(problem(() -> open(provider, "uri_sans", "a,,b")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem(() -> open(provider, "ttl", "0S")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }
}
