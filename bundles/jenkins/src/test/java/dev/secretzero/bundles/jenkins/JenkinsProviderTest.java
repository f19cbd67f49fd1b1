package dev.secretzero.bundles.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.ProviderContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JenkinsProviderTest extends ProviderContract {

    private final FakeJenkins jenkins = FakeJenkins.start();

    @AfterEach
    void stop() {
        jenkins.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(jenkins);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(Map.of(), "url", jenkins.url(), "username", "admin", "token", credential));
    }

    private static Problem problem(Provider.Standing standing) {
        assertThat(standing).isInstanceOf(Provider.Standing.Refused.class);
        return ((Provider.Standing.Refused) standing).problem();
    }

    @Test
    void saysWhoTheUserIs() {
        var standing = Fixture.provider(Map.of(
                        "JENKINS_URL", jenkins.url() + "/", "JENKINS_USERNAME", FakeJenkins.USER, "JENKINS_TOKEN", FakeJenkins.TOKEN))
                .standing();
        assertThat(((Provider.Standing.Ready) standing).actor().claims()).isEqualTo(Map.of(
                "provider", "jenkins", "url", jenkins.url(), "user", "admin", "name", "The Admin", "version", "2.528.3"));
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(problem(Fixture.provider(Map.of(), "url", jenkins.url(), "username", "admin").standing()).hint().orElseThrow())
                .contains("JENKINS_TOKEN");
        assertThat(catchThrowableOfType(
                                ProblemException.class, () -> Fixture.provider(Map.of(), "url", jenkins.url(), "username", "a:b", "token", "t"))
                        .problem()
                        .code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "404, NOT_FOUND", "429, THROTTLED", "503, UNREACHABLE", "302, UNREACHABLE"})
    void tellsWhatAnAnswerMeans(int status, Problem.Code code) {
        jenkins.fail(status, 1);
        assertThat(problem(open().standing()).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"id\":", "<html>", "{\"id\":null}", "{\"id\":{\"a\":1}}", "{\"id\":[1]}"})
    void takesAnotherServerForWhatItIs(String answer) {
        jenkins.say(answer);
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void saysThatNobodyAnswers() {
        jenkins.close();
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }
}
