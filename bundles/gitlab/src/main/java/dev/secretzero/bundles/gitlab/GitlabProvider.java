package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.util.Optional;

/// A GitLab under one token.
///
/// @param project the one that targets mean when they name none
/// @param group the same of groups
/// @param checkout what says it where nothing else does
record GitlabProvider(Session session, Optional<String> project, Optional<String> group, Checkout checkout) implements Provider {

    static GitlabProvider open(Host host, Settings settings) {
        var session = Session.open(host, settings);
        return new GitlabProvider(
                session,
                Holder.named(settings.maybe("project"))
                        .or(() -> Holder.named(settings.maybe("project_id")))
                        .or(() -> pipeline(host, "CI_PROJECT_PATH")),
                Holder.named(settings.maybe("group"))
                        .or(() -> Holder.named(settings.maybe("group_id")))
                        .or(() -> pipeline(host, "CI_PROJECT_NAMESPACE")),
                new Checkout(host, session.url()));
    }

    /// What a pipeline of GitLab says of where it runs.
    private static Optional<String> pipeline(Host host, String variable) {
        return host.variable("GITLAB_CI").filter("true"::equals).flatMap(_ -> host.variable(variable));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }
}
