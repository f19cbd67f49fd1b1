package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Credential;
import dev.secretzero.rest.Server;
import dev.secretzero.rest.Server.Header;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A GitLab, and the token it is asked with.
///
/// @param seen projects and groups that are known to be there
record Session(Server server, Optional<Secret> token, Set<Holder> seen) {

    private static final int PAGE = 100;
    private static final int PAGES = 1000;

    static Session open(Host host, Settings settings) {
        var url = Server.address("url", settings.uri("url"), "https://gitlab.example.com").replaceAll("/api/v4$", "");
        var reach = "check `url` or GITLAB_URL, whether it can be reached from here, and that Java trusts its certificate";
        var headers = List.of(new Header("User-Agent", "secretzero", "url"));
        var server = new Server(host, "GitLab at " + url, url + "/api/v4", headers, Server.timeout(settings), reach);
        var token = settings.has("token") ? Optional.of(settings.secret("token")) : Optional.<Secret>empty();
        return new Session(server, token, ConcurrentHashMap.newKeySet());
    }

    /// The address of the server, without that of its API.
    URI url() {
        return URI.create(server.base().replaceAll("/api/v4$", ""));
    }

    Answer send(Call call) {
        var secret = token.orElseThrow(() -> new ProblemException(Problem.of(
                        Problem.Code.DENIED, "there is no token for " + server.name())
                .hint("set GITLAB_TOKEN, or `token` of the provider, to a token with the scope api")));
        return server.send(call, new Credential("PRIVATE-TOKEN", "", secret, "token"));
    }

    ProblemException refusal(Call call, Answer answer) {
        return server.refusal(call, answer);
    }

    ProblemException senseless(Call call) {
        return server.senseless(call, "check `url`: it must be the address of a GitLab server");
    }

    /// All items of a list, page after page.
    ///
    /// @throws ProblemException when a page could not be had
    List<Material> all(Call call) {
        var items = new ArrayList<Material>();
        var next = "1";
        for (int page = 0; page < PAGES && next.matches("\\d{1,9}"); page++) {
            var answer = send(call.with("per_page", String.valueOf(PAGE)).with("page", next));
            if (answer.status() != 200) {
                throw refusal(call, answer);
            }
            if (!(answer.body() instanceof Material.Literal)) {
                throw senseless(call);
            }
            items.addAll(Answer.items(answer.body()));
            next = answer.header("x-next-page").orElse("");
        }
        return items;
    }

    /// "Not found" is also what GitLab says of a project or group that we may not see.
    void require(Holder holder) {
        if (seen.contains(holder)) {
            return;
        }
        var call = holder.call("GET", "variables").with("per_page", "1");
        try (var answer = send(call)) {
            if (answer.status() == 404) {
                throw server.wrong(Problem.Code.NOT_FOUND, " shows us no " + holder, "check the path, and that the token may reach it");
            }
            if (answer.status() != 200) {
                throw refusal(call, answer);
            }
        }
        seen.add(holder);
    }

    Standing standing() {
        try {
            return new Standing.Ready(new Actor(claims()));
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    private SortedMap<String, String> claims() {
        var call = Call.of("GET", "the token needs the scope api or read_user", "user");
        try (var answer = send(call)) {
            if (answer.status() != 200) {
                throw refusal(call, answer);
            }
            var user = answer.word("username").orElseThrow(() -> senseless(call));
            var claims = new TreeMap<>(Map.of("provider", "gitlab", "url", server.base().replaceAll("/api/v4$", ""), "user", user));
            claims.put("token_type", type(user));
            answer.word("name").ifPresent(name -> claims.put("name", name));
            answer.word("email").ifPresent(email -> claims.put("email", email));
            answer.word("id").ifPresent(id -> claims.put("user_id", id));
            learn(claims);
            return claims;
        }
    }

    /// Tokens of projects and groups act as users with names of this form.
    private static String type(String user) {
        return user.startsWith("project_") && user.contains("_bot")
                ? "gitlab_project_access_token"
                : user.startsWith("group_") && user.contains("_bot") ? "gitlab_group_access_token" : "gitlab_pat";
    }

    /// What the token says of itself, where the server is new enough to tell.
    private void learn(SortedMap<String, String> claims) {
        try (var answer = send(Call.of("GET", "any token may ask for itself", "personal_access_tokens", "self"))) {
            answer.at("scopes").map(Answer::items).ifPresent(scopes -> claims.put(
                    "scopes", String.join(",", scopes.stream().map(Answer::text).toList())));
            answer.word("expires_at").ifPresent(day -> claims.put("expires_at", day));
        } catch (ProblemException _) {
            // Who we are is known without it.
        }
    }
}
