package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Credential;
import dev.secretzero.rest.Server.Header;
import dev.secretzero.rest.Server;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;

/// One Vault server, or one namespace of it.
///
/// @param url without a slash at its end
record VaultServer(Server http, String url, Optional<String> namespace) {

    static VaultServer open(Host host, Settings settings) {
        var written = settings.has("url") ? settings.uri("url") : settings.uri("address");
        var url = Server.address("url", written, "https://vault.example.com:8200");
        var namespace = settings.maybe("namespace").map(String::strip);
        var headers = new ArrayList<Header>();
        headers.add(new Header("X-Vault-Request", "true", "url"));
        namespace.ifPresent(name -> headers.add(new Header("X-Vault-Namespace", name, "namespace")));
        var shown = "Vault at " + url + namespace.map(name -> " (namespace " + name + ")").orElse("");
        var reach = "check `url` or VAULT_ADDR, whether the server can be reached from here, and that Java trusts its certificate";
        return new VaultServer(new Server(host, shown, url + "/v1", headers, Server.timeout(settings), reach), url, namespace);
    }

    /// A path as policies name it, below `/v1/`.
    static Call read(String path) {
        return Call.of("GET", "\"read\"", path.split("/", -1));
    }

    static Call write(String path, SortedMap<String, Material> body) {
        return Call.of("POST", "\"create\", \"update\"", path.split("/", -1)).json(body);
    }

    /// Does something at a path that holds nothing itself.
    static Call update(String path, SortedMap<String, Material> body) {
        return Call.of("POST", "\"update\"", path.split("/", -1)).json(body);
    }

    static Call delete(String path) {
        return Call.of("DELETE", "\"delete\"", path.split("/", -1));
    }

    /// The server, as messages name it.
    String shown() {
        return http.name();
    }

    /// The time by our clock.
    Instant now() {
        return http.host().clock().instant();
    }

    /// Asks without a token.
    Answer send(Call call) {
        return http.send(call);
    }

    /// Asks with a token.
    Answer send(Call call, Secret token) {
        return http.send(call, new Credential("X-Vault-Token", "", token, "token"));
    }

    /// An answer that says no, as a problem.
    ProblemException refusal(Call call, Answer answer) {
        var place = "\"" + call.path() + "\"";
        return switch (answer.status()) {
            case 401, 403 -> http.wrong(
                    Problem.Code.DENIED,
                    " does not allow " + call.need().replace("\"", "") + " on " + place,
                    "the token must be valid and have the policy: path " + place + " { capabilities = [" + call.need() + "] }");
            case 404 -> http.wrong(
                    Problem.Code.NOT_FOUND,
                    " has nothing at " + place,
                    "check `mount_point`, the namespace, and `version`: the engine may be of the other version");
            case 503 -> http.later(Problem.Code.UNREACHABLE, " is sealed or under maintenance", "unseal it", answer);
            case 301, 302, 307, 308 ->
                http.wrong(Problem.Code.UNREACHABLE, " sends us to another address", "set `url` to the address of the active node");
            case 412, 472, 473 -> http.later(Problem.Code.UNREACHABLE, " failed with the status " + answer.status(), "", answer);
            case 408, 429, 500, 501, 502, 504 -> http.refusal(call, answer);
            default -> http.wrong(
                    call.failure(),
                    " answered with the status " + answer.status() + " at " + place,
                    "check the settings of the target, and what the mount allows");
        };
    }

    /// The answer makes no sense: it is another kind of server or engine.
    ProblemException senseless(Call call, String hint) {
        return http.senseless(call, hint);
    }
}
