package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A server and the token it is asked with, which is had when it is first needed.
///
/// A token of a login is had again when its time has passed by our clock, and when the server refuses it and does not know
/// it any more: then what was asked is asked once more. A refusal of a token that lives is a refusal, and a token that was
/// given is never had again.
final class Session {

    private static final Call WHO = VaultServer.read("auth/token/lookup-self");

    private final VaultServer server;
    private final Login login;
    private final List<Secret> ended = new ArrayList<>();
    private Optional<Token> token = Optional.empty();

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
        return exchange(call).answer();
    }

    /// Something that Vault leases to us.
    ///
    /// @param end when it ends: with its own time, or with the token that it was asked with
    record Leased(Answer answer, Optional<Instant> end) {}

    /// Asks for something that may be a lease. One that was had with a token of a login keeps that token from being ended.
    Leased lease(Call call) {
        var now = server.now();
        var reply = exchange(call);
        if (reply.answer().word("lease_id").filter(id -> !id.isBlank()).isEmpty()) {
            return new Leased(reply.answer(), Optional.empty());
        }
        reply.token().lend();
        var own = reply.answer().number("lease_duration");
        var end = own.isPresent() ? Optional.of(now.plusSeconds(own.getAsLong())) : Optional.<Instant>empty();
        return new Leased(reply.answer(), earlier(end, end(reply.token())));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
    }

    /// When a token ends; nobody said so of one that was given, so that it is asked itself.
    private Optional<Instant> end(Token held) {
        if (login.borrowed()) {
            return held.end();
        }
        try (var answer = server.send(WHO, held.value())) {
            var left = answer.number("data", "ttl");
            return left.isPresent() && left.getAsLong() > 0
                    ? Optional.of(server.now().plusSeconds(left.getAsLong()))
                    : Optional.empty();
        } catch (ProblemException _) {
            // What was leased must not be lost for this.
            return Optional.empty();
        }
    }

    private record Reply(Answer answer, Token token) {}

    private Reply exchange(Call call) {
        var held = token();
        var answer = server.send(call, held.value());
        if (answer.status() != 403 || !login.borrowed() || held.trusted() || lives(held)) {
            return new Reply(answer, held);
        }
        answer.close();
        var next = after(held);
        var again = server.send(call, next.value());
        if (again.status() == 403) {
            next.trust();
        }
        return new Reply(again, next);
    }

    /// Whether the server knows a token.
    private boolean lives(Token held) {
        try (var answer = server.send(WHO, held.value())) {
            return answer.status() != 403;
        }
    }

    private synchronized Token token() {
        if (token.isEmpty() || (login.borrowed() && token.get().hasEnded(server.now()))) {
            replace();
        }
        return token.orElseThrow();
    }

    /// The token that comes after one that is dead: a new one, unless another thread has had it already.
    private synchronized Token after(Token dead) {
        if (token.isEmpty() || token.get() == dead) {
            replace();
        }
        return token.orElseThrow();
    }

    /// The one before may still be on its way with a call of another thread: it is wiped with all others.
    private void replace() {
        var next = login.token(server);
        token.ifPresent(before -> ended.add(before.value()));
        token = Optional.of(next);
    }

    /// Ends a token that was made for us, unless something is leased that would end with it. One that was given stays.
    synchronized void close() {
        if (!login.borrowed() || token.isEmpty()) {
            return;
        }
        if (!token.get().lends()) {
            try {
                server.send(VaultServer.write("auth/token/revoke-self", new TreeMap<>()), token.get().value());
            } catch (ProblemException _) {
                // It ends by itself.
            }
        }
        ended.add(token.get().value());
        ended.forEach(Secret::close);
        ended.clear();
        token = Optional.empty();
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
