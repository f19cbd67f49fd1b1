package dev.secretzero.bundles.gitlab;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A server that answers as GitLab's REST API is documented: variables and access tokens of the projects `team/app` and
/// `team/web` and of the group `team`, in pages of at most 20. What it refuses it quotes, to see that nobody repeats it.
public final class FakeGitlab implements AutoCloseable {

    /// A token that may do everything.
    public static final String TOKEN = "glpat-token-of-the-fake";

    private static final int PAGE = 20;
    private static final Set<String> HOLDERS = Set.of("projects/team/app", "projects/team/web", "groups/team");

    private final HttpServer server;
    private final Wire wire = new Wire();
    private final Map<String, Map<String, Material>> variables = new TreeMap<>();
    private final Map<String, Map<String, Material>> tokens = new TreeMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private int given;
    private int failing;
    private int failures;
    private Optional<String> saying = Optional.empty();

    private FakeGitlab(HttpServer server) {
        this.server = server;
    }

    /// A server on a free port of the loopback address.
    public static FakeGitlab start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var fake = new FakeGitlab(http);
            http.createContext("/api/v4/", fake::serve).getFilters().add(fake.wire);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The setting `url`, or GITLAB_URL.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// Answers the next calls with this status.
    public synchronized void fail(int status, int calls) {
        failing = status;
        failures = calls;
    }

    /// Answers everything with this text.
    public synchronized void say(String text) {
        saying = Optional.of(text);
    }

    /// What was asked, oldest first: `GET projects/team/app/variables/KEY`.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// The value of a variable: of `projects/team/app`, `KEY` in the scope `*`.
    public synchronized Optional<String> value(String holder, String key, String scope) {
        return Optional.ofNullable(variables.get(holder + "/variables/" + key + " " + scope)).map(fields -> text(fields, "value"));
    }

    /// The paths of all variables.
    public synchronized Set<String> paths() {
        return Set.copyOf(variables.keySet());
    }

    /// Another field of a variable.
    public synchronized String field(String holder, String key, String scope, String name) {
        return text(variables.getOrDefault(holder + "/variables/" + key + " " + scope, new TreeMap<>()), name);
    }

    /// Writes a variable behind everybody's back.
    public synchronized void change(String holder, String key, String scope, String value) {
        var fields = variables.computeIfAbsent(holder + "/variables/" + key + " " + scope, _ -> new TreeMap<>());
        fields.putAll(Map.of("key", Material.of(key), "environment_scope", Material.of(scope), "value", Material.of(value)));
    }

    /// The numbers of the tokens that are active.
    public synchronized List<String> active() {
        return tokens.values().stream().filter(token -> text(token, "active").equals("true")).map(token -> text(token, "id")).toList();
    }

    /// The numbers of the active tokens of a name.
    public synchronized List<String> active(String name) {
        return tokens.values().stream()
                .filter(token -> text(token, "active").equals("true") && text(token, "name").equals(name))
                .map(token -> text(token, "id"))
                .toList();
    }

    /// A field of the token that was made last.
    public synchronized String lastToken(String name) {
        return tokens.values().stream().filter(token -> text(token, "id").equals(String.valueOf(given))).map(token -> text(token, name)).findFirst().orElse("");
    }

    private static String text(Map<String, Material> fields, String name) {
        var found = fields.get(name);
        return found == null ? "" : Answer.text(found);
    }

    private record Reply(int status, String text, String next) {}

    private static Reply refused(int status, String body) {
        return json(status, Map.of("message", Material.of("refused: " + body)));
    }

    private static Reply json(int status, Map<String, Material> fields) {
        return new Reply(status, Answer.text(new Material.Fields(new TreeMap<>(fields))), "");
    }

    private static Material literal(String json) {
        return new Material.Literal(Secret.of(json));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var raw = exchange.getRequestURI().getRawPath().substring("/api/v4/".length());
            var query = decoded(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + decoded(raw));
            var token = exchange.getRequestHeaders().getOrDefault("PRIVATE-TOKEN", List.of("")).getFirst();
            var reply = reply(exchange.getRequestMethod(), raw, query, body, token);
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.getResponseHeaders().set("x-next-page", reply.next);
            byte[] bytes = reply.text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private synchronized Reply reply(String method, String raw, String query, String body, String token) {
        if (failures > 0) {
            failures--;
            return refused(failing, body + token);
        }
        if (saying.isPresent()) {
            return new Reply(200, saying.get(), "");
        }
        if (!token.equals(TOKEN)) {
            return refused(401, body + token);
        }
        if (raw.equals("user")) {
            return json(200, Map.of("username", Material.of("root"), "id", literal("1"), "name", Material.of("Root"), "email", literal("null")));
        }
        if (raw.equals("personal_access_tokens/self")) {
            return json(200, Map.of("scopes", literal("[\"api\",\"read_user\"]"), "expires_at", Material.of("2026-06-01")));
        }
        // Names with slashes come as one: projects, team/app, variables, KEY.
        var names = List.of(raw.split("/", -1)).stream().map(FakeGitlab::decoded).toList();
        if (names.size() < 3 || !HOLDERS.contains(names.get(0) + "/" + names.get(1))) {
            return refused(404, body);
        }
        var fields = JsonMaterial.parse(body.getBytes(StandardCharsets.UTF_8)).orElse(literal("null"));
        var given = fields instanceof Material.Fields(var values) ? new TreeMap<>(values) : new TreeMap<String, Material>();
        return names.get(2).equals("variables") ? variable(method, names, query, given) : token(method, names, query, given);
    }

    private Reply variable(String method, List<String> names, String query, Map<String, Material> given) {
        var path = String.join("/", names);
        if (names.size() == 3) {
            return method.equals("GET") ? page(starting(variables, path + "/"), query) : make(path, given);
        }
        var scope = query.replaceAll("^.*filter\\[environment_scope]=", "").replaceAll("&.*$", "");
        var found = variables.get(path + " " + scope);
        if (found == null) {
            return refused(404, Answer.text(new Material.Fields(new TreeMap<>(given))));
        }
        return switch (method) {
            case "PUT" -> {
                found.putAll(given);
                yield json(200, found);
            }
            case "DELETE" -> {
                variables.remove(path + " " + scope);
                yield new Reply(204, "", "");
            }
            default -> json(200, shown(found));
        };
    }

    private static Collection<Map<String, Material>> starting(Map<String, Map<String, Material>> from, String prefix) {
        return from.entrySet().stream().filter(each -> each.getKey().startsWith(prefix)).map(Map.Entry::getValue).toList();
    }

    private static Map<String, Material> shown(Map<String, Material> fields) {
        var shown = new TreeMap<>(fields);
        boolean hidden = text(fields, "masked_and_hidden").equals("true");
        shown.put("hidden", literal(String.valueOf(hidden)));
        if (hidden) {
            shown.put("value", literal("null"));
        }
        return shown;
    }

    private static Reply page(Collection<Map<String, Material>> items, String query) {
        var all = new ArrayList<>(items);
        int page = ("&" + query).contains("&page=") ? Integer.parseInt(("&" + query).replaceAll("^.*&page=(\\d+).*$", "$1")) : 1;
        var texts = all.stream()
                .skip((page - 1L) * PAGE)
                .limit(PAGE)
                .map(each -> Answer.text(new Material.Fields(new TreeMap<>(shown(each)))))
                .toList();
        return new Reply(200, "[" + String.join(",", texts) + "]", all.size() > page * PAGE ? String.valueOf(page + 1) : "");
    }

    private Reply make(String path, Map<String, Material> given) {
        var key = path + "/" + text(given, "key") + " " + text(given, "environment_scope");
        boolean maskable = !text(given, "masked").equals("true") || text(given, "value").matches("\\S{8,}");
        if (variables.containsKey(key) || !maskable) {
            return refused(400, Answer.text(new Material.Fields(new TreeMap<>(given))));
        }
        variables.put(key, given);
        return json(201, given);
    }

    private Reply token(String method, List<String> names, String query, Map<String, Material> fields) {
        var path = String.join("/", names);
        if (names.size() == 3) {
            return method.equals("GET") ? page(starting(tokens, path + "/"), query) : issue(path, fields);
        }
        var found = tokens.get(path);
        if (found == null) {
            return refused(404, "");
        }
        if (method.equals("DELETE")) {
            if (text(found, "active").equals("false")) {
                return refused(400, "");
            }
            found.put("active", literal("false"));
            found.put("revoked", literal("true"));
            return new Reply(204, "", "");
        }
        return json(200, found);
    }

    private Reply issue(String path, Map<String, Material> fields) {
        if (text(fields, "scopes").contains("sudo")) {
            return refused(400, text(fields, "scopes"));
        }
        var id = String.valueOf(++given);
        fields.putAll(Map.of("id", literal(id), "active", literal("true"), "revoked", literal("false")));
        tokens.put(path + "/" + id, fields);
        var answer = new TreeMap<>(fields);
        answer.put("token", Material.of("glpat-given-" + id + "-" + "x".repeat(20)));
        return json(201, answer);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
