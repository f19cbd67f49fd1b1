package dev.secretzero.bundles.gcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// What stands for the servers of Google that a token is had from, whose names no setting changes: a server with their names in
/// its certificate, and a proxy that leads everybody there. The same answers are had without TLS, as from a metadata server.
final class GoogleServers implements AutoCloseable {

    /// Answers a request with this body.
    @FunctionalInterface
    interface Answers {
        Reply to(HttpExchange request, String body);
    }

    record Reply(int status, String json) {}

    private static final String PASSWORD = "changeit";
    private static final String NAMES = "SAN=dns:iamcredentials.googleapis.com,dns:sts.googleapis.com";

    private final Path store;
    private final HttpsServer secure;
    private final HttpServer plain;
    private final ServerSocket proxy;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private GoogleServers(Path store, HttpsServer secure, HttpServer plain, ServerSocket proxy) {
        this.store = store;
        this.secure = secure;
        this.plain = plain;
        this.proxy = proxy;
    }

    static GoogleServers start(Path directory, Answers answers) throws IOException {
        var store = store(directory);
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var secure = HttpsServer.create(here, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
        var google = new GoogleServers(
                store, secure, HttpServer.create(here, 0), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        for (var server : List.of(google.secure, google.plain)) {
            server.createContext("/", exchange -> google.serve(exchange, answers));
            server.setExecutor(google.threads);
            server.start();
        }
        google.threads.execute(google::lead);
        return google;
    }

    private static Path store(Path directory) throws IOException {
        var store = directory.resolve("google.p12");
        var made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-alias", "google", "-keyalg", "EC", "-dname", "CN=google", "-ext", NAMES,
                        "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD)
                .redirectErrorStream(true)
                .start();
        made.getInputStream().readAllBytes();
        return store;
    }

    private static SSLContext tls(Path store) throws IOException {
        try (var in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            var tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void serve(HttpExchange exchange, Answers answers) throws IOException {
        try (exchange) {
            var host = String.valueOf(exchange.getRequestHeaders().getFirst("Host")).replaceAll(":.*", "");
            asked.add(exchange.getRequestMethod() + " " + host + exchange.getRequestURI().getPath());
            var reply = answers.to(exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = reply.json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void lead() {
        while (!proxy.isClosed()) {
            try {
                var guest = proxy.accept();
                threads.execute(() -> lead(guest));
            } catch (IOException _) {
                return;
            }
        }
    }

    /// A tunnel as `CONNECT` asks for it, wherever it is to lead.
    private void lead(Socket guest) {
        try (guest; var there = new Socket(InetAddress.getLoopbackAddress(), secure.getAddress().getPort())) {
            var in = new BufferedReader(new InputStreamReader(guest.getInputStream(), StandardCharsets.US_ASCII));
            for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {}
            guest.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            threads.execute(() -> pass(there, guest));
            guest.getInputStream().transferTo(there.getOutputStream());
        } catch (IOException _) {
            // One of the two has hung up.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException _) {
            // One of the two has hung up.
        }
    }

    /// What makes a Java take this for Google.
    List<String> options() {
        return List.of(
                "--sun-misc-unsafe-memory-access=allow",
                "-Dhttps.proxyHost=127.0.0.1",
                "-Dhttps.proxyPort=" + proxy.getLocalPort(),
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /// Where the same is had without TLS.
    String plain() {
        return "127.0.0.1:" + plain.getAddress().getPort();
    }

    /// What was asked, oldest first: `POST sts.googleapis.com/v1/token`.
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        try {
            proxy.close();
        } catch (IOException _) {
            // It leads nowhere any more.
        }
        secure.stop(0);
        plain.stop(0);
        threads.shutdownNow();
    }
}
