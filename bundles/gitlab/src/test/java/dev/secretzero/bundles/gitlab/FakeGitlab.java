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

/// A server that answers as GitLab's REST API is documented: variables, access tokens and members of the projects `team/app`
/// and `team/web` and of the groups `team` (number 7) and `team/sub` (number 8), and the service accounts of `team`, in pages of
/// at most 20. What it refuses it quotes, to see that nobody repeats it.
public final class FakeGitlab implements AutoCloseable {

    /// A token that may do everything.
    public static final String TOKEN = "glpat-token-of-the-fake";

    private static final int PAGE = 20;
    private static final Set<String> HOLDERS = Set.of("projects/team/app", "projects/team/web", "groups/team", "groups/team/sub");
    private static final Map<String, String> NUMBERS = Map.of("7", "team", "8", "team/sub");

    private final HttpServer server;
    private final Wire wire = new Wire();
    private final Map<String, Map<String, Material>> variables = new TreeMap<>();
    private final Map<String, Map<String, Material>> tokens = new TreeMap<>();
    private final Map<String, Map<String, Material>> accounts = new TreeMap<>();
    private final Map<String, String> members = new TreeMap<>();
    private final Map<String, Reply> answers = new TreeMap<>();
    private boolean old;
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

    /// Is from now on a server before 17.11, which neither lists nor ends the tokens of service accounts.
    synchronized void age() {
        old = true;
    }

    /// Makes a service account of the group `team`, and says its number.
    public synchronized String account(String name) {
        var id = String.valueOf(100 + accounts.size());
        accounts.put(id, new TreeMap<>(Map.of(
                "id", literal(id), "name", Material.of(name), "username", Material.of("service_account_group_7_" + id))));
        return id;
    }

    /// Deletes a service account behind everybody's back.
    synchronized void fire(String id) {
        accounts.remove(id);
        tokens.keySet().removeIf(path -> path.startsWith("groups/team/service_accounts/" + id + "/"));
        members.keySet().removeIf(member -> member.endsWith("/" + id));
    }

    /// The names of all service accounts.
    public synchronized List<String> accounts() {
        return accounts.values().stream().map(account -> text(account, "name")).toList();
    }

    /// The role of an account in `projects/team/app` or another holder.
    public synchronized Optional<String> role(String holder, String id) {
        return Optional.ofNullable(members.get(holder + "/" + id));
    }

    /// Gives or, with no role, takes a membership behind everybody's back.
    synchronized void member(String holder, String id, String role) {
        if (role.isEmpty()) {
            members.remove(holder + "/" + id);
        } else {
            members.put(holder + "/" + id, role);
        }
    }

    /// Answers everything with this text.
    public synchronized void say(String text) {
        saying = Optional.of(text);
    }

    /// Answers one request with this text: `POST projects/team/app/access_tokens`.
    synchronized void sayTo(String request, int status, String text) {
        answers.put(request, new Reply(status, text, ""));
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
        var scripted = answers.get(method + " " + decoded(raw));
        if (scripted != null) {
            return scripted;
        }
        if (raw.equals("user")) {
            return json(200, Map.of("username", Material.of("root"), "id", literal("1"), "name", Material.of("Root"), "email", literal("null")));
        }
        if (raw.equals("personal_access_tokens/self")) {
            return json(200, Map.of("scopes", literal("[\"api\",\"read_user\"]"), "expires_at", Material.of("2026-06-01")));
        }
        // Names with slashes come as one: projects, team/app, variables, KEY.
        var names = new ArrayList<>(List.of(raw.split("/", -1)).stream().map(FakeGitlab::decoded).toList());
        if (names.getFirst().equals("users") && names.size() == 2) {
            return accounts.containsKey(names.get(1)) ? json(200, accounts.get(names.get(1))) : refused(404, "");
        }
        if (names.getFirst().equals("groups") && names.size() > 1) {
            names.set(1, NUMBERS.getOrDefault(names.get(1), names.get(1)));
        }
        if (names.size() < 2 || !HOLDERS.contains(names.get(0) + "/" + names.get(1))) {
            return refused(404, body);
        }
        if (names.size() == 2) {
            return json(200, Map.of("full_path", Material.of(names.get(1)), "id", literal("7")));
        }
        var fields = JsonMaterial.parse(body.getBytes(StandardCharsets.UTF_8)).orElse(literal("null"));
        var given = fields instanceof Material.Fields(var values) ? new TreeMap<>(values) : new TreeMap<String, Material>();
        return switch (names.get(2)) {
            case "variables" -> variable(method, names, query, given);
            case "access_tokens" -> token(method, names, query, given);
            case "members" -> member(method, names, given);
            case "service_accounts" -> names.get(1).equals("team") ? account(method, names, query, given) : refused(404, body);
            default -> refused(404, body);
        };
    }

    private Reply account(String method, List<String> names, String query, Map<String, Material> given) {
        if (names.size() == 3 && method.equals("GET")) {
            return page(accounts.values(), query);
        }
        if (names.size() == 3) {
            return text(given, "name").isBlank() ? refused(400, "") : json(201, accounts.getOrDefault(account(text(given, "name")), Map.of()));
        }
        boolean can = accounts.containsKey(names.get(3)) && names.size() > 4 && !(old && !method.equals("POST"));
        return can ? token(method, names, query, given) : refused(404, "");
    }

    private Reply member(String method, List<String> names, Map<String, Material> given) {
        var holder = names.get(0) + "/" + names.get(1);
        if (method.equals("POST")) {
            var id = text(given, "user_id");
            if (!accounts.containsKey(id)) {
                return refused(404, "");
            }
            if (text(given, "access_level").equals("50") || inherited(holder, id).filter(role -> !members.containsKey(holder + "/" + id)).isPresent()) {
                return refused(400, text(given, "access_level"));
            }
            return members.putIfAbsent(holder + "/" + id, text(given, "access_level")) == null ? json(201, given) : refused(409, id);
        }
        if (method.equals("DELETE")) {
            return members.remove(holder + "/" + names.get(3)) == null ? refused(404, "") : new Reply(204, "", "");
        }
        return inherited(holder, names.getLast())
                .map(role -> json(200, Map.of("id", literal(names.getLast()), "access_level", literal(role))))
                .orElseGet(() -> refused(404, ""));
    }

    private Optional<String> inherited(String holder, String id) {
        return role(holder, id).or(() -> role("groups/team", id));
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
        if (names.getLast().endsWith("access_tokens")) {
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
