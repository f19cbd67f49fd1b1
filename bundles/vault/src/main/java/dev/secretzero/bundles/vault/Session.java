package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A server and the token it is asked with, which is had once, when it is first needed.
final class Session {

    private static final Call WHO = VaultServer.read("auth/token/lookup-self");

    private final VaultServer server;
    private final Login login;
    private Optional<Secret> token = Optional.empty();

    private Session(VaultServer server, Login login) {
        this.server = server;
        this.login = login;
    }

    static Session open(Host host, Settings settings) {
        return new Session(VaultServer.open(host, settings), Login.open(host, settings));
    }

    VaultServer server() {
        return server;
    }

    Answer send(Call call) {
        return server.send(call, token());
    }

    private synchronized Secret token() {
        if (token.isEmpty()) {
            token = Optional.of(login.token(server));
        }
        return token.get();
    }

    /// Ends a token that was made for us. One that was given stays.
    synchronized void close() {
        if (login.borrowed() && token.isPresent()) {
            try {
                server.send(VaultServer.write("auth/token/revoke-self", new TreeMap<>()), token.get());
            } catch (ProblemException _) {
                // It ends by itself.
            }
            token.get().close();
            token = Optional.empty();
        }
    }

    Standing standing() {
        try (var answer = send(WHO)) {
            return answer.status() == 200
                    ? new Standing.Ready(new Actor(claims(answer)))
                    : new Standing.Refused(server.refusal(WHO, answer).problem());
        } catch (ProblemException e) {
            return new Standing.Refused(e.problem());
        }
    }

    private SortedMap<String, String> claims(Answer answer) {
        var claims = new TreeMap<String, String>();
        claims.put("provider", "vault");
        claims.put("url", server.url());
        server.namespace().ifPresent(name -> claims.put("namespace", name));
        text(answer, "display_name").or(() -> text(answer, "entity_id")).ifPresent(user -> claims.put("user", user));
        claims.put("token_type", text(answer, "type").orElse("vault_token"));
        text(answer, "renewable").ifPresent(flag -> claims.put("renewable", flag));
        claims.put("scopes", scopes(answer));
        return claims;
    }

    private static Optional<String> text(Answer answer, String key) {
        return answer.at("data", key).map(Answer::text).filter(text -> !text.isBlank());
    }

    /// The names of the policies, each once. A list is a literal, in which names have no need of escapes.
    private static String scopes(Answer answer) {
        var names = new TreeSet<String>();
        for (var key : new String[] {"policies", "identity_policies"}) {
            text(answer, key).ifPresent(list -> {
                for (var name : list.replaceAll("[\\[\\]\"]", "").split(",", -1)) {
                    names.add(name);
                }
            });
        }
        names.remove("");
        return String.join(",", names);
    }
}
