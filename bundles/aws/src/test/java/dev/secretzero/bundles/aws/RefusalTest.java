package dev.secretzero.bundles.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.testkit.Canaries;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusalTest {

    private final FakeAws aws = FakeAws.door();
    private final AwsProvider provider = Fixture.provider(aws);

    @AfterEach
    void stop() {
        provider.close();
        aws.close();
    }

    private List<Target> targets() {
        return List.of(Fixture.parameter(provider, "name", "/app"), Fixture.secret(provider, "name", "app"));
    }

    @ParameterizedTest
    @CsvSource({
        "429, x, THROTTLED, quota of",
        "400, ThrottlingException, THROTTLED, quota of",
        "400, TooManyUpdates, THROTTLED, quota of",
        "500, InternalServerError, UNREACHABLE, try again",
        "503, ServiceUnavailable, UNREACHABLE, try again",
        "403, x, DENIED, allow ",
        "400, AccessDeniedException, DENIED, allow ",
        "400, ExpiredTokenException, DENIED, log in again",
        "403, UnrecognizedClientException, DENIED, log in again",
        "400, EncryptionFailure, DENIED, kms:GenerateDataKey",
        "400, InvalidKeyId, DENIED, kms:GenerateDataKey",
        "400, LimitExceededException, UNWRITABLE, raise the quota",
        "400, ValidationException, UNWRITABLE, check the settings",
        "418, x, UNWRITABLE, check the settings"
    })
    void tellsWhatAnAnswerMeansWithoutRepeatingIt(int status, String error, Problem.Code code, String hint, Canaries canaries) {
        for (var target : targets()) {
            aws.fail(1, status, "", error);
            try (var material = Material.of(canaries.make("echoed"))) {
                var thrown = catchThrowableOfType(ProblemException.class, () -> target.put("db", material, new Expect.Anything()));
                canaries.seen("the refusal", thrown);
                canaries.seen("the problem", thrown.problem().toString());
                assertThat(thrown.problem().code()).isEqualTo(code);
                assertThat(thrown.problem().hint().orElseThrow()).contains(hint);
                assertThat(thrown.problem().pause().isPresent()).isEqualTo(code == Problem.Code.THROTTLED);
            }
        }
        assertThat(aws.asked()).hasSize(2);
    }

    @Test
    void pausesForAsLongAsItIsTold() {
        aws.fail(1, 429);
        var thrown = catchThrowableOfType(ProblemException.class, () -> targets().getFirst().observe("db"));
        assertThat(thrown.problem().pause()).contains(Duration.ofSeconds(7));
    }

    @Test
    void namesThePermissionThatIsMissing() {
        aws.fail(1, 400, "PutSecretValue", "AccessDeniedException");
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> targets().getLast().put("db", Material.of("x"), new Expect.Anything()));
        assertThat(thrown.problem().hint()).contains("add to the policy of this identity: allow secretsmanager:PutSecretValue"
                + " on arn:aws:secretsmanager:eu-west-1:*:secret:app-??????");
    }

    @Test
    void saysThatNobodyAnswers() {
        aws.close();
        for (var target : targets()) {
            var thrown = catchThrowableOfType(ProblemException.class, () -> target.observe("db"));
            assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNREACHABLE);
        }
    }
}
