package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Asks GitLab for an access token of a service account, which is made where it is missing.
///
/// As with other tokens, the one before is revoked when its successor is in all places: GitLab's own rotation would end it at
/// once, while the places still hold it.
///
/// @param group as written; its top-level group has the account
/// @param user the account's number; empty where it is found by its name
/// @param before a token from before, which ends with the first one that a rotation ends
/// @param replaces whether tokens before are revoked at all
/// @param issued handles of this run
record ServiceAccountToken(
        GitlabProvider provider,
        Holder group,
        String name,
        Optional<String> user,
        Optional<String> before,
        TokenRequest request,
        List<Membership> memberships,
        boolean replaces,
        Set<Handle> issued)
        implements Generator.Issuer {

    private static final Pattern HANDLE = Pattern.compile("(group \"[^\"]+\"), service account (\\d{1,18}), token (\\d{1,18})");

    static Generator open(GitlabProvider provider, Settings settings) {
        var user = number(settings, "service_account_user_id");
        var before = number(settings, "token_id");
        if (before.isPresent() && user.isEmpty()) {
            throw Wrong.setting("token_id", "says nothing without `service_account_user_id`", "give both, or neither");
        }
        return new ServiceAccountToken(
                provider,
                Holder.group(settings.maybe("group"), provider),
                settings.text("service_account_name").strip(),
                user,
                before,
                TokenRequest.of(settings),
                Membership.all(provider, settings.has("memberships") ? settings.tree("memberships") : null),
                settings.flag("rotate_existing"),
                ConcurrentHashMap.newKeySet());
    }

    private static Optional<String> number(Settings settings, String key) {
        if (!settings.has(key)) {
            return Optional.empty();
        }
        int number = settings.integer(key);
        if (number < 1) {
            throw Wrong.setting(key, "is not a number that GitLab gives", "give the id that GitLab shows");
        }
        return Optional.of(String.valueOf(number));
    }

    private Session session() {
        return provider.session();
    }

    /// What can be done twice comes first: when it fails, no token was made.
    @Override
    public Issued issue(String entry) {
        var top = group.top(session());
        var account = user.map(id -> Account.numbered(session(), top, id)).orElseGet(() -> Account.named(session(), top, name));
        memberships.forEach(membership -> membership.join(session(), account.id()));
        var tokens = Tokens.of(session(), account);
        var made = tokens.make(request, Map.of());
        var handle = tokens.handle(made.id());
        issued.add(handle);
        return made.issued(material(account, made), handle);
    }

    private Material material(Account account, Tokens.Made made) {
        var fields = new TreeMap<String, Material>();
        fields.put("token", new Material.Single(made.value()));
        fields.put("token_id", number(made.id()));
        fields.put("expires_at", Material.of(made.end().toString()));
        fields.put("service_account_user_id", number(account.id()));
        fields.put("service_account_username", Material.of(account.username().orElse("")));
        fields.put("group", Material.of(group.id()));
        fields.put("top_level_group", Material.of(account.group().id()));
        return new Material.Fields(fields);
    }

    private static Material number(String digits) {
        return new Material.Literal(Secret.of(digits));
    }

    @Override
    public void revoke(Handle handle) {
        var top = group.top(session());
        var parts = HANDLE.matcher(handle.value());
        if (!parts.matches() || !parts.group(1).equals(top.toString())) {
            throw session().server().wrong(
                    Problem.Code.NOT_SUPPORTED, " has another group for this token", "revoke it there by hand");
        }
        if (issued.contains(handle)) {
            tokens(top, parts.group(2)).revoke(parts.group(3));
        } else if (replaces) {
            tokens(top, parts.group(2)).revoke(parts.group(3));
            before.ifPresent(token -> tokens(top, user.orElseThrow()).revoke(token));
        }
    }

    private Tokens tokens(Holder top, String id) {
        return Tokens.of(session(), new Account(top, id, Optional.empty()));
    }

    /// The active tokens of this name; not told where the tokens before are to stay.
    @Override
    public Optional<List<Handle>> outstanding(String entry) {
        if (!replaces) {
            return Optional.empty();
        }
        var top = group.top(session());
        var account = user.or(() -> Account.find(session(), top, name).map(Account::id));
        return account.map(id -> tokens(top, id).named(request.name())).orElseGet(() -> Optional.of(List.of()));
    }
}
