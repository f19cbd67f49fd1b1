package dev.secretzero.bundles.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.testkit.Canaries;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyVaultTest {

    private final FakeKeyVault fake = FakeKeyVault.start();
    private final AzureProvider provider = Fixture.provider(fake);

    @AfterEach
    void stop() {
        provider.close();
        fake.close();
    }

    private Receipt put(String value, Expect expect) {
        try (var material = Material.of(value)) {
            return Fixture.target(provider, "secret_name", "app").put("x", material, expect);
        }
    }

    private Problem refusal(String value, Expect expect) {
        return catchThrowableOfType(ProblemException.class, () -> put(value, expect)).problem();
    }

    @Test
    void makesOneCallForEachChange() {
        put("one", new Expect.Anything());
        put("two", new Expect.Anything());
        assertThat(fake.calls()).containsExactly("PUT /secrets/app", "PUT /secrets/app");
        assertThat(fake.text("app")).isEqualTo("two");
        assertThat(fake.versions("app")).isEqualTo(2);
    }

    @Test
    void writesTagsContentTypeAndExpiry() {
        var target = new KeyVaultSecretPlace(
                provider, Optional.empty(), Optional.empty(), Optional.of("app"), Optional.of("text/plain"),
                new TreeMap<>(Map.of("team", "core")), Optional.of(Duration.ofDays(1)));
        try (var material = Material.of("value")) {
            target.put("x", material, new Expect.Anything());
        }
        assertThat(fake.shown("app"))
                .containsEntry("contentType", "text/plain")
                .containsEntry("tags", Map.of("team", "core", "managed-by", "secretzero"));
        assertThat(fake.shown("app").get("attributes")).asString().contains("exp=86400");
    }

    @Test
    void recoversWhatWasDeleted() {
        put("one", new Expect.Nothing());
        var target = Fixture.target(provider, "secret_name", "app");
        target.remove("x");
        assertThat(target.observe("x")).isInstanceOf(Observation.Absent.class);
        put("two", new Expect.Nothing());
        assertThat(fake.text("app")).isEqualTo("two");
        assertThat(fake.versions("app")).isEqualTo(2);
    }

    @Test
    void saysThatADeletedSecretKeepsItsName() {
        put("one", new Expect.Nothing());
        Fixture.target(provider, "secret_name", "app").remove("x");
        fake.deny("POST /deletedsecrets");
        var problem = refusal("two", new Expect.Nothing());
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem.message()).contains("is deleted, and its name is kept until it is purged");
        assertThat(problem.hint().orElseThrow()).contains("secrets/recover", "az keyvault secret purge");
    }

    @Test
    void hidesADisabledSecret() {
        fake.store("app", "value");
        fake.disable("app");
        assertThat(Fixture.target(provider, "secret_name", "app").observe("x")).isInstanceOf(Observation.Hidden.class);
        assertThat(put("y", new Expect.Nothing())).isInstanceOf(Receipt.Conflict.class);
    }

    @Test
    void deletesOnlyWhatItWrote() {
        fake.store("app", "of another");
        var target = Fixture.target(provider, "secret_name", "app");
        assertThat(catchThrowableOfType(ProblemException.class, () -> target.remove("x")).problem().code())
                .isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(fake.text("app")).isEqualTo("of another");
    }

    @ParameterizedTest
    @CsvSource({
        "429, THROTTLED, quota", "500, UNREACHABLE, later", "503, UNREACHABLE, later", "403, DENIED, Key Vault Secrets Officer",
        "400, UNWRITABLE, settings", "418, UNWRITABLE, settings", "409, UNREACHABLE, again"
    })
    void tellsWhatARefusalMeansAndAsksOnce(int status, Problem.Code code, String hint, Canaries canaries) {
        fake.store("app", "before");
        fake.fail(status, 1);
        var problem = refusal(canaries.make("value"), new Expect.Anything());
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.hint().orElseThrow()).contains(hint);
        assertThat(problem.pause()).isEqualTo(
                code == Problem.Code.THROTTLED ? Optional.of(Duration.ofSeconds(7)) : Optional.empty());
        canaries.seen("the problem", problem.toString());
        assertThat(fake.count()).isEqualTo(1);
        assertThat(fake.text("app")).isEqualTo("before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "no json", "[1]", "{\"value\": {\"a\": 1}}", "{\"id\": 7}"})
    void repeatsNothingOfASenselessAnswer(String text, Canaries canaries) {
        var quoted = canaries.make("quoted");
        fake.answer(text + " \"" + quoted + "\"");
        var target = Fixture.target(provider, "secret_name", "app");
        var thrown = catchThrowableOfType(ProblemException.class, () -> {
            var seen = target.observe("x");
            assertThat(seen).isNotInstanceOf(Observation.Absent.class);
            throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, "shown as it was given"));
        });
        canaries.seen("the refusal", thrown);
    }

    @ParameterizedTest
    @CsvSource({"db_password, db-password", "a/b, a-b", "'', db-password", "a.b, a-b"})
    void refusesANameThatKeyVaultCannotHoldAndSuggestsOne(String name, String suggested) {
        var target = Fixture.target(provider);
        var problem = catchThrowableOfType(ProblemException.class, () -> target.observe(name)).problem();
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.hint().orElseThrow()).contains("secret_name: " + suggested);
        assertThat(fake.count()).isZero();
    }

    @Test
    void refusesBeforeAnyCallWhatItCannotHold() {
        assertThat(refusal("x".repeat(25 * 1024 + 1), new Expect.Anything()).hint().orElseThrow()).contains("25 KB");
        var binary = new Material.Single(Secret.take(new byte[] {(byte) 0xff, 0}));
        var target = Fixture.target(provider, "secret_name", "app");
        var thrown = catchThrowableOfType(ProblemException.class, () -> target.put("x", binary, new Expect.Anything()));
        assertThat(thrown.problem().hint().orElseThrow()).contains("base64");
        assertThat(fake.count()).isZero();
    }

    @Test
    void saysThatNobodyAnswers() {
        fake.close();
        assertThat(refusal("x", new Expect.Anything()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }
}
