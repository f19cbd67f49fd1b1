package dev.secretzero.bundles.vault;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that answers as Vault's HTTP API is documented: key-value engines of both versions (`secret/` of version 2,
/// `old/` of version 1), tokens with policies, logins, and engines that issue. What it refuses it quotes, to see that nobody repeats it.
public final class FakeVault implements AutoCloseable {

    /// May do everything.
    public static final String ROOT = "root-token-of-the-fake";

    private final HttpServer server;
    private final Wire wire = new Wire();
    private final Map<String, List<String>> policies = new ConcurrentHashMap<>(Map.of(ROOT, List.of("* *")));
    private final Map<String, List<Optional<Material>>> second = new TreeMap<>();
    private final Map<String, Material> first = new TreeMap<>();
    private final Map<String, Deque<String>> logins = new ConcurrentHashMap<>();
    /// The engines that issue.
    public final FakeIssuers issuers = new FakeIssuers();
    /// What was asked, oldest first: `GET secret/data/app`.
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> namespaces = new CopyOnWriteArrayList<>();
    private volatile int failing;
    private volatile int tokenTtl;
    private volatile boolean casRequired;
    private volatile Runnable beforeWrite = () -> {};

    private FakeVault(HttpServer server) {
        this.server = server;
    }

    /// A server on a free port of the loopback address, with nothing in it.
    public static FakeVault start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var fake = new FakeVault(http);
            http.createContext("/v1/", fake::serve).getFilters().add(fake.wire);
            http.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For the setting `url`, or VAULT_ADDR.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// What was asked, oldest first: `GET secret/data/app`.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// A token that may do what the rules say: `read secret/data/`.
    public void allow(String token, String... rules) {
        policies.put(token, List.of(rules));
    }

    /// A login that gives these tokens, one after the other, and the last one again: the method's path and its proof.
    public void login(String path, String proof, String... tokens) {
        logins.put(path + " " + proof, new ArrayDeque<>(List.of(tokens)));
    }

    /// Gives no token from now on.
    public void refuseLogins() {
        logins.clear();
    }

    /// For how many seconds the tokens are said to live; 0 for ever. They live until they are ended.
    public void tokenTtl(int seconds) {
        tokenTtl = seconds;
    }

    /// Ends a token, and what was leased with it.
    public void end(String token) {
        policies.remove(token);
        issuers.end(token);
    }

    public boolean knows(String token) {
        return policies.containsKey(token);
    }

    public void fail(int status) {
        failing = status;
    }

    void requireCas() {
        casRequired = true;
    }

    /// Runs once, just before the next write is looked at.
    void beforeWrite(Runnable action) {
        beforeWrite = action;
    }

    synchronized void store(String path, Material data) {
        if (path.startsWith("old/")) {
            first.put(path, data);
        } else {
            second.computeIfAbsent(path, _ -> new ArrayList<>()).add(Optional.of(data));
        }
    }

    /// One field of what is at a path of the engine of version 2, as it is now.
    public synchronized Optional<String> field(String path, String name) {
        return second.getOrDefault("secret/" + path, List.of(Optional.<Material>empty())).getLast()
                .flatMap(data -> Answer.at(data, name))
                .map(Answer::text);
    }

    /// The names of the fields at a path of the engine of version 2, as it is now.
    public synchronized Set<String> fields(String path) {
        return second.getOrDefault("secret/" + path, List.of(Optional.<Material>empty())).getLast()
                .map(data -> ((Material.Fields) data).values().keySet())
                .orElseGet(Set::of);
    }

    /// Writes one field behind everybody's back, and leaves the others.
    public synchronized void change(String path, String name, String value) {
        var fields = new TreeMap<String, Material>();
        second.getOrDefault("secret/" + path, List.of(Optional.<Material>empty())).getLast()
                .ifPresent(data -> fields.putAll(((Material.Fields) data).values()));
        fields.put(name, Material.of(value));
        store("secret/" + path, new Material.Fields(fields));
    }

    /// Deletes the newest version, as `vault kv delete` does.
    synchronized void softDelete(String path) {
        var versions = second.getOrDefault(path, List.of());
        versions.set(versions.size() - 1, Optional.empty());
    }

    synchronized int versions(String path) {
        return second.getOrDefault(path, List.of()).size();
    }

    /// What is at a path, as text: `secret/app`, `old/app`; empty where nothing is.
    public synchronized String text(String path) {
        var material = path.startsWith("old/") ? first.get(path) : second.getOrDefault(path, List.of(Optional.empty())).getLast().orElse(null);
        return material == null ? "" : Answer.text(material);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring("/v1/".length());
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + path);
            namespaces.add(exchange.getRequestHeaders().getOrDefault("X-Vault-Namespace", List.of("")).getFirst());
            var reply = failing != 0 ? refused(failing, body) : reply(exchange, path, body);
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            byte[] bytes = reply.text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Reply(int status, String text) {}

    /// An error that quotes what it was given.
    private static Reply refused(int status, String body) {
        return json(status, Map.of("errors", Material.of("refused: " + body)));
    }

    private static Reply json(int status, Map<String, Material> fields) {
        return new Reply(status, status == 204 ? "" : Answer.text(new Material.Fields(new TreeMap<>(fields))));
    }

    private synchronized Reply reply(HttpExchange exchange, String path, String body) {
        var method = exchange.getRequestMethod();
        if (path.startsWith("auth/") && path.endsWith("/login")) {
            return loggedIn(path, body);
        }
        var token = exchange.getRequestHeaders().getOrDefault("X-Vault-Token", List.of("")).getFirst();
        if (path.startsWith("auth/token/")) {
            return own(token, path);
        }
        boolean list = "list=true".equals(exchange.getRequestURI().getQuery());
        var verb = list ? "list" : method.equals("GET") ? "read" : method.equals("DELETE") ? "delete" : "update";
        if (policies.getOrDefault(token, List.of()).stream().noneMatch(rule -> allows(rule, verb, path))) {
            return refused(403, body + token);
        }
        if (path.startsWith("old/")) {
            return old(method, path, body);
        }
        if (path.startsWith("cubbyhole/")) {
            return json(200, Map.of("data", fields(Map.of("k", Material.of("of-the-cubbyhole")))));
        }
        return path.startsWith("secret/")
                ? versioned(exchange, method, path, body)
                : issuers.reply(verb, path, body, token).map(made -> json(made.status(), made.fields())).orElseGet(() -> refused(404, body));
    }

    private static boolean allows(String rule, String verb, String path) {
        var parts = rule.split(" ", 2);
        return (parts[0].equals("*") || parts[0].equals(verb)) && (parts[1].equals("*") || path.startsWith(parts[1]));
    }

    private Reply loggedIn(String path, String body) {
        var tokens = logins.get(path + " " + body);
        if (tokens == null) {
            return refused(400, body);
        }
        var token = tokens.size() > 1 ? tokens.pop() : tokens.element();
        return json(200, Map.of("auth", fields(Map.of(
                "client_token", Material.of(token), "lease_duration", literal(String.valueOf(tokenTtl))))));
    }

    private Reply own(String token, String path) {
        if (!policies.containsKey(token)) {
            return refused(403, token);
        }
        if (path.endsWith("revoke-self")) {
            end(token);
            return new Reply(204, "");
        }
        return json(200, Map.of("data", fields(Map.of(
                "id", Material.of(token),
                "display_name", Material.of("token-of-a-test"),
                "policies", literal("[\"default\",\"writer\"]"),
                "identity_policies", literal("[\"writer\",\"admin\"]"),
                "renewable", literal("true"),
                "ttl", literal(String.valueOf(tokenTtl)),
                "type", Material.of("service")))));
    }

    private Reply old(String method, String path, String body) {
        return switch (method) {
            case "GET" -> first.containsKey(path) ? json(200, Map.of("data", first.get(path))) : json(404, Map.of());
            case "POST" -> {
                first.put(path, parse(body));
                yield new Reply(204, "");
            }
            default -> {
                first.remove(path);
                yield new Reply(204, "");
            }
        };
    }

    private Reply versioned(HttpExchange exchange, String method, String path, String body) {
        var key = path.replaceFirst("^secret/(data|metadata)/", "secret/");
        if (method.equals("DELETE")) {
            second.remove(key);
            return new Reply(204, "");
        }
        return method.equals("GET") ? shown(exchange, key) : written(key, body);
    }

    private Reply shown(HttpExchange exchange, String key) {
        var versions = second.getOrDefault(key, List.of());
        var query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("version=" + versions.size());
        int number = Integer.parseInt(query.substring("version=".length()));
        if (number < 1 || number > versions.size()) {
            return json(404, Map.of("errors", literal("[]")));
        }
        var found = versions.get(number - 1);
        return json(found.isPresent() ? 200 : 404, Map.of("data", fields(Map.of(
                "data", found.orElse(literal("null")),
                "metadata", fields(Map.of("version", literal(String.valueOf(number))))))));
    }

    private Reply written(String key, String body) {
        var action = beforeWrite;
        beforeWrite = () -> {};
        action.run();
        if (!(parse(body) instanceof Material.Fields(var parts)) || !(parts.get("data") instanceof Material.Fields data)) {
            return refused(400, body);
        }
        var versions = second.computeIfAbsent(key, _ -> new ArrayList<>());
        var cas = parts.get("options") instanceof Material.Fields(var options) ? Answer.text(Objects.requireNonNull(options.get("cas"))) : "";
        if ((cas.isEmpty() && casRequired) || (!cas.isEmpty() && !cas.equals(String.valueOf(versions.size())))) {
            return refused(400, body);
        }
        versions.add(Optional.of(data));
        return json(200, Map.of("data", fields(Map.of("version", literal(String.valueOf(versions.size()))))));
    }

    static Material fields(Map<String, Material> values) {
        return new Material.Fields(new TreeMap<>(values));
    }

    static Material literal(String json) {
        return new Material.Literal(Secret.of(json));
    }

    static Material parse(String json) {
        return JsonMaterial.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /// The paths that hold something.
    public synchronized String paths() {
        var paths = new TreeSet<>(first.keySet());
        paths.addAll(second.keySet());
        return String.join(" ", paths);
    }


    @Override
    public void close() {
        server.stop(0);
    }
}
