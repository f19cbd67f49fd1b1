package dev.secretzero.bundles.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.secretzero.testkit.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A vault, a token server and a directory that answer as Key Vault's REST interface (7.x), Entra ID and Microsoft Graph are
/// documented, over TLS. What they refuse they quote, to see that nobody repeats it.
///
/// Other processes reach it with [#url()] as `vault_url`, `authority_host` and `graph_endpoint`, [#pem()] in a file as
/// `ca_file`, and the service principal [#TENANT], [#CLIENT], [#SECRET].
public final class FakeKeyVault implements AutoCloseable {

    public static final String TENANT = "11111111-2222-3333-4444-555555555555";
    public static final String CLIENT = "66666666-7777-8888-9999-000000000000";
    public static final String SECRET = "secret-of-the-fake-principal";
    public static final String APPLICATION = FakeGraph.APPLICATION;

    /// A version: what was written, as it is shown.
    private record Kept(String id, Map<String, Object> shown) {}

    private static final String GRAPH = "/v1.0/";

    private final HttpsServer server;
    private final FakeGraph graph = new FakeGraph();
    private final Wire wire = new Wire();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String pem;
    private final Map<String, List<Kept>> secrets = new TreeMap<>();
    private final Map<String, List<Kept>> deleted = new TreeMap<>();
    private final Set<String> disabled = new HashSet<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Predicate<Map<String, String>> admitted = form -> SECRET.equals(form.get("client_secret"));
    private volatile int failure = 503;
    private volatile String denied = "-";
    private volatile String raw = "";
    private int versions;

    private FakeKeyVault(HttpsServer server, String pem) {
        this.server = server;
        this.pem = pem;
    }

    public static FakeKeyVault start() {
        try {
            var tls = FakeTls.make();
            var https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
            var fake = new FakeKeyVault(https, tls.pem());
            https.createContext("/", fake::serve).getFilters().add(fake.wire);
            https.setExecutor(fake.threads);
            https.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where it answers.
    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The ids of the client secrets that the application has under a name.
    public List<String> issued(String displayName) {
        return graph.secrets().stream()
                .filter(each -> displayName.equals(each.get("displayName")))
                .map(each -> String.valueOf(each.get("keyId")))
                .toList();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// The certificate to trust.
    public String pem() {
        return pem;
    }

    /// Answers the next calls of the vault with this status.
    public void fail(int status, int times) {
        failure = status;
        failures.set(times);
    }

    /// Refuses all calls that begin so from now on: `POST /deletedsecrets`.
    void deny(String call) {
        denied = call;
    }

    /// Answers every look with this text.
    void answer(String text) {
        raw = text;
    }

    /// What was asked of the vault, oldest first: `PUT /secrets/app`.
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /// Whose applications Microsoft Graph knows.
    FakeGraph graph() {
        return graph;
    }

    /// How many calls the vault had.
    public int count() {
        return calls.size();
    }

    /// Adds a version as somebody else would.
    public synchronized void store(String name, String value) {
        keep(name, Map.of("value", value));
    }

    /// The names of all secrets.
    public synchronized Set<String> names() {
        return Set.copyOf(secrets.keySet());
    }

    /// The newest value; empty where none is.
    public synchronized String text(String name) {
        var kept = secrets.getOrDefault(name, List.of());
        return kept.isEmpty() ? "" : String.valueOf(kept.getLast().shown.get("value"));
    }

    /// What the newest version is shown as.
    synchronized Map<String, Object> shown(String name) {
        return Objects.requireNonNull(secrets.get(name)).getLast().shown;
    }

    /// How many versions there are.
    public synchronized int versions(String name) {
        return secrets.getOrDefault(name, List.of()).size();
    }

    synchronized void disable(String name) {
        disabled.add(name);
    }

    /// What is answered: a map as JSON, a text as it is.
    record Reply(int status, Object body) {}

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            var call = exchange.getRequestMethod() + " " + path;
            var reply = path.endsWith("/oauth2/v2.0/token") ? token(new String(body, StandardCharsets.UTF_8)) : guarded(exchange, call, body);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Retry-After", "7");
            byte[] bytes = reply.body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : json(reply.body);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Reply token(String form) {
        return admitted.test(pairs(form))
                ? new Reply(200, Map.of("token_type", "Bearer", "expires_in", 3599, "ext_expires_in", 3599, "access_token", jwt()))
                : new Reply(401, Map.of("error", "invalid_client", "error_description", "refused: " + form));
    }

    private static Map<String, String> pairs(String form) {
        var pairs = new TreeMap<String, String>();
        for (var pair : form.split("&", -1)) {
            int end = pair.indexOf('=');
            pairs.put(pair.substring(0, end), URLDecoder.decode(pair.substring(end + 1), StandardCharsets.UTF_8));
        }
        return pairs;
    }

    /// Gives tokens to whom this admits, by the form that is sent, and to nobody else.
    void admit(Predicate<Map<String, String>> who) {
        admitted = who;
    }

    /// The token that it gives and takes.
    static String jwt() {
        var claims = "{\"appid\": \"" + CLIENT + "\", \"tid\": \"" + TENANT + "\", \"oid\": \"of-the-object\"}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private Reply guarded(HttpExchange exchange, String call, byte[] body) {
        if (!("Bearer " + jwt()).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set(
                    "WWW-Authenticate", "Bearer authorization=\"" + url() + "/" + TENANT + "\", resource=\"https://vault.azure.net\"");
            return refused(401, "Unauthorized", "", body);
        }
        calls.add(call);
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return refused(failure, "Failed", "", body);
        }
        if (call.startsWith(denied)) {
            return refused(403, "Forbidden", "ForbiddenByRbac", body);
        }
        return exchange.getRequestURI().getPath().startsWith(GRAPH) ? graph(exchange, body) : reply(call.split("/", -1), body);
    }

    /// An error that quotes what it was given.
    private static Reply refused(int status, String code, String inner, byte[] body) {
        return new Reply(status, Map.of("error", Map.of(
                "code", code, "message", "refused: " + new String(body, StandardCharsets.UTF_8), "innererror", Map.of("code", inner))));
    }

    private Reply graph(HttpExchange exchange, byte[] body) {
        var path = exchange.getRequestURI().getPath().substring(GRAPH.length());
        try (var reader = JsonProviders.createReader(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body)) {
            return raw.isEmpty()
                    ? graph.reply(exchange.getRequestMethod(), path, Objects.requireNonNull(reader.readMap(JsonReader::readUntyped)))
                    : new Reply(200, raw);
        } catch (IOException e) {
            return refused(400, "BadRequest", "", body);
        }
    }

    private synchronized Reply reply(String[] call, byte[] body) {
        var name = call[2];
        return switch (call[0].strip() + " " + call[1] + (call.length > 3 && call[3].equals("recover") ? " recover" : "")) {
            case "PUT secrets" -> put(name, body);
            case "GET secrets" -> look(name, call.length > 3 ? call[3] : "", body);
            case "DELETE secrets" -> delete(name, body);
            case "GET deletedsecrets" -> deleted.containsKey(name) ? new Reply(200, gone(name)) : refused(404, "SecretNotFound", "", body);
            case "POST deletedsecrets recover" -> recover(name, body);
            default -> refused(400, "BadParameter", "", body);
        };
    }

    private Reply put(String name, byte[] body) {
        if (deleted.containsKey(name)) {
            return refused(409, "Conflict", "ObjectIsDeletedButRecoverable", body);
        }
        try (var reader = JsonProviders.createReader(body)) {
            return new Reply(200, keep(name, Objects.requireNonNull(reader.readMap(JsonReader::readUntyped))));
        } catch (IOException e) {
            return refused(400, "BadParameter", "", body);
        }
    }

    private Map<String, Object> keep(String name, Map<String, Object> written) {
        versions++;
        var id = String.format(Locale.ROOT, "%032x", versions);
        var shown = new TreeMap<>(written);
        shown.put("id", url() + "/secrets/" + name + "/" + id);
        var attributes = attributes();
        if (written.get("attributes") instanceof Map<?, ?> stated) {
            stated.forEach((key, value) -> attributes.put(String.valueOf(key), value));
        }
        shown.put("attributes", attributes);
        secrets.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Kept(id, shown));
        return shown;
    }

    /// What every bundle of the interface has.
    private Map<String, Object> attributes() {
        return new TreeMap<>(Map.of("enabled", true, "created", versions, "updated", versions, "recoveryLevel", "Recoverable"));
    }

    private Reply look(String name, String version, byte[] body) {
        if (!raw.isEmpty()) {
            return new Reply(200, raw);
        }
        var kept = secrets.getOrDefault(name, List.of());
        var found = kept.stream().filter(each -> version.isEmpty() || each.id.equals(version)).toList();
        if (found.isEmpty()) {
            return refused(404, "SecretNotFound", "", body);
        }
        return disabled.contains(name) ? refused(403, "Forbidden", "SecretDisabled", body) : new Reply(200, found.getLast().shown);
    }

    private Reply delete(String name, byte[] body) {
        var kept = secrets.remove(name);
        if (kept == null) {
            return refused(404, "SecretNotFound", "", body);
        }
        deleted.put(name, kept);
        return new Reply(200, gone(name));
    }

    private Map<String, Object> gone(String name) {
        return Map.of(
                "recoveryId", url() + "/deletedsecrets/" + name,
                "id", url() + "/secrets/" + name,
                "attributes", attributes(),
                "deletedDate", 1,
                "scheduledPurgeDate", 2);
    }

    private Reply recover(String name, byte[] body) {
        var kept = deleted.remove(name);
        if (kept == null) {
            return refused(404, "SecretNotFound", "", body);
        }
        secrets.put(name, kept);
        return new Reply(200, Map.of("id", url() + "/secrets/" + name, "attributes", attributes()));
    }

    private static byte[] json(Object body) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = JsonProviders.createWriter(out)) {
            writer.writeUntyped(body);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
