package dev.secretzero.bundles.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Generator.Handle;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceAccountTokenTest extends GeneratorContract {

    private final FakeGitlab gitlab = FakeGitlab.start();
    private final GitlabProvider provider = Fixture.provider(gitlab);

    @AfterEach
    void stop() {
        gitlab.close();
    }

    @Override
    protected Generator.Issuer open() {
        return token();
    }

    private Generator.Issuer token(String... more) {
        var pairs = new ArrayList<>(List.of(
                "group", "team/sub", "service_account_name", "deployer", "token_name", "deploy", "scopes", "read_api,read_repository"));
        pairs.addAll(List.of(more));
        return Fixture.account(provider, pairs.toArray(String[]::new));
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    private static Map<String, String> fields(Generator.Issued issued) {
        return ((Material.Fields) issued.material()).values().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Answer.text(entry.getValue())));
    }

    @Test
    void makesTheAccountAndItsToken() {
        var issued = token("expires_in_days", "10", "description", "for \"deploys\"").issue("name");
        assertThat(fields(issued)).hasSize(7).containsEntry("token_id", "1").containsEntry("service_account_user_id", "100")
                .containsEntry("service_account_username", "service_account_group_7_100").containsEntry("expires_at", "2026-01-11")
                .containsEntry("group", "team/sub").containsEntry("top_level_group", "team");
        assertThat(fields(issued).get("token")).startsWith("glpat-given-1-");
        assertThat(issued.handle().value()).isEqualTo("group \"team\", service account 100, token 1");
        assertThat(issued.expires()).contains(Instant.parse("2026-01-11T00:00:00Z"));
        assertThat(gitlab.lastToken("scopes")).isEqualTo("[\"read_api\",\"read_repository\"]");
        assertThat(gitlab.lastToken("description")).isEqualTo("for \"deploys\"");
        assertThat(gitlab.lastToken("access_level")).isEmpty();
    }

    @Test
    void takesTheAccountThatIsThereWhereverItIsListed() {
        for (int i = 0; i < 45; i++) {
            gitlab.account("other " + i);
        }
        var id = gitlab.account("deployer");
        assertThat(token().issue("name").handle().value()).contains("service account " + id + ",");
        assertThat(gitlab.accounts()).containsOnlyOnce("deployer");
        token().issue("name");
        assertThat(gitlab.accounts()).containsOnlyOnce("deployer");
    }

    @Test
    void doesNotGuessBetweenTwoOfOneName() {
        gitlab.account("deployer");
        var second = gitlab.account("deployer");
        var problem = problem(() -> token().issue("name"));
        assertThat(problem.code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem.hint().orElseThrow()).contains("service_account_user_id");
        assertThat(token("service_account_user_id", second).issue("name").handle().value()).contains("service account " + second);
    }

    @Test
    void joinsBeforeATokenIsMade() {
        var memberships = "{resource_type=group,resource=team/sub,access_level=20}{resource_type=project,resource=team/app}";
        token("memberships", memberships).issue("name");
        token("memberships", memberships).issue("name");
        assertThat(gitlab.role("groups/team/sub", "100")).contains("20");
        assertThat(gitlab.role("projects/team/app", "100")).contains("30");
        var refused = token("memberships", "{resource_type=project,resource=team/none}");
        assertThat(problem(() -> refused.issue("name")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(gitlab.active()).containsExactly("1", "2");
    }

    @Test
    void asksWhichGroupIsAtTheTopOfANumber() {
        assertThat(fields(token("group", "8").issue("name"))).containsEntry("group", "8").containsEntry("top_level_group", "team");
    }

    @Test
    void leavesTheTokenBeforeUntilItIsRevoked() {
        var before = open().issue("name").handle();
        open().issue("name");
        assertThat(gitlab.active()).containsExactly("1", "2");
        open().revoke(before);
        open().revoke(before);
        assertThat(gitlab.active()).containsExactly("2");
    }

    @Test
    void leavesTheTokenBeforeForGoodWhenItIsAskedTo() {
        var before = open().issue("name").handle();
        var keeping = token("rotate_existing", "false");
        keeping.revoke(before);
        assertThat(keeping.outstanding("name")).isEmpty();
        assertThat(gitlab.active()).containsExactly("1");
        // What was made in vain goes all the same.
        keeping.revoke(keeping.issue("name").handle());
        assertThat(gitlab.active()).containsExactly("1");
    }

    @Test
    void endsATokenFromBeforeWithTheFirstThatIsReplaced() {
        var account = gitlab.account("deployer");
        token("token_name", "by-hand").issue("name");
        var ours = token("service_account_user_id", account, "token_id", "1");
        var first = ours.issue("name").handle();
        var second = ours.issue("name").handle();
        ours.revoke(second);
        assertThat(gitlab.active()).containsExactly("1", "2");
        token("service_account_user_id", account, "token_id", "1").revoke(first);
        assertThat(gitlab.active()).isEmpty();
    }

    @Test
    void findsWhatIsOutstandingOnAllPages() {
        assertThat(open().outstanding("name").orElseThrow()).isEmpty();
        for (int i = 0; i < 45; i++) {
            token("token_name", i % 2 == 0 ? "deploy" : "other").issue("name");
        }
        open().revoke(new Handle("group \"team\", service account 100, token 1"));
        assertThat(open().outstanding("name").orElseThrow()).hasSize(22).contains(new Handle("group \"team\", service account 100, token 3"));
    }

    @Test
    void knowsThatTheTokensOfADeletedAccountHaveEnded() {
        var handle = open().issue("name").handle();
        gitlab.fire("100");
        open().revoke(handle);
        assertThat(open().outstanding("name").orElseThrow()).isEmpty();
    }

    @Test
    void doesNotTakeAnOldServersNotFoundForTheEndOfAToken() {
        var handle = open().issue("name").handle();
        gitlab.age();
        var problem = problem(() -> open().revoke(handle));
        assertThat(problem.code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem.hint().orElseThrow()).contains("17.11");
        assertThat(open().outstanding("name")).isEmpty();
        assertThat(gitlab.active()).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group \"other\", service account 100, token 1", "group \"team\", token 1", "group \"team\", service account x, token 1",
        "group \"team\", service account 100, token ../1", ""})
    void refusesAHandleThatIsNotItsOwn(String handle) {
        assertThat(problem(() -> open().revoke(new Handle(handle))).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
        assertThat(gitlab.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"scopes, 'a b'", "expires_in_days, 0", "group, ../x", "token_id, 4", "service_account_user_id, 0", "memberships, team",
        "memberships, {resource=team}", "'memberships', '{resource_type=user,resource=team}'", "memberships, '{resource_type=group,role=30}'",
        "memberships, '{resource_type=group,access_level=99}'", "memberships, '{resource_type=group,access_level=x}'"})
    void refusesSettingsThatCannotBe(String key, String value) {
        assertThat(problem(() -> token(key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void saysThatNoSuchTokenOrAccountIsGiven() {
        assertThat(problem(() -> token("scopes", "sudo").issue("name")).code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem(() -> token("service_account_name", " ").issue("name")).code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem(() -> token("service_account_user_id", "999").issue("name")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(() -> token("group", "none").issue("name")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(() -> token("group", "99").issue("name")).code()).isEqualTo(Problem.Code.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "429, THROTTLED", "503, UNREACHABLE", "307, UNREACHABLE"})
    void tellsWhatAnAnswerMeans(int status, Problem.Code code) {
        gitlab.fail(status, 1);
        var problem = problem(() -> open().issue("name"));
        assertThat(problem.code()).isEqualTo(code);
        if (status == 403) {
            assertThat(problem.hint().orElseThrow()).contains("Owner of the top-level group");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "[{\"name\":\"deployer\"}]", "[{\"name\":\"deployer\",\"id\":\"../1\"}]", "[{\"name\":[\"deployer\"]}, 5]", "<html>"})
    void takesAnotherServerForWhatItIs(String answer) {
        gitlab.say(answer);
        var code = problem(() -> open().issue("name")).code();
        assertThat(code).isIn(Problem.Code.UNREADABLE, Problem.Code.UNWRITABLE);
    }

    @Test
    void takesAnAnswerWithoutATokenForNone(Canaries canaries) {
        var id = gitlab.account("deployer");
        gitlab.sayTo("POST groups/team/service_accounts/" + id + "/personal_access_tokens", 201, "{\"id\": 1, \"token\": [\"" + canaries.make("value") + "\"]}");
        var thrown = catchThrowableOfType(ProblemException.class, () -> open().issue("name"));
        canaries.seen("the problem", thrown);
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
    }

    @Test
    void saysThatNobodyAnswers() {
        gitlab.close();
        assertThat(problem(() -> open().issue("name")).code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(problem(() -> open().outstanding("name")).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }
}
