package dev.secretzero.bundles.github;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.util.Optional;
import java.util.function.Supplier;

/// GitHub under one token, or as one app.
///
/// @param installation of an app, which can give tokens to others
/// @param repository the one that targets mean when they name none
record GithubProvider(Session session, Supplier<Installation> installation, Optional<String> repository) implements Provider {

    static GithubProvider open(Host host, Settings settings) {
        var session = Session.open(host, settings);
        return new GithubProvider(
                session, () -> Installation.open(settings, session.server()), settings.maybe("repository"));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }

    @Override
    public void close() {
        session.close();
    }
}
