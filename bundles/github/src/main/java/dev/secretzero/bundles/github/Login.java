package dev.secretzero.bundles.github;

import dev.secretzero.rest.Credential;
import dev.secretzero.rest.Server;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.util.Optional;

/// How we say who we are. Nothing is asked for before it is needed.
sealed interface Login {

    /// What the next request is sent with.
    ///
    /// @throws ProblemException when there is no token, or none is given
    Credential credential();

    /// Ends a token that was made for us.
    void close();

    static Credential bearer(Secret token) {
        return new Credential("Authorization", "Bearer ", token, "token");
    }

    /// A token that is there already.
    record Given(Secret token) implements Login {
        @Override
        public Credential credential() {
            return bearer(token);
        }

        @Override
        public void close() {}
    }

    /// No token at all.
    record Missing(Server server) implements Login {
        @Override
        public Credential credential() {
            throw new ProblemException(Problem.of(Problem.Code.DENIED, "there is no token for " + server.name())
                    .hint("set GITHUB_TOKEN or GH_TOKEN, or give `app_id`, `installation_id` and `private_key` of a GitHub App"));
        }

        @Override
        public void close() {}
    }

    /// A GitHub App, which is given tokens of one hour.
    final class App implements Login {
        private final Installation installation;
        private Optional<Installation.Token> token = Optional.empty();

        App(Installation installation) {
            this.installation = installation;
        }

        Installation installation() {
            return installation;
        }

        @Override
        public Credential credential() {
            return bearer(token().value());
        }

        synchronized Installation.Token token() {
            if (token.filter(installation::lasts).isEmpty()) {
                token = Optional.of(installation.everything());
            }
            return token.get();
        }

        @Override
        public synchronized void close() {
            token.ifPresent(installation::discard);
            token = Optional.empty();
        }
    }

    static Login open(Host host, Settings settings, Server server) {
        var token = token(host, settings);
        var method = settings.maybe("method").orElse(token.isEmpty() && settings.has("app_id") ? "app" : "token");
        return switch (method) {
            case "app" -> new App(Installation.open(settings, server));
            case "token" -> token.<Login>map(Given::new).orElseGet(() -> new Missing(server));
            default -> throw Wrong.setting("method", "is not known", "use token or app");
        };
    }

    private static Optional<Secret> token(Host host, Settings settings) {
        return settings.has("token")
                ? Optional.of(settings.secret("token"))
                : host.variable("GH_TOKEN").filter(text -> !text.isBlank()).map(Secret::of);
    }
}
