package dev.secretzero.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

    private record Held(String content, String version) {}

    private Remote(HttpServer server) {
        this.server = server;
    }

    static Remote start() throws IOException {
        var remote = new Remote(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64));
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

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
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
            boolean hidden = path.startsWith("/hidden/");
            var body = held.content().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, hidden ? -1 : body.length);
            if (!hidden) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
