package dev.secretzero.bundles.github;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Server;
import dev.secretzero.rest.Server.Header;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// GitHub, and who asks it. The public key of a store and the id of a repository are asked for once.
final class Session {

    private static final String API = "https://api.github.com";
    private static final Call WHO = Call.of("GET", "any valid token will do", "user");

    private final Server server;
    private final Login login;
    private final Map<Store, SealingKey> keys = new ConcurrentHashMap<>();
    private final Map<Repository, String> ids = new ConcurrentHashMap<>();

    private Session(Server server, Login login) {
        this.server = server;
        this.login = login;
    }

    /// What the secrets of a store are sealed for.
    record SealingKey(String id, String base64) {
        byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }

    static Session open(Host host, Settings settings) {
        var url = Server.address("api_url", address(settings), API + " or https://github.example.com/api/v3");
        var headers = List.of(
                new Header("Accept", "application/vnd.github+json", "api_url"),
                new Header("X-GitHub-Api-Version", "2022-11-28", "api_url"),
                new Header("User-Agent", "secretzero", "api_url"));
        var reach = "check `api_url`, whether it can be reached from here, and that Java trusts its certificate";
        var server = new Server(host, "GitHub at " + url, url, headers, Server.timeout(settings), reach);
        return new Session(server, Login.open(host, settings, server));
    }

    /// An Enterprise server has its API below its web address.
    private static URI address(Settings settings) {
        if (settings.has("api_url")) {
            return settings.uri("api_url");
        }
        var web = settings.maybe("github_url").map(text -> text.strip().replaceAll("/+$", "")).orElse("https://github.com");
        try {
            return URI.create(web.equals("https://github.com") ? API : web + "/api/v3");
        } catch (IllegalArgumentException _) {
            throw Wrong.setting("github_url", "is not an address", "write it as https://github.example.com");
        }
    }

    Server server() {
        return server;
    }

    Answer send(Call call) {
        return server.send(call, login.credential());
    }

    ProblemException refusal(Call call, Answer answer) {
        return Throttle.refusal(server, call, answer);
    }

    ProblemException senseless(Call call) {
        return server.senseless(call, "check `api_url`: it must be the address of GitHub's REST API");
    }

    /// The key of a store; empty where the store does not exist, or is not shown to us.
    ///
    /// @throws ProblemException when no answer could be had
    Optional<SealingKey> key(Store store) {
        return Optional.ofNullable(keys.computeIfAbsent(store, each -> ask(each).orElse(null)));
    }

    /// GitHub may have changed it.
    void forget(Store store) {
        keys.remove(store);
    }

    private Optional<SealingKey> ask(Store store) {
        var call = store.call("GET", "public-key");
        try (var answer = send(call)) {
            return switch (answer.status()) {
                case 200 -> Optional.of(key(call, answer));
                case 404 -> Optional.empty();
                default -> throw refusal(call, answer);
            };
        }
    }

    private SealingKey key(Call call, Answer answer) {
        var id = answer.word("key_id").orElseThrow(() -> senseless(call));
        return answer.word("key")
                .map(text -> new SealingKey(id, text))
                .filter(Session::seals)
                .orElseThrow(() -> senseless(call));
    }

    private static boolean seals(SealingKey key) {
        try {
            return key.bytes().length == SealedBox.KEY;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// The number of a repository.
    String id(Repository repository) {
        return ids.computeIfAbsent(repository, each -> {
            var call = Call.of("GET", "the token must see the repository", "repos", each.owner(), each.name());
            try (var answer = send(call)) {
                if (answer.status() != 200) {
                    throw refusal(call, answer);
                }
                return String.valueOf(answer.number("id").orElseThrow(() -> senseless(call)));
            }
        });
    }

    Standing standing() {
        try {
            return new Standing.Ready(new Actor(login instanceof Login.App app ? app(app) : user()));
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    private SortedMap<String, String> claims(String type) {
        return new TreeMap<>(Map.of("provider", "github", "url", server.base(), "token_type", type));
    }

    private SortedMap<String, String> app(Login.App app) {
        var claims = claims("installation");
        claims.put("user", app.installation().toString());
        claims.put("scopes", app.token().permissions().entrySet().stream()
                .map(pair -> pair.getKey() + ":" + pair.getValue())
                .collect(Collectors.joining(",")));
        return claims;
    }

    private SortedMap<String, String> user() {
        var credential = login.credential();
        try (var answer = server.send(WHO, credential)) {
            var claims = claims(type(credential.value()));
            if (answer.status() == 403 && claims.containsValue("installation")) {
                return installed(claims);
            }
            if (answer.status() != 200) {
                throw refusal(WHO, answer);
            }
            claims.put("user", answer.word("login").orElseThrow(() -> senseless(WHO)));
            answer.word("name").ifPresent(name -> claims.put("name", name));
            answer.word("email").ifPresent(email -> claims.put("email", email));
            answer.header("X-OAuth-Scopes").ifPresent(scopes -> claims.put("scopes", scopes.replace(" ", "")));
            return claims;
        }
    }

    /// A token of an app, such as a workflow's own, is no user; it is tried on what every such token can see.
    private SortedMap<String, String> installed(SortedMap<String, String> claims) {
        var call = Call.of("GET", "any valid token will do", "installation", "repositories").with("per_page", "1");
        try (var answer = send(call)) {
            if (answer.status() != 200) {
                throw refusal(call, answer);
            }
            claims.put("user", "an installation of a GitHub App");
            return claims;
        }
    }

    /// What a token is, by how it begins.
    private static String type(Secret token) {
        return token.lend(bytes -> switch (new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.US_ASCII)) {
            case "gith" -> "fine-grained PAT";
            case "gho_" -> "OAuth";
            case "ghu_" -> "user of an app";
            case "ghs_" -> "installation";
            default -> "PAT";
        });
    }

    void close() {
        login.close();
    }

    /// The problem of a store that is not there, or not for us to see.
    ProblemException missing(Store store, String hint) {
        return server.wrong(Problem.Code.NOT_FOUND, " shows us no " + store.shown(), hint);
    }

    /// A number, as JSON.
    static Material number(String digits) {
        return new Material.Literal(Secret.of(digits));
    }
}
