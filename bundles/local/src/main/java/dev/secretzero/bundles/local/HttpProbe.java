package dev.secretzero.bundles.local;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An HTTP request that carries a value in its headers, and the status that it must be answered with. Redirections are
/// not followed, so that the value goes nowhere else; the answer's body is not read.
///
/// @param headers `{value}` stands for the value
/// @param user with whom the value is sent as a password (basic authentication, RFC 7617)
/// @param statuses those that count as passed; empty: any from 200 to 299
record HttpProbe(
        Host host,
        URI url,
        String method,
        Map<String, String> headers,
        Optional<String> user,
        List<Integer> statuses,
        Duration timeout)
        implements Probe {

    private static final String VALUE = "{value}";
    private static final Duration LONGEST = Duration.ofMinutes(5);

    static final Offer<LocalProvider, Probe> OFFER = new Offer<>(
            "http",
            "An HTTP request with the new value in a header, and the status that must come back.",
            List.of(
                    Setting.of("url", Setting.Type.URI, "What is asked. The value has no place in it.").needed(),
                    Setting.of("method", Setting.Type.TEXT, "The method.").oneOf("GET", "HEAD", "POST", "PUT", "OPTIONS")
                            .otherwise("GET"),
                    Setting.of("headers", Setting.Type.MAP, "Headers to send, in which {value} stands for the value."),
                    Setting.of("user", Setting.Type.TEXT, "Sends the value as the password of this user (basic authentication)."),
                    Setting.of("status", Setting.Type.LIST, "The statuses that count as passed. Any from 200 to 299 when not given."),
                    Setting.of("timeout", Setting.Type.DURATION, "How long it may take, up to 5 minutes.")
                            .otherwise("10s")),
            (provider, settings) -> open(provider.host(), settings));

    static Probe open(Host host, Settings settings) {
        Map<String, String> headers = settings.has("headers") ? settings.map("headers") : new TreeMap<>();
        var user = settings.maybe("user").filter(text -> !text.isBlank());
        if (user.isEmpty() && headers.values().stream().noneMatch(text -> text.contains(VALUE))) {
            throw Wrong.setting("headers", "has no place for the value", "write one, as Authorization: \"Bearer {value}\", or set user");
        }
        return new HttpProbe(
                host,
                url(settings.uri("url")),
                settings.text("method").strip(),
                Map.copyOf(headers),
                user,
                settings.has("status") ? settings.list("status").stream().map(HttpProbe::status).toList() : List.of(),
                timeout(settings));
    }

    private static URI url(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null) {
            throw Wrong.setting("url", "is not an http or https address without a user", "write it as https://api.example.com/me");
        }
        return url;
    }

    private static int status(String text) {
        if (!text.strip().matches("[1-5]\\d\\d")) {
            throw Wrong.setting("status", "holds what is no HTTP status", "give numbers from 100 to 599");
        }
        return Integer.parseInt(text.strip());
    }

    /// How long a probe may take.
    static Duration timeout(Settings settings) {
        var timeout = settings.duration("timeout");
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw Wrong.setting("timeout", "is out of bounds", "give a duration from 1s to 5m");
        }
        return timeout;
    }

    @Override
    public void probe(Material candidate) {
        try (var text = MaterialText.of(candidate)) {
            int status = send(request(text));
            boolean passed = statuses.isEmpty() ? status >= 200 && status < 300 : statuses.contains(status);
            if (!passed) {
                throw Wrong.tried(where() + " answered with the status " + status, "it must be " + wanted());
            }
        }
    }

    private HttpRequest request(Secret value) {
        return value.lend(bytes -> {
            var request = HttpRequest.newBuilder(url).timeout(timeout).method(method, HttpRequest.BodyPublishers.noBody());
            try {
                headers.forEach((name, text) -> request.header(name, text.contains(VALUE) ? filled(text, bytes) : text));
                user.ifPresent(name -> request.header("Authorization", basic(name, bytes)));
                return request.build();
            } catch (IllegalArgumentException _) {
                // Its message quotes the header.
                throw Wrong.setting("headers", "holds a header that cannot be sent", "check the names, and that no text holds a line break");
            }
        });
    }

    private static String filled(String text, byte[] value) {
        for (byte each : value) {
            if (each < ' ' || each > '~') {
                throw Wrong.tried("the value holds a character that no HTTP header can carry", "send it with \"user\", or use a script");
            }
        }
        return text.replace(VALUE, new String(value, StandardCharsets.US_ASCII));
    }

    private static String basic(String user, byte[] value) {
        try (var out = new WipedBuffer(128)) {
            out.text(user + ":").writeBytes(value);
            return "Basic " + Base64.getEncoder().encodeToString(out.drain());
        }
    }

    private int send(HttpRequest request) {
        try {
            return host.http().get().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (HttpTimeoutException e) {
            throw new ProblemException(unreachable(" did not answer within " + timeout.toSeconds() + " seconds"), e);
        } catch (IOException e) {
            throw new ProblemException(unreachable(" could not be reached"), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Wrong.tried(where() + " was not asked to the end", "run again");
        }
    }

    private Problem unreachable(String what) {
        return Problem.of(Problem.Code.UNREACHABLE, where() + what).hint("check the address, and whether it can be reached from here");
    }

    /// The address without what may identify somebody.
    private String where() {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    private String wanted() {
        return statuses.isEmpty() ? "from 200 to 299" : String.join(" or ", statuses.stream().map(String::valueOf).toList());
    }
}
