package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Asks GitLab for an access token of a project or a group.
///
/// A new token is made, and the one before is revoked when its successor is in all places: GitLab's own rotation would end
/// it at once, while the places still hold it.
///
/// @param replaces whether the token before is revoked at all
/// @param days after which it expires
/// @param issued handles of this run
record AccessToken(
        GitlabProvider provider,
        Holder holder,
        String name,
        List<String> scopes,
        int level,
        int days,
        Optional<String> description,
        boolean replaces,
        Set<Handle> issued)
        implements Generator.Issuer {

    private static final Set<Integer> LEVELS = Set.of(10, 15, 20, 30, 40, 50);

    static Generator project(GitlabProvider provider, Settings settings) {
        return open(provider, Holder.project(settings.maybe("project"), provider), settings);
    }

    static Generator group(GitlabProvider provider, Settings settings) {
        return open(provider, Holder.group(settings.maybe("group"), provider), settings);
    }

    private static Generator open(GitlabProvider provider, Holder holder, Settings settings) {
        var scopes = settings.list("scopes").stream().map(String::strip).toList();
        if (scopes.isEmpty() || !scopes.stream().allMatch(scope -> scope.matches("[a-z0-9_]{1,60}"))) {
            throw Wrong.setting("scopes", "must name at least one scope", "as [read_repository]");
        }
        int level = settings.integer("access_level");
        if (!LEVELS.contains(level)) {
            throw Wrong.setting("access_level", "is not a role", "use 10, 15, 20, 30, 40 or 50");
        }
        int days = settings.integer("expires_in_days");
        if (days < 1 || days > 400) {
            throw Wrong.setting("expires_in_days", "is out of bounds", "give 1 to 400; a server may allow less");
        }
        return new AccessToken(
                provider,
                holder,
                settings.text("token_name").strip(),
                scopes,
                level,
                days,
                settings.maybe("description"),
                settings.flag("revoke_existing"),
                ConcurrentHashMap.newKeySet());
    }

    @Override
    public Issued issue(String entry) {
        var day = LocalDate.ofInstant(session().server().host().clock().instant(), ZoneOffset.UTC).plusDays(days);
        var call = holder.call("POST", "access_tokens").json(body(day));
        try (var answer = session().send(call)) {
            return switch (answer.status()) {
                case 201 -> issued(call, answer, day.atStartOfDay(ZoneOffset.UTC).toInstant());
                case 400, 422 -> throw session().server().wrong(
                        Problem.Code.GENERATION_FAILED,
                        " gives no such token of " + holder,
                        "check `scopes`, that `access_level` is not above the role of our own token, and `expires_in_days`");
                default -> throw session().refusal(call, answer);
            };
        }
    }

    private SortedMap<String, Material> body(LocalDate day) {
        var body = new TreeMap<String, Material>();
        body.put("name", Material.of(name));
        body.put("scopes", new Material.Literal(Secret.of(scopes.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")))));
        body.put("access_level", new Material.Literal(Secret.of(String.valueOf(level))));
        body.put("expires_at", Material.of(day.toString()));
        description.ifPresent(text -> body.put("description", Material.of(text)));
        return body;
    }

    private Issued issued(Call call, Answer answer, Instant expires) {
        var token = answer.at("token").filter(found -> found instanceof Material.Single).map(MaterialText::of);
        var id = answer.number("id");
        if (token.isEmpty() || id.isEmpty()) {
            throw session().senseless(call);
        }
        var handle = handle(String.valueOf(id.getAsLong()));
        issued.add(handle);
        return new Issued(new Material.Single(token.get()), handle, Optional.of(expires));
    }

    private Session session() {
        return provider.session();
    }

    private Handle handle(String id) {
        return new Handle(holder + ", token " + id);
    }

    /// A token that has ended is not an error.
    @Override
    public void revoke(Handle handle) {
        var id = handle.value().replaceFirst("^.*, token ", "");
        if (!handle.equals(handle(id)) || !id.matches("\\d{1,18}")) {
            throw session().server().wrong(
                    Problem.Code.NOT_SUPPORTED, " has another " + holder.kind() + " for this token", "revoke it there by hand");
        }
        if (replaces || issued.contains(handle)) {
            revoke(id);
        }
    }

    private void revoke(String id) {
        var call = holder.call("DELETE", "access_tokens", id);
        try (var answer = session().send(call)) {
            if (!answer.isGood() && answer.status() != 404 && !(answer.status() == 400 && hasEnded(id))) {
                throw session().refusal(call, answer);
            }
        }
    }

    private boolean hasEnded(String id) {
        try (var answer = session().send(holder.call("GET", "access_tokens", id))) {
            return answer.status() == 404 || answer.word("active").filter("false"::equals).isPresent();
        }
    }

    /// The active tokens of this name; not told where the tokens before are to stay.
    @Override
    public Optional<List<Handle>> outstanding(String entry) {
        if (!replaces) {
            return Optional.empty();
        }
        return Optional.of(session().all(holder.call("GET", "access_tokens")).stream()
                .filter(token -> is(token, "name", name) && !is(token, "active", "false") && !is(token, "revoked", "true"))
                .flatMap(token -> Answer.at(token, "id").map(Answer::text).stream())
                .map(this::handle)
                .toList());
    }

    private static boolean is(Material token, String key, String value) {
        return Answer.at(token, key).map(Answer::text).filter(value::equals).isPresent();
    }
}
