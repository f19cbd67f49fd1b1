package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Asks GitLab for an access token of a project or a group.
///
/// A new token is made, and the one before is revoked when its successor is in all places: GitLab's own rotation would end
/// it at once, while the places still hold it.
///
/// @param level its role
/// @param replaces whether the token before is revoked at all
/// @param issued handles of this run
record AccessToken(
        GitlabProvider provider, Holder holder, TokenRequest request, int level, boolean replaces, Set<Handle> issued)
        implements Generator.Issuer {

    static Generator project(GitlabProvider provider, Settings settings) {
        return open(provider, Holder.project(settings.maybe("project"), provider), settings);
    }

    static Generator group(GitlabProvider provider, Settings settings) {
        return open(provider, Holder.group(settings.maybe("group"), provider), settings);
    }

    private static Generator open(GitlabProvider provider, Holder holder, Settings settings) {
        return new AccessToken(
                provider,
                holder,
                TokenRequest.of(settings),
                Membership.level(settings.integer("access_level")),
                settings.flag("revoke_existing"),
                ConcurrentHashMap.newKeySet());
    }

    private Session session() {
        return provider.session();
    }

    private Tokens tokens() {
        return Tokens.of(session(), holder);
    }

    @Override
    public Issued issue(String entry) {
        var made = tokens().make(request, Map.of("access_level", new Material.Literal(Secret.of(String.valueOf(level)))));
        var handle = tokens().handle(made.id());
        issued.add(handle);
        return made.issued(new Material.Single(made.value()), handle);
    }

    /// A token that has ended is not an error.
    @Override
    public void revoke(Handle handle) {
        var id = handle.value().replaceFirst("^.*, token ", "");
        if (!handle.equals(tokens().handle(id)) || !id.matches("\\d{1,18}")) {
            throw session().server().wrong(
                    Problem.Code.NOT_SUPPORTED, " has another " + holder.kind() + " for this token", "revoke it there by hand");
        }
        if (replaces || issued.contains(handle)) {
            tokens().revoke(id);
        }
    }

    /// The active tokens of this name; not told where the tokens before are to stay.
    @Override
    public Optional<List<Handle>> outstanding(String entry) {
        return replaces ? tokens().named(request.name()) : Optional.empty();
    }
}
