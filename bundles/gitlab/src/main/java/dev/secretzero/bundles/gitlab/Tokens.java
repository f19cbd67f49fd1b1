package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Generator.Handle;
import dev.secretzero.spi.Generator.Issued;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The access tokens of a project, a group or a service account.
///
/// @param list asks for all of them
/// @param whose asks whether the one that has them is there
/// @param owner that one, as handles and messages name it
record Tokens(Session session, Call list, Call whose, String owner) {

    static Tokens of(Session session, Holder holder) {
        return new Tokens(session, holder.call("GET", "access_tokens"), holder.call("GET"), holder.toString());
    }

    static Tokens of(Session session, Account account) {
        return new Tokens(session, account.call("GET", "personal_access_tokens"), Account.user(account.id()), account.toString());
    }

    /// A token that was just made. GitLab shows its value only now.
    record Made(Secret value, String id, LocalDate end) {
        Issued issued(Material material, Handle handle) {
            return new Issued(material, handle, Optional.of(end.atStartOfDay(ZoneOffset.UTC).toInstant()));
        }
    }

    Made make(TokenRequest request, Map<String, Material> more) {
        var end = request.end(session.server().host().clock());
        var body = request.body(end);
        body.putAll(more);
        var call = list.as("POST").json(body);
        try (var answer = session.send(call)) {
            return switch (answer.status()) {
                case 201 -> made(call, answer, end);
                case 400, 422 -> throw session.server().wrong(
                        Problem.Code.GENERATION_FAILED,
                        " gives no such token of " + owner,
                        "check `scopes`, `expires_in_days`, and that an `access_level` is not above the role of our own token");
                default -> throw session.refusal(call, answer);
            };
        }
    }

    private Made made(Call call, Answer answer, LocalDate end) {
        var token = answer.at("token").filter(found -> found instanceof Material.Single).map(MaterialText::of);
        var id = answer.number("id");
        if (token.isEmpty() || id.isEmpty()) {
            throw session.senseless(call);
        }
        return new Made(token.get(), String.valueOf(id.getAsLong()), end);
    }

    Handle handle(String id) {
        return new Handle(owner + ", token " + id);
    }

    /// Ends a token. One that has ended is not an error.
    void revoke(String id) {
        var call = list.as("DELETE", id);
        try (var answer = session.send(call)) {
            boolean unclear = answer.status() == 400 || answer.status() == 404;
            if (!answer.isGood() && !(unclear && hasEnded(id))) {
                throw session.refusal(call, answer);
            }
        }
    }

    /// "Not found" is also what a server says of what it is too old for.
    private boolean hasEnded(String id) {
        return active().map(tokens -> tokens.stream().noneMatch(token -> is(token, "id", id))).orElseGet(this::isGone);
    }

    private boolean isGone() {
        try (var answer = session.send(whose)) {
            return answer.status() == 404;
        }
    }

    /// The handles of the active tokens of this name; empty where the server cannot tell.
    Optional<List<Handle>> named(String name) {
        return active().map(tokens -> tokens.stream()
                .filter(token -> is(token, "name", name))
                .flatMap(token -> Answer.word(token, "id").stream())
                .map(this::handle)
                .toList());
    }

    private Optional<List<Material>> active() {
        try {
            return Optional.of(session.all(list).stream()
                    .filter(token -> !is(token, "active", "false") && !is(token, "revoked", "true"))
                    .toList());
        } catch (ProblemException e) {
            if (e.problem().code() == Problem.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean is(Material token, String key, String value) {
        return Answer.word(token, key).filter(value::equals).isPresent();
    }
}
