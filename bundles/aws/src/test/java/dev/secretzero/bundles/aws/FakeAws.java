package dev.secretzero.bundles.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.secretzero.testkit.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// AWS on loopback: a moto server, and before it a door that counts what is asked, and fails or answers otherwise when it
/// is told to. What it refuses it quotes, to see that nobody repeats it.
///
/// Any program reaches it with `endpoint_url` or AWS_ENDPOINT_URL, and any access key. What is looked at or changed behind our
/// back is that of the region `eu-west-1`.
public final class FakeAws implements AutoCloseable {

    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
    private static final Set<String> HOP = Set.of("connection", "host", "content-length", "expect", "upgrade", "transfer-encoding");

    private final HttpServer door;
    private final Wire wire = new Wire();
    private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Optional<Process> moto;
    private final String behind;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Reply> next = new ArrayList<>();
    private volatile Runnable beforeNext = () -> {};

    /// What the door answers in place of the server.
    ///
    /// @param action that it answers; empty for any
    private record Reply(String action, int status, Optional<String> body) {}

    private FakeAws(HttpServer door, Optional<Process> moto, int port) {
        this.door = door;
        this.moto = moto;
        this.behind = "http://127.0.0.1:" + port;
    }

    /// Starts a server that holds nothing. Skips the test when moto is missing, or fails it when
    /// `-Dsecretzero.require` names `moto_server`.
    public static FakeAws start() {
        int port = free();
        return open(Optional.of(server(tool(), port)), port);
    }

    /// A door with nothing behind it.
    public static FakeAws door() {
        return open(Optional.empty(), 1);
    }

    private static FakeAws open(Optional<Process> moto, int port) {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var fake = new FakeAws(http, moto, port);
            http.setExecutor(fake.crew);
            http.createContext("/", fake::serve).getFilters().add(fake.wire);
            http.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path tool() {
        var found = Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .map(directory -> Path.of(directory, "moto_server"))
                .filter(Files::isExecutable)
                .findFirst();
        boolean required = List.of(Optional.ofNullable(System.getProperty("secretzero.require")).orElse("").split(",", -1))
                .contains("moto_server");
        Assumptions.assumeTrue(required || found.isPresent(), "moto_server is not installed");
        return found.orElseThrow(() -> new AssertionError("moto_server is required and not installed"));
    }

    private static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process server(Path tool, int port) {
        try {
            var process = new ProcessBuilder(tool.toString(), "-H", "127.0.0.1", "-p", String.valueOf(port))
                    .redirectErrorStream(true)
                    .start();
            // It says where it runs as soon as it does; what it says later is of no use, and must not fill the pipe.
            var out = process.inputReader(StandardCharsets.UTF_8);
            boolean running = started(out);
            Thread.ofVirtual().start(() -> drain(out));
            if (!running) {
                throw new AssertionError("moto_server did not start");
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean started(BufferedReader out) throws IOException {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("Running on ")) {
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

    /// Where programs reach it.
    public String url() {
        return "http://127.0.0.1:" + door.getAddress().getPort();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// Fails that many calls, quoting what they sent.
    public void fail(int calls, int status) {
        fail(calls, status, "", status == 429 ? "ThrottlingException" : status == 403 ? "AccessDeniedException" : "InternalServiceError");
    }

    /// Fails that many calls of an action in the name of an error.
    public synchronized void fail(int calls, int status, String action, String error) {
        for (int i = 0; i < calls; i++) {
            next.add(new Reply(action, status, Optional.of("error " + error)));
        }
    }

    /// Answers the next call with this, whatever it is.
    public synchronized void answer(String body) {
        next.add(new Reply("", 200, Optional.of(body)));
    }

    /// Lets the next call through, and loses its answer.
    public synchronized void lose(String action) {
        next.add(new Reply(action, 500, Optional.empty()));
    }

    /// Runs once, just before the next call is let through.
    public void beforeNext(Runnable action) {
        beforeNext = action;
    }

    /// What was asked, oldest first: `PutParameter`.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// How many calls there were of these actions.
    public long count(String... actions) {
        return asked.stream().filter(Set.of(actions)::contains).count();
    }

    /// Forgets everything, here and behind.
    public synchronized void reset() {
        next.clear();
        if (moto.isPresent()) {
            send(HttpRequest.newBuilder(URI.create(behind + "/moto-api/reset")).POST(HttpRequest.BodyPublishers.noBody()).build());
        }
        asked.clear();
    }

    /// The value of a parameter, seen behind our back.
    public String parameter(String name) {
        try (var ssm = ssm()) {
            return ssm.getParameter(request -> request.name(name).withDecryption(true)).parameter().value();
        }
    }

    /// Changes a parameter behind our back.
    public void parameter(String name, String value) {
        try (var ssm = ssm()) {
            ssm.putParameter(request -> request.name(name).value(value).type("SecureString").overwrite(true));
        }
    }

    /// The current value of a secret, seen behind our back.
    public String secret(String name) {
        try (var secrets = secrets()) {
            return secrets.getSecretValue(request -> request.secretId(name)).secretString();
        }
    }

    /// Changes a secret behind our back.
    public void secret(String name, String value) {
        try (var secrets = secrets()) {
            secrets.putSecretValue(request -> request.secretId(name).secretString(value));
        }
    }

    /// Adds an IAM user.
    public void user(String name) {
        try (var iam = iam()) {
            iam.createUser(request -> request.userName(name));
        }
    }

    /// The ids of a user's access keys.
    public List<String> keys(String name) {
        try (var iam = iam()) {
            return iam.listAccessKeys(request -> request.userName(name)).accessKeyMetadata().stream().map(key -> key.accessKeyId()).toList();
        }
    }

    SsmClient ssm() {
        return SsmClient.builder().endpointOverride(URI.create(behind)).region(Region.EU_WEST_1).credentialsProvider(anybody())
                .httpClient(UrlConnectionHttpClient.create()).build();
    }

    SecretsManagerClient secrets() {
        return SecretsManagerClient.builder().endpointOverride(URI.create(behind)).region(Region.EU_WEST_1).credentialsProvider(anybody())
                .httpClient(UrlConnectionHttpClient.create()).build();
    }

    IamClient iam() {
        return IamClient.builder().endpointOverride(URI.create(behind)).region(Region.EU_WEST_1).credentialsProvider(anybody())
                .httpClient(UrlConnectionHttpClient.create()).build();
    }

    private static StaticCredentialsProvider anybody() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("another", "another"));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var action = action(exchange, body);
            asked.add(action);
            var reply = taken(action);
            if (reply.isEmpty()) {
                forward(exchange, body, () -> true);
            } else if (reply.get().body().isEmpty()) {
                forward(exchange, body, () -> false);
            } else {
                refuse(exchange, reply.get(), new String(body, StandardCharsets.UTF_8));
            }
        }
    }

    private static String action(HttpExchange exchange, byte[] body) {
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return target.substring(target.lastIndexOf('.') + 1);
        }
        var matcher = ACTION.matcher(new String(body, StandardCharsets.UTF_8));
        return matcher.find() ? matcher.group(1) : "?";
    }

    private synchronized Optional<Reply> taken(String action) {
        var found = next.stream().filter(reply -> reply.action().isEmpty() || reply.action().equals(action)).findFirst();
        found.ifPresent(next::remove);
        return found;
    }

    private static void refuse(HttpExchange exchange, Reply reply, String body) throws IOException {
        var text = reply.body().orElse("");
        var error = text.startsWith("error ") ? text.substring("error ".length()) : "";
        var quoted = body.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
        boolean xml = exchange.getRequestHeaders().getFirst("X-Amz-Target") == null;
        var shown = error.isEmpty()
                ? text
                : xml
                        ? "<ErrorResponse><Error><Code>" + error + "</Code><Message>" + body.replace("&", "&amp;").replace("<", "&lt;")
                                + "</Message></Error></ErrorResponse>"
                        : "{\"__type\":\"" + error + "\",\"message\":\"refused: " + quoted + "\"}";
        byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", xml ? "text/xml" : "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("Retry-After", "7");
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void forward(HttpExchange exchange, byte[] body, Supplier<Boolean> tells) throws IOException {
        var action = beforeNext;
        beforeNext = () -> {};
        action.run();
        var request = HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        var answer = send(request.build());
        if (tells.get()) {
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private java.net.http.HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        door.stop(0);
        client.close();
        crew.shutdownNow();
        moto.ifPresent(process -> {
            process.destroy();
            process.onExit().join();
        });
    }
}
