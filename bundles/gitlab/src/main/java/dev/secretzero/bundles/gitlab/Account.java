package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A service account of a top-level group.
///
/// @param id its number
/// @param username empty where nobody asked for it
record Account(Holder group, String id, Optional<String> username) {

    private static final String NEED = "the token needs the scope api, and the role of an Owner of the top-level group, which must be"
            + " allowed to have service accounts: they come with GitLab Premium, and are complete since 17.11";

    /// The one of this number.
    static Account numbered(Session session, Holder group, String id) {
        var call = user(id);
        try (var answer = session.send(call)) {
            if (answer.status() == 404) {
                throw session.server().wrong(Problem.Code.NOT_FOUND, " shows us no user " + id, "check `service_account_user_id`");
            }
            if (answer.status() != 200) {
                throw session.refusal(call, answer);
            }
            return account(session, call, group, answer.body());
        }
    }

    /// The one of this name, which is made where there is none: so that a run after one that was killed takes up its account.
    static Account named(Session session, Holder group, String name) {
        return find(session, group, name).orElseGet(() -> make(session, group, name));
    }

    /// The one of this name.
    ///
    /// @throws ProblemException when there are several, for names are not unique
    static Optional<Account> find(Session session, Holder group, String name) {
        var call = below(group, "GET");
        var found = session.all(call).stream()
                .filter(each -> Answer.word(each, "name").filter(name::equals).isPresent())
                .map(each -> account(session, call, group, each))
                .toList();
        if (found.size() > 1) {
            throw session.server().wrong(
                    Problem.Code.GENERATION_FAILED,
                    " has " + found.size() + " service accounts of the name \"" + name + "\" in " + group,
                    "say which with `service_account_user_id`, as " + found.getFirst().id);
        }
        return found.stream().findFirst();
    }

    private static Account make(Session session, Holder group, String name) {
        var call = below(group, "POST").json(new TreeMap<>(Map.of("name", Material.of(name))));
        try (var answer = session.send(call)) {
            return switch (answer.status()) {
                case 200, 201 -> account(session, call, group, answer.body());
                case 400, 422 -> throw session.server().wrong(
                        Problem.Code.GENERATION_FAILED, " makes no service account \"" + name + "\" in " + group, "check `service_account_name`; " + NEED);
                default -> throw session.refusal(call, answer);
            };
        }
    }

    private static Account account(Session session, Call call, Holder group, Material body) {
        var id = Answer.word(body, "id").filter(text -> text.matches("\\d{1,18}"));
        return new Account(
                group, id.orElseThrow(() -> session.senseless(call)), Answer.word(body, "username"));
    }

    static Call user(String id) {
        return Call.of("GET", "the token needs the scope api", "users", id);
    }

    private static Call below(Holder group, String method, String... more) {
        var names = new ArrayList<>(List.of(group.kind(), group.id(), "service_accounts"));
        names.addAll(List.of(more));
        return Call.of(method, NEED, names.toArray(String[]::new));
    }

    /// A request about something of this account.
    Call call(String method, String below) {
        return below(group, method, id, below);
    }

    @Override
    public String toString() {
        return group + ", service account " + id;
    }
}
