package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// One Vault server, or one namespace of it. Redirections are not followed, so that a token goes nowhere else; an answer
/// of more than 64 MiB is refused. What a server says about a failure is never shown: it may quote a value.
///
/// @param url without a slash at its end
record Server(Host host, String url, Optional<String> namespace, Duration timeout) {

    private static final long LARGEST = 64L << 20;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    static Server open(Host host, Settings settings) {
        var url = settings.has("url") ? settings.uri("url") : settings.uri("address");
        var timeout = settings.duration("timeout");
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw Wrong.setting("timeout", "is out of bounds", "give a duration from 1s to 5m");
        }
        return new Server(host, address(url), settings.maybe("namespace").map(String::strip), timeout);
    }

    private static String address(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw Wrong.setting("url", "is not an http or https address of a server", "write it as https://vault.example.com:8200");
        }
        return (url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath()).replaceAll("/+$", "");
    }

    /// The server, as messages name it.
    String shown() {
        return "Vault at " + url + namespace.map(name -> " (namespace " + name + ")").orElse("");
    }

    /// Asks without a token.
    Answer send(Call call) {
        return body(call, request(call));
    }

    /// Asks with a token.
    Answer send(Call call, Secret token) {
        var request = request(call);
        token.lend(bytes -> header(request, "X-Vault-Token", new String(bytes, StandardCharsets.UTF_8)));
        return body(call, request);
    }

    private HttpRequest.Builder request(Call call) {
        var request = HttpRequest.newBuilder(URI.create(url + call.target())).timeout(timeout).header("X-Vault-Request", "true");
        namespace.ifPresent(name -> header(request, "X-Vault-Namespace", name));
        return request;
    }

    private static HttpRequest.Builder header(HttpRequest.Builder request, String name, String value) {
        try {
            return request.setHeader(name, value);
        } catch (IllegalArgumentException _) {
            // Its message quotes the header.
            throw Wrong.setting(
                    name.equals("X-Vault-Token") ? "token" : "namespace",
                    "holds a character that no HTTP header can carry",
                    "write it without line breaks");
        }
    }

    private Answer body(Call call, HttpRequest.Builder request) {
        if (call.body().isEmpty()) {
            return exchange(call, request.method(call.method(), HttpRequest.BodyPublishers.noBody()).build());
        }
        try (var json = MaterialText.of(call.body().get())) {
            return json.lend(bytes -> exchange(call, request.header("Content-Type", "application/json")
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
        return new ProblemException(Problem.of(Problem.Code.UNREACHABLE, shown() + what)
                .hint("check `url` or VAULT_ADDR, whether the server can be reached from here, and that Java trusts its certificate"));
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        byte[] bytes = response.body();
        var body = JsonMaterial.parse(bytes)
                .filter(found -> found instanceof Material.Fields)
                .orElseGet(() -> new Material.Fields(new TreeMap<>()));
        Arrays.fill(bytes, (byte) 0);
        var pause = response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
        return new Answer(response.statusCode(), body, pause);
    }

    /// An answer that says no, as a problem.
    ProblemException refusal(Call call, Answer answer) {
        var place = "\"" + call.path() + "\"";
        return switch (answer.status()) {
            case 401, 403 -> wrong(Problem.Code.DENIED, " does not allow " + call.capability().replace("\"", "") + " on " + place,
                    "the token must be valid and have the policy: path " + place + " { capabilities = [" + call.capability() + "] }");
            case 404 -> wrong(Problem.Code.NOT_FOUND, " has nothing at " + place,
                    "check `mount_point`, the namespace, and `version`: the engine may be of the other version");
            case 429 -> wrong(Problem.Code.THROTTLED, " is asked too often", again(answer));
            case 503 -> wrong(Problem.Code.UNREACHABLE, " is sealed or under maintenance", "unseal it; " + again(answer));
            case 301, 302, 307, 308 -> wrong(Problem.Code.UNREACHABLE, " sends us to another address", "set `url` to the address of the active node");
            case 412, 472, 473, 500, 501, 502, 504 ->
                wrong(Problem.Code.UNREACHABLE, " failed with the status " + answer.status(), again(answer));
            default -> wrong(
                    call.reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE,
                    " answered with the status " + answer.status() + " at " + place,
                    "check the settings of the target, and what the mount allows");
        };
    }

    private static String again(Answer answer) {
        return answer.pause().isPresent() ? "try again in " + answer.pause().getAsLong() + " seconds" : "try again later";
    }

    private ProblemException wrong(Problem.Code code, String what, String hint) {
        return new ProblemException(Problem.of(code, shown() + what).hint(hint));
    }

    /// The answer makes no sense: it is another kind of server or engine.
    ProblemException senseless(Call call, String hint) {
        return wrong(
                call.reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE,
                " answered in a form that is not known at \"" + call.path() + "\"",
                hint);
    }
}
