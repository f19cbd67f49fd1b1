package dev.secretzero.bundles.github;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Server;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tells a refusal from a request to slow down, which GitHub also answers with 403: then it says for how long, or that
/// nothing remains of the hour's budget and when the next begins (GitHub documentation, "Rate limits for the REST API").
final class Throttle {

    private Throttle() {}

    static ProblemException refusal(Server server, Call call, Answer answer) {
        var pause = answer.pause().or(() -> reset(server, answer));
        return (answer.status() == 403 && pause.isPresent()) || answer.status() == 429
                ? server.later(
                        Problem.Code.THROTTLED,
                        " is asked too often",
                        "",
                        new Answer(answer.status(), answer.headers(), answer.body(), pause))
                : server.refusal(call, answer);
    }

    private static Optional<Duration> reset(Server server, Answer answer) {
        return answer.header("x-ratelimit-remaining")
                .filter("0"::equals)
                .flatMap(_ -> answer.header("x-ratelimit-reset"))
                .filter(text -> text.matches("\\d{1,11}"))
                .map(text -> Duration.between(server.host().clock().instant(), Instant.ofEpochSecond(Long.parseLong(text))))
                .filter(Duration::isPositive);
    }
}
