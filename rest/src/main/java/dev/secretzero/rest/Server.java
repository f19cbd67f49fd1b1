package dev.secretzero.rest;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A server that is asked over HTTP and answers in JSON. Redirections are not followed, so that a credential goes nowhere
/// else; an answer of more than 64 MiB is refused. What a server says about a failure is never shown: it may quote a value.
///
/// @param name as messages name it: `GitHub at https://api.github.com`
/// @param base what every path comes after, without a slash at its end
/// @param headers sent with every request
/// @param timeout of one answer
/// @param reach the hint when nobody answers
public record Server(Host host, String name, String base, List<Header> headers, Duration timeout, String reach) {

    private static final long LARGEST = 64L << 20;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /// A header that every request has.
    ///
    /// @param setting where its value comes from, for messages
    public record Header(String name, String value, String setting) {}

    public Server {
        headers = List.copyOf(headers);
    }

    /// The setting `timeout`, from one second to five minutes.
    public static Duration timeout(Settings settings) {
        var timeout = settings.duration("timeout");
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw Wrong.setting("timeout", "is out of bounds", "give a duration from 1s to 5m");
        }
        return timeout;
    }

    /// An address without a slash at its end.
    ///
    /// @param example of a good one
    public static String address(String setting, URI url, String example) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw Wrong.setting(setting, "is not an http or https address of a server", "write it as " + example);
        }
        return (url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath()).replaceAll("/+$", "");
    }

    /// The same with more headers.
    public Server with(List<Header> more) {
        var all = new ArrayList<>(headers);
        all.addAll(more);
        return new Server(host, name, base, all, timeout, reach);
    }

    /// Asks without a credential.
    ///
    /// @throws ProblemException when no answer could be had
    public Answer send(Call call) {
        return body(call, request(call));
    }

    /// Asks as somebody.
    ///
    /// @throws ProblemException when no answer could be had
    public Answer send(Call call, Credential credential) {
        var request = request(call);
        credential.value().lend(bytes -> header(request, new Header(
                credential.header(), credential.before() + new String(bytes, StandardCharsets.UTF_8), credential.setting())));
        return body(call, request);
    }

    private HttpRequest.Builder request(Call call) {
        var request = HttpRequest.newBuilder(URI.create(base + call.target())).timeout(timeout);
        headers.forEach(header -> header(request, header));
        return request;
    }

    private static HttpRequest.Builder header(HttpRequest.Builder request, Header header) {
        try {
            return request.setHeader(header.name(), header.value());
        } catch (IllegalArgumentException _) {
            // Its message quotes the header.
            throw Wrong.setting(
                    header.setting(), "holds a character that no HTTP header can carry", "write it without line breaks");
        }
    }

    private Answer body(Call call, HttpRequest.Builder request) {
        if (call.body().isEmpty()) {
            return exchange(call, request.method(call.method(), HttpRequest.BodyPublishers.noBody()).build());
        }
        var body = call.body().get();
        try (var text = MaterialText.of(body.content())) {
            return text.lend(bytes -> exchange(call, request.header("Content-Type", body.type())
                    .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build()));
        }
    }

    private Answer exchange(Call call, HttpRequest request) {
        try {
            return answer(host.http().get().send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST)));
        } catch (HttpTimeoutException _) {
            throw unreachable(" did not answer within " + timeout.toSeconds() + " seconds");
        } catch (IOException _) {
            throw unreachable(" could not be reached, or broke off its answer");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unreachable(" was not asked to the end: " + call.path());
        }
    }

    private ProblemException unreachable(String what) {
        return wrong(Problem.Code.UNREACHABLE, what, reach);
    }

    private Answer answer(HttpResponse<byte[]> response) {
        byte[] bytes = response.body();
        var body = JsonMaterial.parse(bytes).orElseGet(() -> new Material.Fields(new TreeMap<>()));
        Arrays.fill(bytes, (byte) 0);
        return new Answer(response.statusCode(), response.headers(), body, pause(response.headers()));
    }

    /// `Retry-After`, as seconds or as a date (RFC 9110, section 10.2.3).
    private Optional<Duration> pause(HttpHeaders headers) {
        return headers.firstValue("Retry-After").flatMap(text -> text.matches("\\d{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : until(text));
    }

    private Optional<Duration> until(String date) {
        try {
            var then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            return Optional.of(Duration.between(host.clock().instant(), then)).filter(Duration::isPositive);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// An answer that says no, as a problem.
    public ProblemException refusal(Call call, Answer answer) {
        var place = "\"" + call.path() + "\"";
        return switch (answer.status()) {
            case 401 -> wrong(Problem.Code.DENIED, " does not know who asks for " + place, "the credential is wrong, or has expired or been revoked");
            case 403 -> wrong(Problem.Code.DENIED, " does not allow us " + (call.reads() ? "to read " : "to change ") + place, call.need());
            case 404 -> wrong(Problem.Code.NOT_FOUND, " shows us nothing at " + place, "check the names in the settings; " + call.need());
            case 429 -> later(Problem.Code.THROTTLED, " is asked too often", "", answer);
            case 301, 302, 303, 307, 308 ->
                wrong(Problem.Code.UNREACHABLE, " sends us to another address", "give the address that it answers at itself");
            case 408, 500, 501, 502, 503, 504 -> later(Problem.Code.UNREACHABLE, " failed with the status " + answer.status(), "", answer);
            default -> wrong(
                    call.failure(), " answered with the status " + answer.status() + " at " + place, "check the settings; " + call.need());
        };
    }

    /// A problem that may pass by itself, with the pause that the server asks for.
    ///
    /// @param advice what to do besides to wait; may be empty
    public ProblemException later(Problem.Code code, String what, String advice, Answer answer) {
        var again = answer.pause().map(pause -> "try again in " + pause.toSeconds() + " seconds").orElse("try again later");
        var problem = wrong(code, what, advice.isEmpty() ? again : advice + "; " + again).problem();
        return new ProblemException(answer.pause().map(problem::pause).orElse(problem));
    }

    /// A problem of this server.
    ///
    /// @param what completes the sentence that begins with the server's name
    public ProblemException wrong(Problem.Code code, String what, String hint) {
        return new ProblemException(Problem.of(code, name + what).hint(hint));
    }

    /// The answer makes no sense: it is another kind of server.
    public ProblemException senseless(Call call, String hint) {
        return wrong(call.failure(), " answered in a form that is not known at \"" + call.path() + "\"", hint);
    }
}
