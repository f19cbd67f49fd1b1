package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Settings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One cluster under one login. The connection is made when something is first asked, and made once. Redirections are not
/// followed; an answer of more than 8 MiB is refused. What a server says about a failure is never shown: it may quote a value.
final class Cluster {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Login login;
    private final Duration timeout;
    private final Memory memory = new Memory();
    private @Nullable Connection connection;

    private record Connection(String server, HttpClient http, KubernetesSerialization json) {}

    /// Follows no redirections, so that a token and a value go nowhere else.
    private static final class Straight extends JdkHttpClientFactory {
        @Override
        protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
            builder.followRedirects(Redirect.NEVER);
        }
    }

    Cluster(Login login, Duration timeout) {
        this.login = login;
        this.timeout = timeout;
    }

    static Cluster open(Login login, Settings settings) {
        var timeout = settings.duration("timeout");
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw Wrong.setting("timeout", "is out of bounds", "give a duration from 1s to 5m");
        }
        return new Cluster(login, timeout);
    }

    Memory memory() {
        return memory;
    }

    private synchronized Connection connection() {
        var known = connection;
        if (known == null) {
            known = connected(Login.settled(login.config(), timeout));
            connection = known;
        }
        return known;
    }

    private static Connection connected(Config config) {
        try {
            var http = new Straight().newBuilder(config).build();
            return new Connection(config.getMasterUrl().replaceAll("/+$", ""), http, new KubernetesSerialization());
        } catch (RuntimeException _) {
            // Whatever the client throws at a certificate that is none, its message may quote it.
            throw Wrong.of(Problem.Code.DENIED, "the certificates or the address of the Kubernetes login cannot be used",
                    "the authority and the client certificate must be in PEM, and fit the key");
        }
    }

    synchronized void close() {
        memory.clear();
        if (connection != null) {
            connection.http().close();
            connection = null;
        }
    }

    String server() {
        return connection().server();
    }

    /// The server, as messages name it.
    String shown() {
        return "Kubernetes at " + server();
    }

    String json(Object value) {
        return connection().json().asJson(value);
    }

    /// The answer's body as an object of the API; empty when it is none.
    <T> Optional<T> parsed(Answer answer, Class<T> type) {
        try {
            return Optional.ofNullable(connection().json().unmarshal(answer.body(), type));
        } catch (RuntimeException _) {
            // Whatever a parser throws at what somebody else wrote, its message quotes it.
            return Optional.empty();
        }
    }

    Answer send(Call call) {
        var connected = connection();
        var body = new Received();
        try {
            var response = wait(connected.http().consumeBytes(request(connected, call), body));
            response.body().consume();
            return answer(response, body, response.body().done());
        } catch (TimeoutException _) {
            throw unreachable(" did not answer within " + timeout.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unreachable(" was not asked to the end");
        } catch (KubernetesClientException e) {
            throw broken(e);
        }
    }

    private Answer answer(HttpResponse<?> response, Received body, CompletableFuture<Void> done)
            throws TimeoutException, ExecutionException, InterruptedException {
        try {
            wait(done);
        } catch (CancellationException | ExecutionException e) {
            if (!body.overfull()) {
                throw e;
            }
        }
        if (body.overfull()) {
            throw Wrong.of(Problem.Code.UNREADABLE, shown() + " answered with more than 8 MiB", "check that `server` is the address of a Kubernetes API");
        }
        return new Answer(response.code(), body.take(), pause(response));
    }

    private <T> T wait(CompletableFuture<T> future) throws TimeoutException, ExecutionException, InterruptedException {
        return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Optional<Duration> pause(HttpResponse<?> response) {
        return Optional.ofNullable(response.header("Retry-After"))
                .filter(text -> text.matches("\\d{1,5}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static HttpRequest request(Connection to, Call call) {
        var request = to.http().newHttpRequestBuilder().uri(to.server() + call.path());
        request.setHeader("Accept", "application/json");
        call.body().ifPresent(body -> request.method(call.method(), call.type(), body));
        return request.build();
    }

    private ProblemException broken(@Nullable Throwable cause) {
        if (cause instanceof ProblemException known) {
            return known;
        }
        if (cause instanceof SSLException) {
            return unreachable(" is not trusted: its certificate is not of an authority that we know");
        }
        return unreachable(" could not be reached, or broke off its answer");
    }

    private ProblemException unreachable(String what) {
        return Wrong.of(Problem.Code.UNREACHABLE, shown() + what,
                "check the server of the kubeconfig or of `server`, whether it can be reached from here, and `ca_file`");
    }

    /// An answer that says no, as a problem.
    ProblemException refusal(Call call, Answer answer) {
        var problem = problem(call, answer);
        return new ProblemException(answer.pause().map(problem::pause).orElse(problem));
    }

    private Problem problem(Call call, Answer answer) {
        return switch (answer.status()) {
            case 401 -> wrong(Problem.Code.DENIED, " does not know who we are", "the token or the certificate has expired, or is of another cluster: log in again");
            case 403 -> forbidden(call, answer);
            case 404 -> absent(call);
            case 429 -> wrong(Problem.Code.THROTTLED, " is asked too often", "try again later");
            case 301, 302, 303, 307, 308 -> wrong(Problem.Code.UNREACHABLE, " sends us to another address", "set `server` to the address of the API itself");
            default -> answer.status() >= 500
                    ? wrong(Problem.Code.UNREACHABLE, " failed with the status " + answer.status(), "try again later")
                    : unaccepted(call, answer);
        };
    }

    private Problem forbidden(Call call, Answer answer) {
        if (answer.speaksOf("exceeded quota")) {
            return wrong(Problem.Code.UNWRITABLE, " has no room for " + call.place() + ": the namespace has a quota", "see `kubectl describe quota`");
        }
        if (answer.speaksOf("NamespaceTerminating")) {
            return wrong(Problem.Code.UNWRITABLE, " is deleting the namespace of " + call.place(), "wait, or name another");
        }
        return wrong(Problem.Code.DENIED, " does not allow us to " + call.right().verb() + " " + call.place(),
                call.right().rule() + "; if it is there, an admission rule of the cluster refuses it");
    }

    private Problem absent(Call call) {
        var namespace = call.right().namespace();
        return wrong(Problem.Code.NOT_FOUND,
                " has no " + call.place().replaceFirst("^the ", "") + namespace.map(name -> ", or no namespace " + name).orElse(""),
                namespace.map(name -> "check the names; `kubectl create namespace " + name + "` makes the namespace")
                        .orElse("check that `server` is the address of a Kubernetes API"));
    }

    private Problem unaccepted(Call call, Answer answer) {
        return wrong(call.reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE,
                " did not accept the " + call.right().verb() + " of " + call.place() + " (status " + answer.status() + ")",
                "check the settings of the target: names, labels, and what the type of the Secret asks of its keys");
    }

    private Problem wrong(Problem.Code code, String what, String hint) {
        return Problem.of(code, shown() + what).hint(hint);
    }

    /// The answer makes no sense: it is another kind of server.
    ProblemException senseless(Call call) {
        return new ProblemException(wrong(
                call.reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE,
                " answered in a form that is not known",
                "check that `server` is the address of a Kubernetes API, without a proxy that answers by itself"));
    }
}
