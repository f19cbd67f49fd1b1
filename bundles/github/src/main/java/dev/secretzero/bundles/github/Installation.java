package dev.secretzero.bundles.github;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Server;
import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A GitHub App where somebody has installed it: who may be given tokens of one hour.
///
/// @param app the app's id, or its client id
/// @param id of the installation
/// @param key read when it is needed
record Installation(Server server, String app, String id, Supplier<AppKey> key) {

    private static final Duration RESERVE = Duration.ofMinutes(5);

    /// A token that GitHub gave.
    ///
    /// @param permissions the names of what it may do, each with its level
    record Token(Secret value, Instant expires, SortedMap<String, String> permissions) {}

    static Installation open(Settings settings, Server server) {
        return new Installation(
                server,
                clean("app_id", settings.text("app_id"), "[A-Za-z0-9.]{1,40}"),
                clean("installation_id", settings.text("installation_id"), "\\d{1,18}"),
                key(server.host(), settings));
    }

    private static String clean(String key, String written, String form) {
        if (!written.strip().matches(form)) {
            throw Wrong.setting(key, "is not an id", "take it from the settings page of the app");
        }
        return written.strip();
    }

    private static Supplier<AppKey> key(Host host, Settings settings) {
        if (settings.has("private_key")) {
            var key = new AppKey(settings.secret("private_key"));
            return () -> key;
        }
        var path = host.home().resolve(settings.path("private_key_path"));
        return () -> new AppKey(file(path));
    }

    private static Secret file(Path path) {
        try (var in = Files.newInputStream(path)) {
            return Secret.take(in.readNBytes(64 * 1024));
        } catch (IOException _) {
            throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, path + " is missing or cannot be read")
                    .hint("private_key_path names the file that holds the private key of the GitHub App"));
        }
    }

    /// Whether the token can still be used for a while.
    boolean lasts(Token token) {
        return server.host().clock().instant().plus(RESERVE).isBefore(token.expires());
    }

    /// A token for all that the installation may do.
    Token everything() {
        return token(new TreeMap<>());
    }

    /// A token for less.
    ///
    /// @param limits `permissions` and `repositories`, as the API has them
    Token token(SortedMap<String, Material> limits) {
        var call = Call.of(
                        "POST",
                        "check `app_id`, `installation_id` and the key, and that the app is installed with what is asked for",
                        "app", "installations", id, "access_tokens")
                .json(limits);
        try (var proof = key.get().token(app, server.host().clock().instant());
                var answer = server.send(call, Login.bearer(proof))) {
            return switch (answer.status()) {
                case 201 -> token(call, answer);
                case 422 -> throw server.wrong(
                        Problem.Code.DENIED,
                        " does not give the installation " + id + " what is asked for",
                        "the app must be installed on each of `repositories`, with each of `permissions` at that level or above");
                default -> throw Throttle.refusal(server, call, answer);
            };
        }
    }

    private Token token(Call call, Answer answer) {
        var value = answer.at("token").filter(found -> found instanceof Material.Single).map(MaterialText::of);
        var expires = answer.word("expires_at").map(text -> instant(call, text));
        if (value.isEmpty() || expires.isEmpty()) {
            throw senseless(call);
        }
        var permissions = new TreeMap<String, String>();
        if (answer.at("permissions").orElse(null) instanceof Material.Fields(var levels)) {
            levels.forEach((name, level) -> permissions.put(name, Answer.text(level)));
        }
        return new Token(value.get(), expires.get(), permissions);
    }

    private Instant instant(Call call, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw senseless(call);
        }
    }

    private ProblemException senseless(Call call) {
        return server.senseless(call, "check `api_url`: it must be the address of GitHub's REST API");
    }

    /// Ends a token before its hour. One that has ended is not an error.
    ///
    /// @throws ProblemException when no answer could be had
    void revoke(Secret token) {
        var call = Call.of("DELETE", "a token can always end itself", "installation", "token");
        try (var answer = server.send(call, Login.bearer(token))) {
            if (!answer.isGood() && answer.status() != 401) {
                throw Throttle.refusal(server, call, answer);
            }
        }
    }

    /// Ends a token that nobody needs; it also ends by itself.
    void discard(Token token) {
        try {
            revoke(token.value());
        } catch (ProblemException _) {
            // It lasts no longer than its hour.
        }
        token.value().close();
    }

    @Override
    public String toString() {
        return "app " + app + ", installation " + id;
    }

}
