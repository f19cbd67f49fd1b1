package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import dev.secretzero.testkit.Canaries;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultKvTest {

    private final FakeVault vault = FakeVault.start();
    private final VaultProvider provider = Fixture.provider(vault);

    @AfterEach
    void stop() {
        vault.close();
    }

    private Shared target(String... pairs) {
        return Fixture.target(provider, pairs);
    }

    private static Receipt put(Shared target, String value, Expect expect) {
        return target.put("name", Material.of(value), expect);
    }

    private static Shared.Delivery delivery(Shared target, String value) {
        return new Shared.Delivery(new Shared.Place(target, "name"), Material.of(value), new Expect.Anything());
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @ParameterizedTest
    @CsvSource({"team/app, secret", "/team/app, secret", "secret/data/team/app, secret", "secret/team/app, /secret/",
        "data/team/app, secret"})
    void takesAPathAsPeopleWriteIt(String path, String mount) {
        put(target("path", path, "mount_point", mount), "v", new Expect.Nothing());
        assertThat(vault.text("secret/team/app")).isEqualTo("{\"value\":\"v\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a/../b", "a/./b", "a/", "a\tb", "secret/"})
    void refusesWhatIsNoPath(String path) {
        assertThat(problem(() -> target("path", path)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void refusesAnotherVersionOfTheEngine() {
        assertThat(problem(() -> target("path", "a", "version", "3")).message()).contains("must be 1 or 2");
    }

    @Test
    void carriesNamesOfAllKinds() {
        put(target("path", "a b/\u00fc?#%"), "v", new Expect.Nothing());
        assertThat(vault.paths()).isEqualTo("secret/a b/\u00fc?#%");
    }

    @Test
    void writesAWholeWithoutReading() {
        put(target("path", "app"), "v", new Expect.Anything());
        put(target("path", "other"), "v", new Expect.Nothing());
        assertThat(vault.asked).containsExactly("POST secret/data/app", "POST secret/data/other");
    }

    @Test
    void writesWhereEveryWriteMustNameItsVersion() {
        vault.requireCas();
        put(target("path", "app"), "v", new Expect.Anything());
        put(target("path", "app"), "w", new Expect.Anything());
        assertThat(vault.text("secret/app")).isEqualTo("{\"value\":\"w\"}");
    }

    @Test
    void writesAfterADeletion() {
        vault.store("secret/app", FakeVault.fields(Map.of("value", Material.of("gone"))));
        vault.softDelete("secret/app");
        assertThat(target("path", "app").observe("name")).isInstanceOf(Observation.Absent.class);
        assertThat(put(target("path", "app"), "v", new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(vault.versions("secret/app")).isEqualTo(2);
    }

    @Test
    void writesManyFieldsInOneWriteAndKeepsTheOthers() {
        vault.store("secret/app", FakeVault.fields(Map.of("theirs", Material.of("stays"), "a", Material.of("old"))));
        var a = target("path", "app", "field", "a");
        var b = target("path", "secret/data/app", "field", "b");
        assertThat(a.container()).isEqualTo(b.container());
        a.putAll(List.of(delivery(a, "1"), delivery(b, "2")));
        assertThat(vault.text("secret/app")).isEqualTo("{\"a\":\"1\",\"b\":\"2\",\"theirs\":\"stays\"}");
        assertThat(vault.asked).containsExactly("GET secret/data/app", "POST secret/data/app");
        a.putAll(List.of(delivery(a, "1"), delivery(b, "2")));
        assertThat(vault.versions("secret/app")).isEqualTo(2);
    }

    @Test
    void losesNothingThatIsWrittenMeanwhile() {
        var a = target("path", "app", "field", "a");
        vault.beforeWrite(() -> vault.store("secret/app", FakeVault.fields(Map.of("theirs", Material.of("just now")))));
        assertThat(put(a, "1", new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(vault.text("secret/app")).isEqualTo("{\"a\":\"1\",\"theirs\":\"just now\"}");
    }

    @Test
    void removesThePathWithItsLastField() {
        var a = target("path", "app", "field", "a");
        put(a, "1", new Expect.Nothing());
        a.remove("name");
        assertThat(vault.paths()).isEmpty();
    }

    @Test
    void refusesTwoSecretsForOnePlace() {
        var whole = target("path", "app");
        var field = target("path", "app", "field", "a");
        assertThat(problem(() -> whole.putAll(List.of(delivery(whole, "1"), delivery(whole, "2")))).message()).contains("two secrets");
        assertThat(problem(() -> whole.putAll(List.of(delivery(whole, "1"), delivery(field, "1")))).message()).contains("two secrets");
        assertThat(whole.putAll(List.of(delivery(whole, "1"), delivery(whole, "1")))).hasSize(2);
    }

    @Test
    void keepsAFieldCalledValueApartFromASingleValue() {
        var target = target("path", "app");
        target.put("name", FakeVault.fields(Map.of("value", Material.of("x"))), new Expect.Nothing());
        assertThat(((Observation.Shown) target.observe("name")).content()).satisfies(content ->
                assertThat(Answer.text(content)).isEqualTo("{\"value\":\"x\"}"));
    }

    @Test
    void readsWhatStandsUnderThePathAsItIsWritten() {
        vault.store("secret/secret/data/app", FakeVault.fields(Map.of("value", Material.of("from before"))));
        var target = target("path", "secret/data/app");
        assertThat(((Observation.Shown) target.observe("name")).version()).isEmpty();
        put(target, "new", new Expect.Anything());
        assertThat(vault.text("secret/app")).isEqualTo("{\"value\":\"new\"}");
        target.remove("name");
        assertThat(vault.paths()).isEmpty();
    }

    @Test
    void refusesBytesThatAreNoText() {
        var material = new Material.Single(Secret.take(new byte[] {(byte) 0xff, 1}));
        assertThat(problem(() -> target("path", "app").put("name", material, new Expect.Anything())).code())
                .isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(vault.asked).isEmpty();
    }

    @Test
    void namesThePermissionThatIsMissingAndNotTheValue(Canaries canaries) {
        vault.allow("reader", "read secret/data/app");
        var target = Fixture.target(Fixture.provider(vault, "reader"), "path", "app");
        var value = canaries.make("value");
        var thrown = catchThrowableOfType(ProblemException.class, () -> put(target, value, new Expect.Anything()));
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.DENIED);
        assertThat(thrown.problem().hint()).hasValueSatisfying(hint ->
                assertThat(hint).contains("path \"secret/data/app\" { capabilities = [\"create\", \"update\"] }"));
        assertThat(problem(() -> target.remove("name")).hint().orElseThrow()).contains("path \"secret/metadata/app\"");
    }

    @ParameterizedTest
    @CsvSource({"400, UNWRITABLE", "404, NOT_FOUND", "413, UNWRITABLE", "429, THROTTLED", "503, UNREACHABLE"})
    void repeatsNothingOfWhatTheServerSays(int status, Problem.Code code, Canaries canaries) {
        vault.fail(status);
        var value = canaries.make("value");
        var thrown = catchThrowableOfType(ProblemException.class, () -> put(target("path", "app"), value, new Expect.Anything()));
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        if (status != 400) {
            assertThat(thrown.problem().code()).isEqualTo(code);
        }
    }

    @Test
    void noticesAnEngineOfTheOtherVersion() {
        var wrong = target("path", "app", "mount_point", "old");
        assertThat(problem(() -> put(wrong, "v", new Expect.Anything())).hint().orElseThrow()).contains("version: 1");
        assertThat(problem(() -> wrong.observe("name")).hint().orElseThrow()).contains("version: 1");
    }

    private static Material login() {
        return FakeVault.parse("{\"username\":\"admin\",\"password\":\"pw\",\"more\":{\"port\":5432}}");
    }

    @ParameterizedTest
    @CsvSource({"password, '{\"value\":\"pw\"}'", "more.port, '{\"value\":5432}'", "more, '{\"port\":5432}'"})
    void writesAPartOfAStructuredValue(String part, String written) {
        var target = target("path", "app", "value_field", part);
        target.put("name", login(), new Expect.Nothing());
        assertThat(vault.text("secret/app")).isEqualTo(written);
        target("path", "text", "value_field", part).put("name", Material.of(Answer.text(login())), new Expect.Anything());
        assertThat(vault.text("secret/text")).isEqualTo(written);
        assertThat(target.observe("name")).isEqualTo(new Observation.Hidden(Optional.of(new Version("1"))));
    }

    @Test
    void writesPartsOfOneValueToFieldsOfOnePathAtOnce() {
        var user = target("path", "app", "field", "user", "value_field", "username");
        var password = target("path", "app", "field", "pw", "value_field", "password");
        var parts = List.of(user, password).stream()
                .map(target -> new Shared.Delivery(new Shared.Place(target, "name"), login(), new Expect.Nothing()))
                .toList();
        assertThat(user.putAll(parts)).allSatisfy(receipt -> assertThat(receipt).isInstanceOf(Receipt.Written.class));
        assertThat(vault.text("secret/app")).isEqualTo("{\"pw\":\"pw\",\"user\":\"admin\"}");
        assertThat(vault.versions("secret/app")).isEqualTo(1);
        assertThat(user.observe("name")).isEqualTo(new Observation.Hidden(Optional.empty()));
        user.remove("name");
        assertThat(user.observe("name")).isEqualTo(new Observation.Absent());
        assertThat(vault.text("secret/app")).isEqualTo("{\"pw\":\"pw\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "password.none", "more..port", "username.", "."})
    void refusesAPartThatIsNotThere(String part, Canaries canaries) {
        var target = target("path", "app", "value_field", part);
        var value = canaries.make("value");
        for (var material : List.of(login(), Material.of(value), Material.of("{\"password\":\"" + value + "\"}"), Material.of("[1"))) {
            var thrown = catchThrowableOfType(ProblemException.class, () -> target.put("name", material, new Expect.Anything()));
            canaries.seen("the refusal", thrown);
            assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        }
        assertThat(vault.asked).isEmpty();
    }

    @Test
    void keepsAValueBesideAField() {
        var target = target("path", "app", "field", "pw");
        put(target, "new", new Expect.Nothing());
        var beside = ((Keeper) target).beside().orElseThrow();
        assertThat(beside.put("pw_before", Material.of("old"), new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(beside.put("pw_before", Material.of("x"), new Expect.Nothing())).isInstanceOf(Receipt.Conflict.class);
        assertThat(vault.text("secret/app")).isEqualTo("{\"pw\":\"new\",\"pw_before\":\"old\"}");
        put(target, "newer", new Expect.Anything());
        beside.remove("pw_before");
        beside.remove("pw_before");
        assertThat(vault.text("secret/app")).isEqualTo("{\"pw\":\"newer\"}");
    }

    /// What is beside would be read back as a part of the value; and version 2 keeps the versions before.
    @Test
    void hasNoRoomBesideAWholePath() {
        assertThat(((Keeper) target("path", "app")).beside()).isEmpty();
        assertThat(((Keeper) target("path", "app", "version", "1")).beside()).isEmpty();
    }
}
