package dev.secretzero.bundles.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.ProviderContract;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GitlabProviderTest extends ProviderContract {

    private final FakeGitlab gitlab = FakeGitlab.start();

    @AfterEach
    void stop() {
        gitlab.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(gitlab);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(Map.of(), "url", gitlab.url(), "token", credential));
    }

    private static Problem problem(Provider.Standing standing) {
        assertThat(standing).isInstanceOf(Provider.Standing.Refused.class);
        return ((Provider.Standing.Refused) standing).problem();
    }

    @Test
    void saysWhoTheTokenIs() {
        var standing = Fixture.provider(Map.of("GITLAB_URL", gitlab.url() + "/", "GITLAB_TOKEN", FakeGitlab.TOKEN)).standing();
        assertThat(((Provider.Standing.Ready) standing).actor().claims()).isEqualTo(Map.of(
                "provider", "gitlab", "url", gitlab.url(), "user", "root", "user_id", "1", "name", "Root", "token_type", "gitlab_pat",
                "scopes", "api,read_user", "expires_at", "2026-06-01"));
    }

    @Test
    void saysThatThereIsNoToken() {
        assertThat(problem(Fixture.provider(Map.of(), "url", gitlab.url()).standing()).hint().orElseThrow()).contains("GITLAB_TOKEN");
    }

    @Test
    void knowsWhereAPipelineRuns() {
        var provider = Fixture.provider(Map.of("GITLAB_CI", "true", "CI_PROJECT_PATH", "team/app", "CI_PROJECT_NAMESPACE", "team"));
        assertThat(Holder.project(Optional.of("auto"), provider)).isEqualTo(new Holder("projects", new Holder.Name.Written("team/app")));
        assertThat(Holder.group(Optional.empty(), provider)).isEqualTo(new Holder("groups", new Holder.Name.Written("team")));
        var outside = Fixture.provider(Map.of("CI_PROJECT_PATH", "team/app"));
        assertThat(catchThrowableOfType(ProblemException.class, () -> Holder.project(Optional.empty(), outside).id()).problem().code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED, 0", "403, DENIED, 0", "429, THROTTLED, 7", "502, UNREACHABLE, 7", "302, UNREACHABLE, 0"})
    void tellsWhatAnAnswerMeans(int status, Problem.Code code, int pause) {
        gitlab.fail(status, 1);
        var problem = problem(open().standing());
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.pause().map(Duration::toSeconds).orElse(0L)).isEqualTo(pause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"username\":", "<html>", "{\"username\":null}"})
    void takesAnotherServerForWhatItIs(String answer) {
        gitlab.say(answer);
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void saysThatNobodyAnswers() {
        gitlab.close();
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }
}
