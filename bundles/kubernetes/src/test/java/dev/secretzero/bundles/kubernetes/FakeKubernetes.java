package dev.secretzero.bundles.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.secretzero.testkit.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A server that answers as the Kubernetes API is documented, for Secrets and for what restarts: server-side apply with
/// field managers and their conflicts, merge patches, resource versions, preconditions, types with the keys that they need,
/// roles, and what a login is. What it refuses it quotes, to see that nobody repeats it.
public final class FakeKubernetes implements AutoCloseable {

    /// May do everything.
    public static final String ADMIN = "admin-token-of-the-fake";

    private static final Pattern OBJECT =
            Pattern.compile("/(?:api/v1|apis/apps/v1)/namespaces/([^/]+)/(secrets|deployments|statefulsets|daemonsets)(?:/([^/]+))?");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Set<String>> NEEDED = Map.of(
            "kubernetes.io/tls", Set.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", Set.of(".dockerconfigjson"),
            "kubernetes.io/ssh-auth", Set.of("ssh-privatekey"));

    private final HttpServer server;
    private final Wire wire = new Wire();
    private final Map<String, List<String>> roles = new ConcurrentHashMap<>(Map.of(ADMIN, List.of("* *")));
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();
    private final Map<String, Held> objects = new TreeMap<>();
    /// What was asked, oldest first: `GET /api/v1/namespaces/default/secrets/app`.
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Reply> scripted = new ArrayList<>();
    private volatile boolean old;
    private volatile Runnable beforeWrite = () -> {};
    private long clock = 100;

    /// An object, and who answers for which of its fields: `data/key` by `manager/operation`.
    private static final class Held {
        private final Map<String, String> fields = new TreeMap<>();
        private final Map<String, Set<String>> owners = new TreeMap<>();
        private String uid = "";
        private long version;
        private boolean immutable;
        private int generation = 1;
    }

    private record Reply(int status, String text) {}

    private FakeKubernetes(HttpServer server) {
        this.server = server;
        namespaces.addAll(Set.of("default", "team", "other"));
    }

    /// A cluster on loopback with the namespaces `default`, `team` and `other`, and nothing in them.
    public static FakeKubernetes start() {
        try {
            return serving(HttpServer.create(loopback(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same with TLS.
    static FakeKubernetes start(SSLContext identity) {
        try {
            var https = HttpsServer.create(loopback(), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(identity));
            return serving(https);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static FakeKubernetes serving(HttpServer http) {
        var fake = new FakeKubernetes(http);
        http.createContext("/", fake::serve).getFilters().add(fake.wire);
        http.start();
        return fake;
    }

    /// For the setting `server`.
    public String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// A token whose role has these rules: `get secrets`, `patch deployments/api`.
    public void allow(String token, String... rules) {
        roles.put(token, List.of(rules));
    }

    /// The next calls are answered with this status.
    public synchronized void fail(int status, int calls) {
        for (int i = 0; i < calls; i++) {
            scripted.add(new Reply(status, ""));
        }
    }

    /// The next call is answered with this.
    public synchronized void answer(int status, String body) {
        scripted.add(new Reply(status, body));
    }

    /// A cluster that does not know who asks, as before 1.28.
    void forgetNames() {
        old = true;
    }

    /// Runs once, just before the next write is looked at.
    void beforeWrite(Runnable action) {
        beforeWrite = action;
    }

    /// How many calls there were.
    public int calls() {
        return asked.size();
    }

    /// What was asked, oldest first: `GET /api/v1/namespaces/default/secrets/app`.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// What a key of a Secret holds; empty when there is none.
    public synchronized Optional<String> value(String namespace, String name, String key) {
        return Optional.ofNullable(objects.get(namespace + "/secrets/" + name))
                .flatMap(held -> Optional.ofNullable(held.fields.get("data/" + key)))
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    }

    /// The places in Secrets that hold something: `team/secrets/app data/key`.
    public synchronized Set<String> places() {
        var places = new TreeSet<String>();
        objects.forEach((path, held) -> held.fields.keySet().stream()
                .filter(field -> field.startsWith("data/"))
                .forEach(field -> places.add(path + " " + field)));
        return places;
    }

    /// A field of an object: `labels/NAME`, `annotations/NAME`, `type`.
    synchronized Optional<String> field(String namespace, String resource, String name, String field) {
        return Optional.ofNullable(objects.get(namespace + "/" + resource + "/" + name))
                .flatMap(held -> Optional.ofNullable(held.fields.get(field)));
    }

    synchronized boolean holds(String namespace, String name) {
        return objects.containsKey(namespace + "/secrets/" + name);
    }

    /// Writes a key as somebody else would, with `kubectl patch`.
    public synchronized void store(String namespace, String name, String key, String value) {
        var held = objects.computeIfAbsent(namespace + "/secrets/" + name, _ -> fresh(Map.of("type", "Opaque")));
        change(held, "data/" + key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)), "kubectl-patch/Update");
        held.version = ++clock;
    }

    /// Makes a Secret with these fields as somebody else would.
    synchronized void make(String namespace, String name, Map<String, String> fields) {
        objects.put(namespace + "/secrets/" + name, fresh(fields));
    }

    synchronized void freeze(String namespace, String name) {
        held(namespace + "/secrets/" + name).immutable = true;
    }

    /// Takes a Secret away as somebody else would.
    public synchronized void drop(String namespace, String name) {
        objects.remove(namespace + "/secrets/" + name);
    }

    /// Makes a workload: `deployments`, `statefulsets` or `daemonsets`.
    public synchronized void run(String namespace, String resource, String name) {
        objects.put(namespace + "/" + resource + "/" + name, fresh(Map.of()));
    }

    /// How often a workload was restarted.
    public synchronized int restarts(String namespace, String resource, String name) {
        return held(namespace + "/" + resource + "/" + name).generation - 1;
    }

    private Held held(String path) {
        return Objects.requireNonNull(objects.get(path));
    }

    private Held fresh(Map<String, String> fields) {
        var held = new Held();
        held.uid = "uid-" + ++clock;
        held.version = ++clock;
        fields.forEach((field, value) -> change(held, field, value, "kubectl-create/Update"));
        return held;
    }

    /// A field changes hands when its value changes.
    private static boolean change(Held held, String field, String value, String manager) {
        boolean changed = !value.equals(held.fields.put(field, value));
        if (changed) {
            held.owners.values().forEach(owned -> owned.remove(field));
        }
        held.owners.computeIfAbsent(manager, _ -> new TreeSet<>()).add(field);
        return changed;
    }

    private static boolean remove(Held held, String field) {
        held.owners.values().forEach(owned -> owned.remove(field));
        return held.fields.remove(field) != null;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + path);
            var reply = reply(exchange, path, body);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (reply.status == 429 || reply.status == 503) {
                exchange.getResponseHeaders().set("Retry-After", "7");
            }
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            byte[] bytes = reply.text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Reply reply(HttpExchange exchange, String path, String body) {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET") && OBJECT.matcher(path).matches()) {
            var action = beforeWrite;
            beforeWrite = () -> {};
            action.run();
        }
        synchronized (this) {
            if (!scripted.isEmpty()) {
                var next = scripted.removeFirst();
                return next.text.isEmpty() ? refused(next.status, "Scripted", body) : next;
            }
            var token = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "").replaceFirst("^Bearer ", "");
            var query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
            var type = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "").replaceFirst(";.*", "").strip();
            return token.isEmpty() || roles.containsKey(token) ? allowed(method, path, query, type, body, token) : refused(401, "Unauthorized", token + body);
        }
    }

    private Reply allowed(String method, String path, String query, String type, String body, String token) {
        if (path.endsWith("/selfsubjectreviews")) {
            return old ? refused(404, "NotFound", body) : who(token);
        }
        if (path.endsWith("/selfsubjectrulesreviews")) {
            return rights(token);
        }
        if (path.equals("/version")) {
            return new Reply(200, "{\"gitVersion\":\"v1.27.0\"}");
        }
        var match = OBJECT.matcher(path);
        if (!match.matches()) {
            return refused(404, "NotFound", body);
        }
        var name = Optional.ofNullable(match.group(3)).orElse("");
        var verb = switch (method) {
            case "GET" -> "get";
            case "POST" -> "create";
            case "PATCH" -> "patch";
            default -> "delete";
        };
        if (!may(token, verb, match.group(2), name)) {
            return refused(403, "Forbidden", "User " + token + " cannot " + verb + " resource " + body);
        }
        return objects(verb, match.group(1), match.group(2), name, query + " " + type, body);
    }

    private boolean may(String token, String verb, String resource, String name) {
        return roles.getOrDefault(token, List.of()).stream().map(rule -> rule.split(" ", 2)).anyMatch(rule ->
                (rule[0].equals("*") || rule[0].equals(verb))
                        && (rule[1].equals("*") || rule[1].equals(resource) || rule[1].equals(resource + "/" + name)));
    }

    private Reply who(String token) {
        var user = token.isEmpty() ? "system:anonymous" : "system:serviceaccount:ci:deployer";
        return new Reply(201, "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"status\":{\"userInfo\":{\"username\":\"" + user
                + "\",\"uid\":\"u-1\",\"groups\":[\"system:serviceaccounts\",\"system:authenticated\"]}}}");
    }

    private Reply rights(String token) {
        var rules = JSON.createArrayNode();
        for (var role : roles.getOrDefault(token, List.of())) {
            var parts = role.split("[ /]", 3);
            var rule = rules.addObject();
            rule.putArray("verbs").add(parts[0]);
            rule.putArray("resources").add(parts[1]);
            if (parts.length == 3) {
                rule.putArray("resourceNames").add(parts[2]);
            }
        }
        return new Reply(201, "{\"kind\":\"SelfSubjectRulesReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"status\":{\"resourceRules\":" + rules + "}}");
    }

    private Reply objects(String verb, String namespace, String resource, String name, String how, String body) {
        var path = namespace + "/" + resource + "/" + name;
        return switch (verb) {
            case "get" -> objects.containsKey(path) ? shown(200, path) : refused(404, "NotFound", body);
            case "create" -> created(namespace, body);
            case "delete" -> deleted(path, tree(body));
            default -> how.endsWith("application/apply-patch+yaml") ? applied(path, how, tree(body), body) : merged(path, how, tree(body), body);
        };
    }

    private static ObjectNode tree(String body) {
        return (ObjectNode) JSON.readTree(body);
    }

    private static String manager(String how) {
        return how.replaceFirst(".*fieldManager=([^& ]*).*", "$1");
    }

    private Reply created(String namespace, String body) {
        var tree = tree(body);
        var path = namespace + "/secrets/" + tree.at("/metadata/name").asString();
        if (!namespaces.contains(namespace)) {
            return refused(404, "NotFound", body);
        }
        if (objects.containsKey(path)) {
            return refused(409, "AlreadyExists", body);
        }
        var held = new Held();
        fields(tree).forEach((field, value) -> change(held, field, value, "secretzero/Update"));
        held.fields.putIfAbsent("type", "Opaque");
        if (faulty(held)) {
            return refused(422, "Invalid", body);
        }
        held.uid = "uid-" + ++clock;
        held.version = ++clock;
        objects.put(path, held);
        return shown(201, path);
    }

    private static boolean faulty(Held held) {
        var missing = NEEDED.getOrDefault(held.fields.getOrDefault("type", ""), Set.of()).stream()
                .anyMatch(key -> !held.fields.containsKey("data/" + key));
        return missing || held.fields.values().stream().mapToLong(String::length).sum() > (1 << 20) / 3 * 4 + 100_000;
    }

    /// The fields of a document: texts by path.
    private static Map<String, String> fields(JsonNode tree) {
        var fields = new TreeMap<String, String>();
        tree.path("data").properties().forEach(entry -> fields.put("data/" + entry.getKey(), text(entry.getValue())));
        tree.at("/metadata/labels").properties().forEach(entry -> fields.put("labels/" + entry.getKey(), text(entry.getValue())));
        tree.at("/metadata/annotations").properties().forEach(entry -> fields.put("annotations/" + entry.getKey(), text(entry.getValue())));
        tree.at("/spec/template/metadata/annotations").properties().forEach(entry -> fields.put("template/" + entry.getKey(), text(entry.getValue())));
        if (tree.hasNonNull("type")) {
            fields.put("type", tree.path("type").asString());
        }
        return fields;
    }

    /// A null as a character that no field has.
    private static String text(JsonNode node) {
        return node.isNull() ? "\0" : node.asString();
    }

    private Optional<Reply> stale(String path, JsonNode meta, String body) {
        var held = objects.get(path);
        boolean uid = meta.hasNonNull("uid") && (held == null || !held.uid.equals(meta.path("uid").asString()));
        boolean version = meta.hasNonNull("resourceVersion") && (held == null || held.version != Long.parseLong(meta.path("resourceVersion").asString()));
        return uid || version ? Optional.of(refused(409, "Conflict", body)) : Optional.empty();
    }

    private Reply applied(String path, String how, ObjectNode tree, String body) {
        var stale = stale(path, tree.path("metadata"), body);
        if (stale.isPresent()) {
            return stale.get();
        }
        if (!objects.containsKey(path)) {
            return created(path.split("/", 2)[0], body);
        }
        var manager = manager(how) + "/Apply";
        var next = copy(held(path));
        var stated = fields(tree);
        boolean conflict = stated.entrySet().stream().anyMatch(entry -> !entry.getValue().equals(next.fields.get(entry.getKey()))
                && next.owners.entrySet().stream().anyMatch(owner -> !owner.getKey().equals(manager) && owner.getValue().contains(entry.getKey())));
        if (conflict && !how.contains("force=true")) {
            return refused(409, "Conflict", body);
        }
        for (var field : List.copyOf(next.owners.getOrDefault(manager, Set.of()))) {
            boolean shared = next.owners.entrySet().stream().anyMatch(owner -> !owner.getKey().equals(manager) && owner.getValue().contains(field));
            if (!stated.containsKey(field) && !shared) {
                remove(next, field);
            }
        }
        next.owners.remove(manager);
        stated.forEach((field, value) -> change(next, field, value, manager));
        return replaced(path, next, body);
    }

    private Reply merged(String path, String how, ObjectNode tree, String body) {
        if (!objects.containsKey(path)) {
            return refused(404, "NotFound", body);
        }
        var stale = stale(path, tree.path("metadata"), body);
        if (stale.isPresent()) {
            return stale.get();
        }
        var next = copy(held(path));
        fields(tree).forEach((field, value) -> {
            if (value.equals("\0")) {
                remove(next, field);
            } else {
                change(next, field, value, manager(how) + "/Update");
            }
        });
        return replaced(path, next, body);
    }

    private Reply replaced(String path, Held next, String body) {
        var before = held(path);
        boolean retyped = !Objects.equals(before.fields.get("type"), next.fields.get("type"));
        if (retyped || faulty(next) || (before.immutable && !before.fields.equals(next.fields))) {
            return refused(422, "Invalid", body);
        }
        if (!before.fields.equals(next.fields)) {
            next.version = ++clock;
            next.generation = before.generation + 1;
        }
        objects.put(path, next);
        return shown(200, path);
    }

    private static Held copy(Held held) {
        var copy = new Held();
        copy.fields.putAll(held.fields);
        held.owners.forEach((manager, owned) -> copy.owners.put(manager, new TreeSet<>(owned)));
        copy.uid = held.uid;
        copy.version = held.version;
        copy.immutable = held.immutable;
        copy.generation = held.generation;
        return copy;
    }

    private Reply deleted(String path, ObjectNode options) {
        if (!objects.containsKey(path)) {
            return refused(404, "NotFound", "");
        }
        var stale = stale(path, options.path("preconditions"), "");
        if (stale.isPresent()) {
            return stale.get();
        }
        objects.remove(path);
        return new Reply(200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}");
    }

    private Reply shown(int status, String path) {
        var held = held(path);
        var parts = path.split("/", 3);
        var tree = JSON.createObjectNode();
        tree.put("kind", parts[1].equals("secrets") ? "Secret" : "Workload").put("apiVersion", "v1");
        var meta = tree.putObject("metadata");
        meta.put("name", parts[2]).put("namespace", parts[0]).put("uid", held.uid).put("resourceVersion", String.valueOf(held.version));
        held.fields.forEach((field, value) -> show(tree, meta, field, value));
        if (held.immutable) {
            tree.put("immutable", true);
        }
        var managed = meta.putArray("managedFields");
        held.owners.forEach((manager, owned) -> {
            var entry = managed.addObject();
            entry.put("manager", manager.replaceFirst("/.*", "")).put("operation", manager.replaceFirst(".*/", "")).put("fieldsType", "FieldsV1");
            var fields = entry.putObject("fieldsV1");
            owned.forEach(field -> own(fields, field));
        });
        return new Reply(status, tree.toString());
    }

    private static void show(ObjectNode tree, ObjectNode meta, String field, String value) {
        var parts = field.split("/", 2);
        switch (parts[0]) {
            case "data" -> tree.withObject("/data").put(parts[1], value);
            case "labels", "annotations" -> meta.withObject("/" + parts[0]).put(parts[1], value);
            case "type" -> tree.put("type", value);
            default -> {}
        }
    }

    private static void own(ObjectNode fields, String field) {
        var parts = field.split("/", 2);
        switch (parts[0]) {
            case "data" -> fields.withObject("/f:data").putObject("f:" + parts[1]);
            case "labels", "annotations" -> fields.withObject("/f:metadata/f:" + parts[0]).putObject("f:" + parts[1]);
            case "type" -> fields.putObject("f:type");
            default -> {}
        }
    }

    /// A Status that quotes what it was given.
    private static Reply refused(int status, String reason, String given) {
        var text = JSON.createObjectNode();
        text.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure").put("reason", reason).put("code", status);
        text.put("message", "refused: " + given);
        return new Reply(status, status == 429 ? "Too many requests: " + given : text.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
