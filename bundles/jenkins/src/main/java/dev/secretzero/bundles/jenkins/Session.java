package dev.secretzero.bundles.jenkins;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Credential;
import dev.secretzero.rest.Server;
import dev.secretzero.rest.Server.Header;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A Jenkins controller, and the user it is asked as.
///
/// Who logs in with a password must send a crumb with every write, and the cookie of the session that the crumb belongs to
/// (Jenkins documentation, "CSRF Protection"). It is fetched with the first write, and again when it is refused.
final class Session {

    private static final Call CRUMB = Call.of("GET", "the user needs Overall/Read", "crumbIssuer", "api", "json");
    private static final Call WHO = Call.of("GET", "the user needs Overall/Read", "me", "api", "json");

    private final Server server;
    private final Optional<Credential> credential;
    private final Set<Store> seen = ConcurrentHashMap.newKeySet();
    private Optional<List<Header>> crumb = Optional.empty();

    private Session(Server server, Optional<Credential> credential) {
        this.server = server;
        this.credential = credential;
    }

    static Session open(Host host, Settings settings) {
        var url = Server.address("url", settings.uri("url"), "https://jenkins.example.com");
        var reach = "check `url` or JENKINS_URL, whether it can be reached from here, and that Java trusts its certificate";
        var server = new Server(host, "Jenkins at " + url, url, List.of(), Server.timeout(settings), reach);
        return new Session(server, settings.has("username") && settings.has("token") ? Optional.of(basic(settings)) : Optional.empty());
    }

    private static Credential basic(Settings settings) {
        var user = settings.text("username").strip();
        if (user.isEmpty() || user.contains(":")) {
            throw Wrong.setting("username", "is not a user's name", "write the id of the user, without a colon");
        }
        var pair = settings.secret("token").lend(bytes -> Base64.getEncoder()
                .encodeToString((user + ":" + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)));
        return new Credential("Authorization", "Basic ", Secret.of(pair), "token");
    }

    Server server() {
        return server;
    }

    private Answer send(Server to, Call call) {
        return to.send(call, credential.orElseThrow(() -> new ProblemException(Problem.of(
                        Problem.Code.DENIED, "there is no user or no token for " + server.name())
                .hint("set JENKINS_USERNAME and JENKINS_TOKEN, or `username` and `token` of the provider"))));
    }

    Answer look(Call call) {
        return send(server, call);
    }

    Answer write(Call call) {
        var with = crumb(false);
        var answer = send(server.with(with), call);
        if (answer.status() != 403 || with.isEmpty()) {
            return answer;
        }
        answer.close();
        return send(server.with(crumb(true)), call);
    }

    private synchronized List<Header> crumb(boolean renew) {
        if (crumb.isEmpty() || renew) {
            crumb = Optional.of(issued());
        }
        return crumb.get();
    }

    private List<Header> issued() {
        try (var answer = look(CRUMB)) {
            return switch (answer.status()) {
                case 200 -> headers(answer);
                // Nobody asks for crumbs here.
                case 404 -> List.of();
                default -> throw server.refusal(CRUMB, answer);
            };
        }
    }

    private List<Header> headers(Answer answer) {
        var field = answer.word("crumbRequestField").filter(name -> name.matches("[A-Za-z0-9.-]{1,60}"));
        var value = answer.word("crumb").filter(crumb -> crumb.matches("[!-~]{1,1000}"));
        if (field.isEmpty() || value.isEmpty()) {
            throw senseless(CRUMB);
        }
        var headers = new ArrayList<Header>();
        headers.add(new Header(field.get(), value.get(), "url"));
        var cookies = answer.headers().allValues("Set-Cookie").stream().map(cookie -> cookie.replaceAll("(?s);.*$", ""))
                .filter(cookie -> cookie.matches("[!-~]{1,4000}"))
                .toList();
        if (!cookies.isEmpty()) {
            headers.add(new Header("Cookie", String.join("; ", cookies), "url"));
        }
        return headers;
    }

    ProblemException senseless(Call call) {
        return server.senseless(call, "check `url`: it must be the address of a Jenkins controller");
    }

    /// "Not found" is also what Jenkins says of a store that is not there.
    void require(Store store) {
        if (seen.contains(store)) {
            return;
        }
        var call = store.call("GET", "Credentials/View", "api", "json");
        try (var answer = look(call)) {
            if (answer.status() == 404) {
                throw missing(store);
            }
            if (answer.status() != 200) {
                throw server.refusal(call, answer);
            }
        }
        seen.add(store);
    }

    ProblemException missing(Store store) {
        return server.wrong(
                Problem.Code.NOT_FOUND,
                " shows us no " + store,
                "check `folder` and `domain`, that the credentials plugin is there, and that the user has Item/Read and Credentials/View");
    }

    Standing standing() {
        try (var answer = look(WHO)) {
            if (answer.status() != 200) {
                return new Standing.Refused(server.refusal(WHO, answer).problem());
            }
            var user = answer.word("id").orElseThrow(() -> senseless(WHO));
            var claims = new TreeMap<>(Map.of("provider", "jenkins", "url", server.base(), "user", user));
            answer.word("fullName").ifPresent(name -> claims.put("name", name));
            answer.header("X-Jenkins").ifPresent(version -> claims.put("version", version));
            return new Standing.Ready(new Actor(claims));
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }
}
