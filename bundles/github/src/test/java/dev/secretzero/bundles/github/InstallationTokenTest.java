package dev.secretzero.bundles.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.GeneratorContract;
import dev.secretzero.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InstallationTokenTest extends GeneratorContract {

    private final FakeGithub github = FakeGithub.start();
    private static final java.security.KeyPair PAIR = Fixture.keyPair();

    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");

    @AfterEach
    void stop() {
        github.close();
    }

    @Override
    protected Generator.Issuer open() {
        return open("repositories", "acme/app", "permissions", "secrets=write");
    }

    private Generator.Issuer open(String... pairs) {
        github.app("123", "456", PAIR.getPublic());
        var provider = Fixture.provider(Fixture.host(clock, Path.of("/"), Map.of()), "api_url", github.url(), "app_id", "123",
                "installation_id", "456", "private_key", Fixture.pem(PAIR));
        return Fixture.token(provider, pairs);
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void asksForNoMoreThanIsWanted() {
        try (var material = open().issue("name").material()) {
            assertThat(github.isGood(Answer.text(material))).isTrue();
        }
        assertThat(github.asked()).containsExactly("POST app/installations/456/access_tokens");
        assertThat(github.limits()).isEqualTo("{\"permissions\":{\"secrets\":\"write\"},\"repositories\":[\"app\"]}");
    }

    @Test
    void saysWhenItEnds() {
        assertThat(open().issue("name").expires()).contains(Instant.parse("2026-01-01T01:00:00Z"));
    }

    @Test
    void endsWhatItHolds() {
        var issuer = open();
        var issued = issuer.issue("name");
        issuer.revoke(issued.handle());
        assertThat(github.isGood(Answer.text(issued.material()))).isFalse();
    }

    @Test
    void saysThatAnotherRunsTokenLastsUntilItsHourIsOver() {
        var handle = open().issue("name").handle();
        assertThat(problem(() -> open().revoke(handle)).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
        clock.advance(Duration.ofHours(1));
        open().revoke(handle);
        assertThat(problem(() -> open().revoke(new Generator.Handle("something else"))).code()).isEqualTo(Problem.Code.NOT_SUPPORTED);
    }

    @Test
    void saysThatTheAppMayLess() {
        assertThat(problem(() -> open("repositories", "unknown").issue("name")).code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem(() -> open("permissions", "secrets=all")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem(() -> open("repositories", "a b")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void takesAnAnswerWithoutATokenForNone(Canaries canaries) {
        github.say("{\"token\": [1], \"expires_at\": \"soon\", \"note\": \"" + canaries.make("value") + "\"}");
        var thrown = catchThrowableOfType(ProblemException.class, () -> open().issue("name"));
        canaries.seen("the problem", thrown);
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
    }
}
