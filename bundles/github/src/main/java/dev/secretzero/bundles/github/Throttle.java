package dev.secretzero.bundles.github;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Server;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Tells a refusal from a request to slow down, which GitHub also answers with 403: then it says for how long, or that
/// nothing remains of the hour's budget and when the next begins (GitHub documentation, "Rate limits for the REST API").
final class Throttle {

    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 307, 308);

    private Throttle() {}

    static ProblemException refusal(Server server, Call call, Answer answer) {
        if (REDIRECTIONS.contains(answer.status()) && call.names().getFirst().equals("repos")) {
            return moved(server, call);
        }
        var pause = answer.pause().or(() -> reset(server, answer));
        return (answer.status() == 403 && pause.isPresent()) || answer.status() == 429
                ? server.later(
                        Problem.Code.THROTTLED,
                        " is asked too often",
                        "",
                        new Answer(answer.status(), answer.headers(), answer.body(), pause))
                : server.refusal(call, answer);
    }

    /// GitHub sends on who asks for a repository by an earlier name. To follow would be to trust the name of whoever has it
    /// next; and the others on the server are not affected.
    private static ProblemException moved(Server server, Call call) {
        return server.wrong(
                Problem.Code.NOT_FOUND,
                " has another name for \"" + call.path() + "\" now",
                "the repository was renamed or has moved to another owner: give its name of today");
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
