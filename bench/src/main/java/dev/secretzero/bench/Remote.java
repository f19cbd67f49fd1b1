package dev.secretzero.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A system on the loopback address that keeps what is put there, with a version for each write.
final class Remote implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Held> places = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();
    private final Duration latency;

    private record Held(String content, String version) {}

    private Remote(HttpServer server, Duration latency) {
        this.server = server;
        this.latency = latency;
    }

    static Remote start() throws IOException {
        return start(Duration.ZERO);
    }

    /// One that takes this long for each answer.
    static Remote start(Duration latency) throws IOException {
        var remote = new Remote(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64), latency);
        remote.server.createContext("/", remote::answer);
        remote.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        remote.server.start();
        return remote;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Optional<String> text(String place) {
        return Optional.ofNullable(places.get(place)).map(Held::content);
    }

    void clear() {
        places.clear();
    }

    /// How many calls came since this was last asked.
    long calls() {
        return calls.getAndSet(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        try (exchange) {
            pause();
            var path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("PUT")) {
                var content = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                places.put(path, new Held(content, "v" + versions.incrementAndGet()));
            }
            var held = places.get(path);
            if (held == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("ETag", held.version());
            boolean hidden = path.contains("/hidden/");
            var body = held.content().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, hidden ? -1 : body.length);
            if (!hidden) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(latency);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
