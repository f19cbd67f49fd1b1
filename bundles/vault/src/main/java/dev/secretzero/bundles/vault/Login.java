package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/// How a token is had. Nothing is read, and nobody asked, before the token is needed.
sealed interface Login {

    /// Has a token.
    ///
    /// @throws ProblemException when there is none, or the server gives none
    Token token(VaultServer server);

    /// Whether the token was made for us, so that it should end with us.
    boolean borrowed();

    /// A token that is there already.
    record Given(Secret token) implements Login {
        @Override
        public Token token(VaultServer server) {
            return new Token(token, Optional.empty());
        }

        @Override
        public boolean borrowed() {
            return false;
        }
    }

    /// The token that Vault's own tools leave in the home directory.
    record Kept(Optional<String> home) implements Login {
        @Override
        public Token token(VaultServer server) {
            return home.map(directory -> Path.of(directory, ".vault-token"))
                    .filter(Files::exists)
                    .map(file -> new Token(file(file), Optional.empty()))
                    .orElseThrow(() -> new ProblemException(Problem.of(
                                    Problem.Code.DENIED, "there is no token for " + server.shown())
                            .hint("set VAULT_TOKEN, run `vault login`, or give auth.config a `method` of approle, jwt or kubernetes")));
        }

        @Override
        public boolean borrowed() {
            return false;
        }
    }

    /// A login that exchanges an identity for a token.
    ///
    /// @param mount of the method, below `auth/`
    /// @param name of the identity, as the API calls it; empty where the server has a role of its own choice
    record Exchanged(String mount, String nameKey, Optional<String> name, String proofKey, Proof proof) implements Login {
        @Override
        public Token token(VaultServer server) {
            var fields = new TreeMap<String, Material>();
            name.ifPresent(text -> fields.put(nameKey, Material.of(text)));
            try (var shown = new Material.Fields(proven(fields))) {
                return token(server, VaultServer.write("auth/" + mount + "/login", shown.values()));
            }
        }

        private TreeMap<String, Material> proven(TreeMap<String, Material> fields) {
            try (var secret = proof.take()) {
                fields.put(proofKey, new Material.Single(copy(secret)));
            }
            return fields;
        }

        private static Token token(VaultServer server, Call call) {
            var now = server.now();
            try (var answer = server.send(call)) {
                return switch (answer.status()) {
                    case 200 -> answer.at("auth", "client_token")
                            .map(token -> new Token(MaterialText.of(token), end(now, answer)))
                            .orElseThrow(() -> server.senseless(call, "check `auth_mount`, and that the login needs no second factor"));
                    case 400, 401, 403 -> throw new ProblemException(Problem.of(
                                    Problem.Code.DENIED, server.shown() + " refused the login at \"" + call.path() + "\"")
                            .hint("check the role, its secret or signed token, and whether they have expired"));
                    default -> throw server.refusal(call, answer);
                };
            }
        }

        /// A token without an end has a time of 0.
        private static Optional<Instant> end(Instant now, Answer answer) {
            var seconds = answer.number("auth", "lease_duration");
            return seconds.isPresent() && seconds.getAsLong() > 0 ? Optional.of(now.plusSeconds(seconds.getAsLong())) : Optional.empty();
        }

        @Override
        public boolean borrowed() {
            return true;
        }
    }

    /// What a login is proven with, taken when it is needed.
    @FunctionalInterface
    interface Proof {
        Secret take();
    }

    static Login open(Host host, Settings settings) {
        var method = settings.maybe("method").orElse(settings.has("role_id") ? "approle" : "token");
        return switch (method) {
            case "approle" -> new Exchanged(
                    mount(settings, method), "role_id", Optional.of(settings.text("role_id")), "secret_id", given(settings, "secret_id"));
            case "jwt" -> new Exchanged(mount(settings, method), "role", settings.maybe("role"), "jwt", jwt(host, settings));
            case "kubernetes" -> new Exchanged(
                    mount(settings, method), "role", Optional.of(settings.text("role")), "jwt", account(host, settings));
            case "token" -> settings.has("token")
                    ? new Given(settings.secret("token"))
                    : new Kept(host.variable("HOME").or(() -> host.variable("USERPROFILE")));
            default -> throw Wrong.setting("method", "is not known", "use one of token, approle, jwt, kubernetes");
        };
    }

    private static String mount(Settings settings, String method) {
        return KvPath.clean("auth_mount", settings.maybe("auth_mount").orElse(method).strip().replaceFirst("^auth/", ""));
    }

    private static Proof given(Settings settings, String key) {
        var secret = settings.secret(key);
        return () -> copy(secret);
    }

    private static Proof jwt(Host host, Settings settings) {
        return settings.has("jwt_file") ? file(host, settings.path("jwt_file")) : given(settings, "jwt");
    }

    private static Proof account(Host host, Settings settings) {
        return settings.has("jwt") || settings.has("jwt_file")
                ? jwt(host, settings)
                : file(host, Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"));
    }

    private static Proof file(Host host, Path written) {
        return () -> file(host.home().resolve(written));
    }

    private static Secret copy(Secret secret) {
        return secret.lend(bytes -> Secret.take(bytes.clone()));
    }

    /// The one line that a file of at most 64 KiB holds.
    private static Secret file(Path path) {
        try (var in = Files.newInputStream(path)) {
            var text = new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw unreadable(path, "is empty");
            }
            return Secret.of(text);
        } catch (NoSuchFileException _) {
            throw unreadable(path, "is missing");
        } catch (IOException _) {
            throw unreadable(path, "cannot be read");
        }
    }

    private static ProblemException unreadable(Path path, String what) {
        return new ProblemException(Problem.of(Problem.Code.UNREADABLE, path + " " + what)
                .hint("the file must hold the token that Vault is asked with"));
    }
}
