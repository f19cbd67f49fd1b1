package dev.secretzero.server;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Workspace.Opened;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The API server: serves one Secretfile over HTTP, each request on a virtual thread of its own.
public final class ApiServer {

    /// A key that is shorter than this is warned about.
    private static final int KEY_LENGTH = 16;

    /// How long a stop waits for requests that run.
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final WebServer web;
    private final Front front;
    private final Optional<Watcher> watcher;

    private ApiServer(WebServer web, Front front, Optional<Watcher> watcher) {
        this.web = web;
        this.front = front;
        this.watcher = watcher;
    }

    /// Starts, and says on the console where it listens and what deserves attention. A Secretfile that is missing or
    /// invalid is reported and does not stop it.
    ///
    /// @param host the clock and the working directory
    /// @param platform the operating system family, which `/version` tells when asked
    /// @throws ProblemException `SETTING_INVALID` for an address that is not this machine's, `CONFLICT` for a
    ///     port that is taken
    public static ApiServer start(
            ApiSettings settings, Engine engine, Host host, String platform, PrintStream console) {
        var desk = Desk.of(settings, engine, host, platform);
        var json = new Json();
        var front = new Front(
                new Routes(Endpoints.of(desk, json)),
                new Gate(settings, new Throttle(host.clock())),
                new Ledger(desk::audit, host.clock()),
                json,
                host.clock(),
                ids(new SecureRandom()),
                console);
        var web = listening(settings, front);
        console.println("secretzero-api " + Release.VERSION + " listening on http://" + Hosts.inUrl(settings.host()) + ":"
                + web.port() + " (docs: /docs)");
        warnings(settings).forEach(warning -> console.println("warning: " + warning));
        return new ApiServer(web, front, reported(settings, desk, console));
    }

    /// Starts with a front of one's own, and says nothing.
    static ApiServer start(ApiSettings settings, Front front) {
        return new ApiServer(listening(settings, front), front, Optional.empty());
    }

    private static Optional<Watcher> reported(ApiSettings settings, Desk desk, PrintStream console) {
        var first = desk.snapshots().open(Optional.empty(), List.of());
        if (!(first instanceof Opened.Ready)) {
            Watcher.lines(first).forEach(console::println);
        }
        return settings.reload() ? Optional.of(Watcher.start(desk.snapshots(), first, console)) : Optional.empty();
    }

    private static List<String> warnings(ApiSettings settings) {
        if (settings.key().isPresent()) {
            return settings.key().get().length() < KEY_LENGTH
                    ? List.of(ApiSettings.API_KEY + " is shorter than " + KEY_LENGTH + " characters and can be guessed")
                    : List.of();
        }
        return settings.insecure()
                ? List.of("no " + ApiSettings.API_KEY + " and " + ApiSettings.INSECURE
                        + "=true: whoever can reach this port can do everything")
                : List.of("no " + ApiSettings.API_KEY + ": only requests from this machine are answered");
    }

    private static Front.Ids ids(SecureRandom entropy) {
        return () -> {
            var bytes = new byte[12];
            entropy.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }

    private static WebServer listening(ApiSettings settings, Front front) {
        var handlers = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (_, _, status, headers, _) -> malformed(front, status, headers));
        }
        var address = address(settings.host());
        tried(settings, address);
        var web = WebServer.builder()
                .address(address)
                .port(settings.port())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .shutdownGracePeriod(Duration.ofMillis(500))
                .directHandlers(handlers.build())
                .routing(routing -> routing.any((request, response) -> serve(front, request, response)))
                .build()
                .start();
        if (!web.isRunning()) {
            throw new ProblemException(taken(settings));
        }
        return web;
    }

    /// Tries the port before the library does, which would write its own pages about a failure and then go on.
    private static void tried(ApiSettings settings, InetAddress address) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, settings.port()));
        } catch (IOException e) {
            boolean taken = e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
            throw new ProblemException(taken ? taken(settings) : unbindable(settings), e);
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.SETTING_INVALID, ApiSettings.HOST + " names no address of this machine")
                            .hint("use 127.0.0.1 for this machine only, or 0.0.0.0 for every network"),
                    e);
        }
    }

    private static Problem taken(ApiSettings settings) {
        return Problem.of(
                        Problem.Code.CONFLICT,
                        "port " + settings.port() + " is in use; set " + ApiSettings.PORT + " to another")
                .hint(ApiSettings.PORT + "=0 picks a free one");
    }

    private static Problem unbindable(ApiSettings settings) {
        return Problem.of(
                Problem.Code.UNREACHABLE,
                "cannot listen on " + Hosts.inUrl(settings.host()) + ":" + settings.port() + "; set "
                        + ApiSettings.HOST + " and " + ApiSettings.PORT + " to an address and port of this machine");
    }

    private static void serve(Front front, ServerRequest request, ServerResponse response) {
        var answer = front.answer(call(request));
        response.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (request.prologue().method().text().equals("HEAD")) {
            response.contentLength(answer.body().length);
            response.send();
        } else {
            response.send(answer.body());
        }
    }

    private static Call call(ServerRequest request) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header : request.headers()) {
            headers.merge(header.name(), String.join(", ", header.allValues()), (one, two) -> one + ", " + two);
        }
        return new Call(
                request.prologue().method().text(),
                request.path().rawPath(),
                request.query().rawValue(),
                headers,
                peer(request),
                () -> request.content().inputStream());
    }

    private static InetAddress peer(ServerRequest request) {
        if (request.remotePeer().address() instanceof InetSocketAddress address && address.getAddress() != null) {
            return address.getAddress();
        }
        throw new IllegalStateException("a connection without an address");
    }

    private static DirectHandler.TransportResponse malformed(
            Front front, Status status, io.helidon.http.ServerResponseHeaders headers) {
        var answer = front.malformed(status.code());
        var response = DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(false)
                .entity(answer.body());
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        return response.build();
    }

    /// The port that it listens on.
    public int port() {
        return web.port();
    }

    /// Takes no more requests, waits up to 25 seconds for those that run, and stops. New requests are answered
    /// with 503 meanwhile.
    ///
    /// @return whether every request had ended
    public boolean stop() {
        watcher.ifPresent(Watcher::stop);
        boolean idle = front.running().drain(PATIENCE);
        web.stop();
        return idle;
    }
}
