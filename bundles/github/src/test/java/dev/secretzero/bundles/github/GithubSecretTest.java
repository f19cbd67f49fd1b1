package dev.secretzero.bundles.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.testkit.Canaries;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GithubSecretTest {

    private static final String ACTIONS = "repos/acme/app/actions/secrets/";

    private final FakeGithub github = FakeGithub.start();
    private final GithubProvider provider = Fixture.provider(github);

    @AfterEach
    void stop() {
        github.close();
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    private static Receipt put(Target target, String name, String value) {
        return target.put(name, Material.of(value), new Expect.Anything());
    }

    private String value(String path) {
        return github.secret(path).orElseThrow().value();
    }

    @Test
    void asksForTheKeyOnceAndWritesOnce() {
        var target = Fixture.target(provider, "repository", "acme/app");
        put(target, "ONE", "1");
        put(Fixture.target(provider, "owner", "acme", "repo", "app"), "TWO", "2");
        assertThat(github.asked()).containsExactly(
                "GET " + ACTIONS + "public-key",
                "PUT " + ACTIONS + "ONE",
                "GET " + ACTIONS + "ONE",
                "PUT " + ACTIONS + "TWO",
                "GET " + ACTIONS + "TWO");
        assertThat(value(ACTIONS + "TWO")).isEqualTo("2");
    }

    @Test
    void takesTheRepositoryOfTheProvider() {
        var other = Fixture.provider(
                Fixture.host(Map.of()), "api_url", github.url(), "token", FakeGithub.TOKEN, "repository", "acme/web");
        put(Fixture.target(other, "secret_name", "RENAMED"), "db-password", "v");
        assertThat(github.paths()).containsExactly("repos/acme/web/actions/secrets/RENAMED");
    }

    @Test
    void keepsFieldsAsJson() {
        var fields = new Material.Fields(new java.util.TreeMap<>(Map.of("user", Material.of("a"), "password", Material.of("\u00fc"))));
        Fixture.target(provider, "repository", "acme/app").put("LOGIN", fields, new Expect.Nothing());
        assertThat(value(ACTIONS + "LOGIN")).isEqualTo("{\"password\":\"" + (char) 92 + "u00fc\",\"user\":\"a\"}");
    }

    @Test
    void sealsAgainWhenTheKeyHasChanged() {
        var target = Fixture.target(provider, "repository", "acme/app");
        put(target, "KEY", "before");
        github.renewKey();
        put(target, "KEY", "after");
        assertThat(value(ACTIONS + "KEY")).isEqualTo("after");
    }

    @Test
    void makesTheEnvironmentOnlyWhenItIsAskedTo() {
        var without = Fixture.target(provider, "repository", "acme/app", "environment", "stage");
        assertThat(problem(() -> without.observe("KEY")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(() -> put(without, "KEY", "v")).hint().orElseThrow()).contains("create_environment");
        var with = Fixture.target(provider, "repository", "acme/app", "environment", "stage", "create_environment", "true");
        assertThat(with.observe("KEY")).isInstanceOf(Observation.Absent.class);
        put(with, "KEY", "v");
        assertThat(value("repos/acme/app/environments/stage/secrets/KEY")).isEqualTo("v");
    }

    @ParameterizedTest
    @CsvSource({"prod/eu, prod%2Feu", "a b, a b", "\u00fc&?#+%, \u00fc&?#+%", "../x, ..%2Fx"})
    void findsAnEnvironmentWhateverItsName(String name, String sent) {
        var target = Fixture.target(provider, "repository", "acme/app", "environment", name, "create_environment", "true");
        put(target, "KEY", "v");
        assertThat(github.paths()).containsExactly("repos/acme/app/environments/" + sent + "/secrets/KEY");
        assertThat(target.observe("KEY")).isInstanceOf(Observation.Hidden.class);
        target.remove("KEY");
        assertThat(github.paths()).isEmpty();
    }

    @Test
    void makesAnEnvironmentForTwoAtOnce() throws Exception {
        var target = Fixture.target(provider, "repository", "acme/app", "environment", "stage", "create_environment", "true");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = IntStream.range(0, 8).mapToObj(i -> threads.submit(() -> put(target, "KEY" + i, "v"))).toList();
            for (var write : writes) {
                assertThat(write.get()).isInstanceOf(Receipt.Written.class);
            }
        }
        assertThat(github.paths()).hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void saysThatARepositoryWasRenamed(int status) {
        github.header("Location", "http://127.0.0.1:1/repositories/7");
        github.fail(status, 2);
        var target = Fixture.target(provider, "repository", "acme/app");
        // Were the system taken for unreachable, the other repositories would not be asked any more.
        assertThat(problem(() -> target.observe("KEY")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(() -> put(target, "KEY", "v")).hint().orElseThrow()).contains("renamed");
    }

    @Test
    void tellsARepositoryThatIsNotThereFromASecretThatIsNot() {
        var target = Fixture.target(provider, "repository", "acme/none");
        assertThat(problem(() -> target.observe("KEY")).message()).contains("repository \"acme/none\"");
        assertThat(problem(() -> put(target, "KEY", "v")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        target.remove("KEY");
    }

    @Test
    void opensAnOrganizationsSecretToSomeRepositories() {
        put(Fixture.organization(provider, "org", "acme", "selected_repositories", "app,acme/web", "selected_repository_ids", "7"), "KEY", "v");
        put(Fixture.organization(provider, "org", "acme"), "OPEN", "v");
        assertThat(github.secret("orgs/acme/actions/secrets/KEY").orElseThrow().more())
                .isEqualTo(Map.of("visibility", "selected", "selected_repository_ids", "[7,1296269,1296270]"));
        assertThat(github.secret("orgs/acme/actions/secrets/OPEN").orElseThrow().more()).isEqualTo(Map.of("visibility", "all"));
    }

    @ParameterizedTest
    @CsvSource({"visibility, selected", "visibility, everybody", "selected_repository_ids, x", "selected_repositories, a b", "org, a/b"})
    void refusesAnAudienceThatCannotBe(String key, String value) {
        assertThat(problem(() -> Fixture.organization(provider, "org", "acme", key, value)).code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"repository, app", "repository, a/b/c", "repository, ../x", "repository, acme/..", "repository, acme/a b", "owner, acme"})
    void refusesWhatIsNoRepository(String key, String value) {
        assertThat(problem(() -> Fixture.target(provider, key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void refusesAnEnvironmentOfDependabot() {
        assertThat(problem(() -> Fixture.target(provider, "repository", "acme/app", "app", "dependabot", "environment", "prod")).code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem(() -> Fixture.target(provider, "repository", "acme/app", "environment", "..")).code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"db-password", "1KEY", "github_key", "a b", "", "\u00fc", "../x"})
    void refusesANameThatGithubRefuses(String name) {
        var target = Fixture.target(provider, "repository", "acme/app");
        assertThat(problem(() -> put(target, name, "v")).hint().orElseThrow()).contains("letters");
        assertThat(github.asked()).isEmpty();
    }

    @Test
    void refusesMoreThanGithubTakesBeforeItAsks() {
        var target = Fixture.target(provider, "repository", "acme/app");
        put(target, "KEY", "x".repeat(48 * 1024));
        int before = github.asked().size();
        assertThat(problem(() -> put(target, "KEY", "x".repeat(48 * 1024 + 1))).code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(github.asked()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "404, NOT_FOUND", "429, THROTTLED", "500, UNREACHABLE", "418, UNWRITABLE"})
    void repeatsNothingOfWhatTheServerSays(int status, Problem.Code code, Canaries canaries) {
        var target = Fixture.target(provider, "repository", "acme/app");
        put(target, "KEY", "first");
        github.fail(status, 1);
        var value = canaries.make("value");
        var thrown = catchThrowableOfType(ProblemException.class, () -> put(target, "KEY", value));
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        assertThat(thrown.problem().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"app, 'repository permission \"Secrets\" (write)'", "environment, 'repository permission \"Environments\" (write)'",
        "org, 'organization permission \"Secrets\" (write)'"})
    void namesThePermissionThatIsMissing(String kind, String permission) {
        var target = switch (kind) {
            case "org" -> Fixture.organization(provider, "org", "acme");
            case "environment" -> Fixture.target(provider, "repository", "acme/app", "environment", "prod");
            default -> Fixture.target(provider, "repository", "acme/app");
        };
        put(target, "KEY", "v");
        github.fail(403, 1);
        assertThat(problem(() -> put(target, "KEY", "w")).hint().orElseThrow()).contains(permission);
    }

    @Test
    void aWriteStandsWhenItsMarkCannotBeRead() {
        var target = Fixture.target(provider, "repository", "acme/app");
        put(target, "KEY", "v");
        github.failAfter(1, 500);
        assertThat(put(target, "KEY", "w")).isEqualTo(Receipt.Written.plain());
        assertThat(value(ACTIONS + "KEY")).isEqualTo("w");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "{\"key_id\":\"1\",\"key\":\"AAAA\"}", "{\"key_id\":\"1\",\"key\":\"no base64\"}", "{\"updated_at\":null}",
        "{\"updated_at\":{\"a\":1}}", "{\"updated_at\":[1]}", "{\"updated_at\":\"a b\"}", "{\"key_id\":{\"a\":1},\"key\":\"AAAA\"}",
        "{\"key_id\":\"1\",\"key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}"})
    void takesAnotherServerForWhatItIs(String answer) {
        github.say(answer);
        var target = Fixture.target(provider, "repository", "acme/app");
        assertThat(problem(() -> put(target, "KEY", "v")).code()).isIn(Problem.Code.UNREADABLE, Problem.Code.UNWRITABLE);
        assertThat(problem(() -> target.observe("KEY")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void writesManyAtOnce() throws Exception {
        var target = Fixture.target(provider, "repository", "acme/app");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = IntStream.range(0, 20).mapToObj(i -> threads.submit(() -> put(target, "KEY" + i, "value" + i))).toList();
            for (var write : writes) {
                assertThat(write.get()).isInstanceOf(Receipt.Written.class);
            }
        }
        assertThat(github.paths()).hasSize(20);
        assertThat(github.asked().stream().filter(call -> call.endsWith("public-key"))).hasSize(1);
        assertThat(value(ACTIONS + "KEY7")).isEqualTo("value7");
    }
}
