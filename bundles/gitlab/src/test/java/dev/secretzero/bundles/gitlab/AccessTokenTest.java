package dev.secretzero.bundles.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessTokenTest extends GeneratorContract {

    private final FakeGitlab gitlab = FakeGitlab.start();
    private final GitlabProvider provider = Fixture.provider(gitlab);

    @AfterEach
    void stop() {
        gitlab.close();
    }

    @Override
    protected Generator.Issuer open() {
        return token("deploy");
    }

    private Generator.Issuer token(String name, String... more) {
        var pairs = new java.util.ArrayList<>(java.util.List.of("project", "team/app", "token_name", name, "scopes", "read_api,api"));
        pairs.addAll(java.util.List.of(more));
        return Fixture.token(provider, pairs.toArray(String[]::new));
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void asksForWhatIsWanted() {
        var issued = token("deploy", "access_level", "30", "expires_in_days", "10", "description", "for \"deploys\"").issue("name");
        assertThat(issued.expires()).contains(Instant.parse("2026-01-11T00:00:00Z"));
        assertThat(issued.handle().value()).isEqualTo("project \"team/app\", token 1");
        assertThat(gitlab.lastToken("scopes")).isEqualTo("[\"read_api\",\"api\"]");
        assertThat(gitlab.lastToken("access_level")).isEqualTo("30");
        assertThat(gitlab.lastToken("description")).isEqualTo("for \"deploys\"");
    }

    @Test
    void leavesTheTokenBeforeUntilItIsRevoked() {
        var before = open().issue("name").handle();
        open().issue("name");
        assertThat(gitlab.active()).containsExactly("1", "2");
        open().revoke(before);
        assertThat(gitlab.active()).containsExactly("2");
    }

    @Test
    void leavesTheTokenBeforeForGoodWhenItIsAskedTo() {
        var before = open().issue("name").handle();
        token("deploy", "revoke_existing", "false").revoke(before);
        assertThat(token("deploy", "revoke_existing", "false").outstanding("name")).isEmpty();
        assertThat(gitlab.active()).containsExactly("1");
    }

    @Test
    void findsWhatIsOutstandingOnAllPages() {
        for (int i = 0; i < 45; i++) {
            token(i % 2 == 0 ? "deploy" : "other").issue("name");
        }
        var issuer = open();
        issuer.revoke(new Generator.Handle("project \"team/app\", token 1"));
        assertThat(issuer.outstanding("name").orElseThrow()).hasSize(22);
    }

    @Test
    void refusesTheHandleOfAnotherProject() {
        assertThat(problem(() -> open().revoke(new Generator.Handle("project \"team/web\", token 1"))).code())
                .isEqualTo(Problem.Code.NOT_SUPPORTED);
        assertThat(gitlab.asked()).isEmpty();
    }

    @Test
    void saysThatNoSuchTokenIsGiven() {
        var refused = Fixture.token(provider, "project", "team/app", "token_name", "x", "scopes", "sudo");
        assertThat(problem(() -> refused.issue("name")).code()).isEqualTo(Problem.Code.GENERATION_FAILED);
    }

    @Test
    void takesAnAnswerWithoutATokenForNone(Canaries canaries) {
        gitlab.fail(201, 1);
        gitlab.say("{\"id\": 1, \"token\": [\"" + canaries.make("value") + "\"]}");
        var thrown = catchThrowableOfType(ProblemException.class, () -> open().issue("name"));
        canaries.seen("the problem", thrown);
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
    }

    @ParameterizedTest
    @CsvSource({"scopes, 'a b'", "access_level, 41", "expires_in_days, 0", "project, ../x"})
    void refusesSettingsThatCannotBe(String key, String value) {
        assertThat(problem(() -> token("deploy", key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }
}
