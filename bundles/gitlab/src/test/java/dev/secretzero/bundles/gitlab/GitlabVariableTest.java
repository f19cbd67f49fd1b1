package dev.secretzero.bundles.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.testkit.Canaries;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GitlabVariableTest {

    private static final String APP = "projects/team/app";

    private final FakeGitlab gitlab = FakeGitlab.start();
    private final GitlabProvider provider = Fixture.provider(gitlab);

    @AfterEach
    void stop() {
        gitlab.close();
    }

    private Batched target(String... more) {
        var pairs = new ArrayList<>(java.util.List.of("project", "team/app"));
        pairs.addAll(java.util.List.of(more));
        return Fixture.target(provider, pairs.toArray(String[]::new));
    }

    private static void put(Target target, String name, String value) {
        target.put(name, Material.of(value), new Expect.Anything());
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void writesOnceWhatIsThere() {
        put(target(), "KEY", "first-value");
        put(target(), "KEY", "second-value");
        assertThat(gitlab.asked()).containsExactly(
                "PUT " + APP + "/variables/KEY", "POST " + APP + "/variables", "PUT " + APP + "/variables/KEY");
    }

    @Test
    void writesTheShape() {
        put(target("variable_name", "OTHER", "protected", "true", "variable_type", "file", "description", "for \"deploys\""), "KEY", "a-value$HOME");
        assertThat(gitlab.value(APP, "OTHER", "*")).contains("a-value$HOME");
        for (var field : Map.of("protected", "true", "masked", "true", "raw", "true", "variable_type", "file", "description", "for \"deploys\"")
                .entrySet()) {
            assertThat(gitlab.field(APP, "OTHER", "*", field.getKey())).isEqualTo(field.getValue());
        }
        assertThat(gitlab.field(APP, "OTHER", "*", "masked_and_hidden")).isEmpty();
    }

    @Test
    void holdsOneFieldAndSaysNoMoreThanThatItIsThere() {
        var login = new Material.Fields(new TreeMap<>(Map.of(
                "token", Material.of("of-eight-or-more"), "more", new Material.Fields(new TreeMap<>(Map.of("id", Material.of("12345678")))))));
        target("value_field", "token").put("KEY", login, new Expect.Anything());
        target("value_field", "more.id").put("ID", login, new Expect.Anything());
        assertThat(gitlab.value(APP, "KEY", "*")).contains("of-eight-or-more");
        assertThat(gitlab.value(APP, "ID", "*")).contains("12345678");
        assertThat(target("value_field", "token").observe("KEY")).isInstanceOf(Observation.Hidden.class);
        assertThat(problem(() -> target("value_field", "none").put("KEY", login, new Expect.Anything())).hint().orElseThrow()).contains("value_field");
        assertThat(problem(() -> put(target("value_field", "token"), "KEY", "no fields at all")).message()).contains("no field \"token\"");
        assertThat(problem(() -> target("value_field", "token", "masked_and_hidden", "true").put("KEY", login, new Expect.Anything())).hint().orElseThrow())
                .contains("delete it");
    }

    @Test
    void keepsScopesApart() {
        put(target("environment_scope", "prod"), "KEY", "of-production");
        put(target("environment_scope", "*"), "KEY", "of-the-rest");
        assertThat(gitlab.value(APP, "KEY", "prod")).contains("of-production");
        target("environment_scope", "prod").remove("KEY");
        assertThat(gitlab.value(APP, "KEY", "*")).contains("of-the-rest");
        assertThat(gitlab.value(APP, "KEY", "prod")).isEmpty();
    }

    @Test
    void readsManyInPages() {
        var places = new ArrayList<Batched.Place>();
        for (int i = 0; i < 45; i++) {
            gitlab.change(APP, "KEY" + i, "*", "value" + i);
            places.add(new Batched.Place(target(), "KEY" + i));
        }
        places.add(new Batched.Place(target("environment_scope", "prod"), "KEY0"));
        var seen = target().observeAll(places);
        assertThat(gitlab.asked()).hasSize(3).containsOnly("GET " + APP + "/variables");
        assertThat(seen.getLast()).isInstanceOf(Observation.Absent.class);
        assertThat(seen.subList(0, 45).stream().map(each -> Answer.text(((Observation.Shown) each).content()))).startsWith("value0", "value1");
    }

    @Test
    void onePlaceThatCannotBeSeenLeavesTheOthers() {
        gitlab.change(APP, "KEY", "*", "value");
        var seen = target().observeAll(java.util.List.of(
                new Batched.Place(target(), "no-key"), new Batched.Place(target(), "KEY"), new Batched.Place(target(), "NONE")));
        assertThat(seen.get(0)).isInstanceOf(Observation.Unseen.class);
        assertThat(seen.get(1)).isInstanceOf(Observation.Shown.class);
        assertThat(seen.get(2)).isInstanceOf(Observation.Absent.class);
    }

    @Test
    void tellsAProjectThatIsNotThereFromAVariableThatIsNot() {
        var target = Fixture.target(provider, "project", "team/none");
        assertThat(problem(() -> target.observe("KEY")).message()).contains("project \"team/none\"");
        assertThat(problem(() -> put(target, "KEY", "long-enough")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(target().observe("KEY")).isInstanceOf(Observation.Absent.class);
        assertThat(target().observe("KEY2")).isInstanceOf(Observation.Absent.class);
        assertThat(gitlab.asked().stream().filter(("GET " + APP + "/variables")::equals)).hasSize(1);
    }

    @Test
    void saysThatAVariableCannotBeHiddenAnyMore() {
        put(target(), "KEY", "first-value");
        assertThat(problem(() -> put(target("masked_and_hidden", "true"), "KEY", "second-value")).hint().orElseThrow()).contains("delete it");
        assertThat(gitlab.value(APP, "KEY", "*")).contains("first-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "two words", "two\nlines", ""})
    void refusesWhatCannotBeMaskedBeforeItAsks(String value) {
        assertThat(problem(() -> put(target(), "KEY", value)).hint().orElseThrow()).contains("masked: false");
        assertThat(gitlab.asked()).isEmpty();
    }

    @Test
    void masksLessWhereVariablesAreExpanded() {
        assertThat(problem(() -> put(target("raw", "false"), "KEY", "with$dollar")).code()).isEqualTo(Problem.Code.UNWRITABLE);
        put(target("raw", "false"), "KEY", "with_no-dollar");
    }

    @Test
    void refusesBytesThatAreNoText() {
        var bytes = new Material.Single(Secret.take(new byte[] {(byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8}));
        assertThat(problem(() -> target("masked", "false").put("KEY", bytes, new Expect.Anything())).message()).contains("not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"variable_name, a-b", "variable_type, secret", "project, a b", "project, https://gitlab.com/a"})
    void refusesSettingsThatCannotBe(String key, String value) {
        assertThat(problem(() -> target(key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void refusesANameThatIsNoKey() {
        assertThat(problem(() -> put(target(), "db-password", "long-enough")).hint().orElseThrow()).contains("underscores");
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "409, UNWRITABLE", "400, UNWRITABLE", "429, THROTTLED", "500, UNREACHABLE"})
    void repeatsNothingOfWhatTheServerSays(int status, Problem.Code code, Canaries canaries) {
        gitlab.fail(status, 3);
        var value = canaries.make("value");
        var thrown = catchThrowableOfType(ProblemException.class, () -> put(target(), "KEY", value));
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        assertThat(thrown.problem().code()).isEqualTo(code);
        if (status == 403) {
            assertThat(thrown.problem().hint().orElseThrow()).contains("Maintainer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "{\"value\":[1]}", "{\"value\":null}", "<html>"})
    void takesAnotherServerForWhatItIs(String answer) {
        gitlab.say(answer);
        assertThat(problem(() -> target().observe("KEY")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }
}
