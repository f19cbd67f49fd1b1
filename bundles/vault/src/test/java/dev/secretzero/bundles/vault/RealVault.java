package dev.secretzero.bundles.vault;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.JsonMaterial;
import dev.secretzero.spi.Material;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real Vault server in development mode, with everything in memory, on a free port of the loopback address. The program is
/// the `vault` of the PATH, which `src/test/tool/build-vault` builds.
public final class RealVault implements AutoCloseable {

    /// May do everything.
    public static final String ROOT = "root-token-of-the-test";

    private final Process process;
    private final String url;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger mounts = new AtomicInteger();

    private RealVault(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /// Starts it. Skips the test when there is no `vault`, or fails it when `-Dsecretzero.require` names it.
    public static RealVault start() {
        try {
            var address = "127.0.0.1:" + free();
            var tool = tool();
            var command = new ArrayList<>(List.of(
                    tool.toString(), "server", "-dev", "-dev-no-store-token", "-dev-root-token-id=" + ROOT, "-dev-listen-address=" + address));
            var plugins = tool.toRealPath().resolveSibling("plugins");
            if (Files.isDirectory(plugins)) {
                command.add("-dev-plugin-dir=" + plugins);
            }
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var out = process.inputReader(StandardCharsets.UTF_8);
            boolean running = started(out);
            Thread.ofVirtual().start(() -> drain(out));
            if (!running) {
                throw new AssertionError("vault did not start");
            }
            return new RealVault(process, "http://" + address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether there is one to start.
    public static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .map(directory -> Path.of(directory, "vault"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path tool() {
        var found = program();
        boolean required = List.of(Optional.ofNullable(System.getProperty("secretzero.require")).orElse("").split(",", -1))
                .contains("vault");
        Assumptions.assumeTrue(required || found.isPresent(), "vault is not installed");
        return found.orElseThrow(() -> new AssertionError("vault is required and not installed"));
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean started(BufferedReader out) throws IOException {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("Development mode should NOT be used in production")) {
                return true;
            }
        }
        return false;
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.read() >= 0) {}
        } catch (IOException _) {
            // The server has ended.
        }
    }

    /// For the setting `url`, or VAULT_ADDR.
    public String url() {
        return url;
    }

    /// Mounts a key-value engine of its own, and says where.
    public String mount(String version) {
        var name = "kv" + mounts.incrementAndGet();
        send("POST", "sys/mounts/" + name, Optional.of("{\"type\":\"kv\",\"options\":{\"version\":\"" + version + "\"}}"));
        return name;
    }

    /// Mounts an engine of its own, and says where.
    String engine(String type) {
        var name = type + mounts.incrementAndGet();
        write("sys/mounts/" + name, "{\"type\":\"" + type + "\"}");
        return name;
    }

    /// Whether it reaches databases of PostgreSQL, by a plugin of its own or one beside it.
    boolean reachesPostgres() {
        return !send("GET", "sys/plugins/catalog", Optional.empty()).at("data", "detailed").map(Answer::items).orElse(List.of()).stream()
                .filter(plugin -> Answer.at(plugin, "name").map(Answer::text).filter("postgresql-database-plugin"::equals).isPresent())
                .toList()
                .isEmpty();
    }

    /// Sends JSON to a path, and gives what comes back.
    Material write(String path, String json) {
        return send("POST", path, Optional.of(json)).body();
    }

    /// What a path shows; no fields where there is nothing.
    Material read(String path) {
        var reply = send("GET", path, Optional.empty());
        return reply.status() == 404 ? new Material.Fields(new TreeMap<>()) : reply.body();
    }

    /// The settings of an AppRole login whose tokens have one policy.
    List<String> appRole(String policy, String ttl) {
        var mount = "approle" + mounts.incrementAndGet();
        write("sys/auth/" + mount, "{\"type\":\"approle\"}");
        write("sys/policies/acl/" + mount, text(Map.of("policy", Material.of(policy))));
        var role = "auth/" + mount + "/role/r";
        write(role, "{\"token_policies\":[\"" + mount + "\"],\"token_ttl\":\"" + ttl + "\"}");
        return List.of(
                "url", url, "auth_mount", mount,
                "role_id", Answer.at(read(role + "/role-id"), "data", "role_id").map(Answer::text).orElseThrow(),
                "secret_id", Answer.at(write(role + "/secret-id", "{}"), "data", "secret_id").map(Answer::text).orElseThrow());
    }

    /// Makes a token that has one policy.
    public String token(String policy) {
        send("PUT", "sys/policies/acl/test", Optional.of(text(Map.of("policy", Material.of(policy)))));
        return send("POST", "auth/token/create", Optional.of("{\"policies\":[\"test\"]}")).at("auth", "client_token").map(Answer::text).orElseThrow();
    }

    /// One field of what is at a path of the engine of version 2 that is mounted at `secret`.
    public Optional<String> field(String path, String name) {
        return send("GET", "secret/data/" + path, Optional.empty()).at("data", "data", name).map(Answer::text);
    }

    /// Writes one field there behind everybody's back, and leaves the others.
    public void change(String path, String name, String value) {
        var fields = new TreeMap<String, Material>();
        send("GET", "secret/data/" + path, Optional.empty()).at("data", "data").ifPresent(data -> fields.putAll(((Material.Fields) data).values()));
        fields.put(name, Material.of(value));
        write("secret", "2", path, fields);
    }

    /// Writes a whole path.
    public void write(String mount, String version, String path, Map<String, Material> fields) {
        var data = text(fields);
        boolean second = version.equals("2");
        send("POST", mount + (second ? "/data/" : "/") + path, Optional.of(second ? "{\"data\":" + data + "}" : data));
    }

    private static String text(Map<String, Material> fields) {
        return Answer.text(new Material.Fields(new TreeMap<>(fields)));
    }

    private record Reply(int status, Material body) {
        Optional<Material> at(String... names) {
            return status == 404 ? Optional.empty() : Answer.at(body, names);
        }
    }

    private Reply send(String method, String path, Optional<String> body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url + "/v1/" + path))
                    .header("X-Vault-Token", ROOT)
                    .method(method, body.map(HttpRequest.BodyPublishers::ofString).orElseGet(HttpRequest.BodyPublishers::noBody))
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 400 && answer.statusCode() != 404) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode());
            }
            return new Reply(answer.statusCode(), JsonMaterial.parse(answer.body()).orElseGet(() -> new Material.Fields(new TreeMap<>())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Stops it, and its plugins, which are programs of their own.
    @Override
    public void close() {
        var plugins = process.descendants().toList();
        process.destroyForcibly();
        plugins.forEach(ProcessHandle::destroyForcibly);
    }
}
