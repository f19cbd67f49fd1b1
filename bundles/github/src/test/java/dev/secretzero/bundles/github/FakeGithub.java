package dev.secretzero.bundles.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.secretzero.rest.Answer;
import dev.secretzero.rest.JsonMaterial;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import dev.secretzero.testkit.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A server that answers as GitHub's REST API is documented, and opens what is sealed for it. It has the repository
/// `acme/app` with the environment `prod`, the repository `acme/web`, and the organization `acme`. Each write is a second
/// later than the one before. What it refuses it quotes, to see that nobody repeats it.
public final class FakeGithub implements AutoCloseable {

    /// A classic token that may do everything.
    public static final String TOKEN = "ghp_token-of-the-fake";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HttpServer server;
    private final Wire wire = new Wire();
    private final Map<String, Kept> secrets = new TreeMap<>();
    private final Set<String> stores = ConcurrentHashMap.newKeySet();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Map<String, PublicKey> apps = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private byte[] secretKey = new byte[32];
    private int keyId = 1;
    private int writes;
    private int given;
    private int failures;
    private int failing;
    private int passing;
    private String limits = "";
    private Optional<String> saying = Optional.empty();

    /// A secret.
    ///
    /// @param more what else the last write said
    public record Kept(String value, Instant created, Instant updated, Map<String, String> more) {}

    private FakeGithub(HttpServer server) {
        this.server = server;
        this.secretKey[0] = 1;
        tokens.add(TOKEN);
        for (var app : List.of("actions", "dependabot", "codespaces")) {
            stores.addAll(List.of("repos/acme/app/" + app, "repos/acme/web/" + app, "orgs/acme/" + app));
        }
        stores.add("repos/acme/app/environments/prod");
    }

    /// A server on a free port of the loopback address.
    public static FakeGithub start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var fake = new FakeGithub(http);
            http.createContext("/", fake::serve).getFilters().add(fake.wire);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The setting `api_url`, or GITHUB_API_URL.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// Answers the next calls with this status.
    public synchronized void fail(int status, int calls) {
        passing = 0;
        failing = status;
        failures = calls;
    }

    /// Lets some calls pass, then fails one.
    public synchronized void failAfter(int calls, int status) {
        fail(status, 1);
        passing = calls;
    }

    /// Answers everything with this text.
    public synchronized void say(String text) {
        saying = Optional.of(text);
    }

    /// Sends a header with every answer.
    public void header(String name, String value) {
        headers.put(name, value);
    }

    /// What was asked, oldest first: `GET repos/acme/app/actions/secrets/KEY`.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// A secret by its path: `repos/acme/app/actions/secrets/KEY`.
    public synchronized Optional<Kept> secret(String path) {
        return Optional.ofNullable(secrets.get(path));
    }

    /// The paths of all secrets.
    public synchronized Set<String> paths() {
        return new TreeSet<>(secrets.keySet());
    }

    /// Writes a secret behind everybody's back.
    public synchronized void change(String path, String value) {
        var now = START.plusSeconds(++writes);
        var before = secrets.get(path);
        secrets.put(path, new Kept(value, before == null ? now : before.created(), now, Map.of()));
    }

    /// Changes the key that secrets are sealed for.
    public synchronized void renewKey() {
        secretKey = secretKey.clone();
        secretKey[1]++;
        keyId++;
    }

    /// An installed app: who signs with the other half of this key may have tokens.
    public void app(String app, String installation, PublicKey key) {
        apps.put(app + " " + installation, key);
    }

    /// What the last token of an app was limited to.
    public synchronized String limits() {
        return limits;
    }

    /// Makes a token good.
    public void allow(String token) {
        tokens.add(token);
    }

    /// Whether a token is still good.
    public boolean isGood(String token) {
        return tokens.contains(token);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            // A slash inside a name stays as it was sent.
            var path = URLDecoder.decode(exchange.getRequestURI().getRawPath().replace("%2F", "%252F"), StandardCharsets.UTF_8).substring(1);
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + path);
            var reply = reply(exchange, path, body);
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("X-OAuth-Scopes", "repo, admin:org");
            byte[] bytes = reply.text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Reply(int status, String text) {}

    private static Reply refused(int status, String body) {
        return json(status, Map.of("message", Material.of("refused: " + body)));
    }

    private static Reply json(int status, Map<String, Material> fields) {
        return new Reply(status, Answer.text(new Material.Fields(new TreeMap<>(fields))));
    }

    private static Material literal(String json) {
        return new Material.Literal(Secret.of(json));
    }

    private synchronized Reply reply(HttpExchange exchange, String path, String body) {
        var token = exchange.getRequestHeaders().getOrDefault("Authorization", List.of("")).getFirst().replace("Bearer ", "");
        if (failures > 0 && passing-- <= 0) {
            failures--;
            return refused(failing, body + token);
        }
        if (saying.isPresent()) {
            return new Reply(200, saying.get());
        }
        if (path.startsWith("app/installations/")) {
            return installed(path.split("/", -1)[2], token, body);
        }
        if (!tokens.contains(token)) {
            return refused(401, body + token);
        }
        return known(exchange.getRequestMethod(), path, body, token);
    }

    private Reply known(String method, String path, String body, String token) {
        if (path.equals("user")) {
            return token.startsWith("ghs_")
                    ? refused(403, token)
                    : json(200, Map.of("login", Material.of("octocat"), "name", literal("null"), "token", Material.of(token)));
        }
        if (path.equals("installation/repositories")) {
            return json(200, Map.of("total_count", literal("1")));
        }
        if (path.equals("installation/token")) {
            tokens.remove(token);
            return new Reply(204, "");
        }
        if (path.matches("repos/acme/(app|web)")) {
            return json(200, Map.of("id", literal(path.endsWith("app") ? "1296269" : "1296270")));
        }
        if (method.equals("PUT") && path.matches("repos/acme/app/environments/[^/]+")) {
            stores.add(path);
            return json(200, Map.of());
        }
        return path.contains("/secrets/") && stores.contains(path.substring(0, path.indexOf("/secrets/")))
                ? kept(method, path, body)
                : refused(404, body);
    }

    private Reply kept(String method, String path, String body) {
        if (path.endsWith("/public-key")) {
            var key = Base64.getEncoder().encodeToString(Opener.publicKey(secretKey));
            return json(200, Map.of("key_id", Material.of(String.valueOf(keyId)), "key", Material.of(key)));
        }
        var found = secrets.get(path);
        return switch (method) {
            case "PUT" -> put(path, body);
            case "DELETE" -> new Reply(secrets.remove(path) == null ? 404 : 204, "");
            default -> found == null
                    ? refused(404, body)
                    : json(200, Map.of(
                            "name", Material.of(path.substring(path.lastIndexOf('/') + 1)),
                            "created_at", Material.of(found.created().toString()),
                            "updated_at", Material.of(found.updated().toString())));
        };
    }

    private Reply put(String path, String body) {
        if (!(JsonMaterial.parse(body.getBytes(StandardCharsets.UTF_8)).orElseThrow() instanceof Material.Fields(var fields))
                || !text(fields, "key_id").equals(String.valueOf(keyId))) {
            return refused(422, body);
        }
        byte[] sealed = Base64.getDecoder().decode(text(fields, "encrypted_value"));
        var value = new String(Opener.open(secretKey, sealed), StandardCharsets.UTF_8);
        var now = START.plusSeconds(++writes);
        var before = secrets.get(path);
        var more = new TreeMap<String, String>();
        fields.forEach((name, each) -> more.put(name, Answer.text(each)));
        more.keySet().removeAll(Set.of("key_id", "encrypted_value"));
        secrets.put(path, new Kept(value, before == null ? now : before.created(), now, more));
        return new Reply(before == null ? 201 : 204, "");
    }

    private static String text(Map<String, Material> fields, String name) {
        return Answer.text(Objects.requireNonNull(fields.get(name)));
    }

    /// Gives a token to who proves to be the app, as far as the app reaches.
    private Reply installed(String installation, String proof, String body) {
        var parts = proof.split("\\.", -1);
        if (parts.length != 3) {
            return refused(401, proof);
        }
        var claims = JsonMaterial.parse(Base64.getUrlDecoder().decode(parts[1])).orElseThrow();
        var key = apps.get(Answer.text(Answer.at(claims, "iss").orElseThrow()) + " " + installation);
        if (key == null || !verified(key, parts) || !body.matches("(?s).*\\{.*}") || body.contains("unknown")) {
            return refused(key == null ? 404 : body.contains("unknown") ? 422 : 401, proof + body);
        }
        limits = body;
        var token = "ghs_given" + ++given + "-" + "x".repeat(20);
        tokens.add(token);
        return json(201, Map.of(
                "token", Material.of(token),
                "expires_at", Material.of(START.plusSeconds(3600).toString()),
                "permissions", new Material.Fields(new TreeMap<>(Map.of("secrets", Material.of("write"), "metadata", Material.of("read"))))));
    }

    private static boolean verified(PublicKey key, String[] parts) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        Arrays.fill(secretKey, (byte) 0);
    }
}
