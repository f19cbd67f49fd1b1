package dev.secretzero.bundles.jenkins;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.secretzero.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// A server that answers as the credentials plugin of Jenkins is documented: the global domain of the controller, the domain
/// `deploys`, the global domain of the folder `team/app`, and one of a folder with an unusual name. Every write must have a crumb, and the cookie that came with it.
/// What it refuses it quotes, to see that nobody repeats it.
public final class FakeJenkins implements AutoCloseable {

    public static final String USER = "admin";

    /// The token of the user.
    public static final String TOKEN = "11-token-of-the-fake";

    private static final Set<String> STORES = Set.of(
            "credentials/store/system/domain/_",
            "credentials/store/system/domain/deploys",
            "job/team/job/app/credentials/store/folder/domain/_",
            "job/My Team/job/\u00fc+x/credentials/store/folder/domain/a b");

    private final HttpServer server;
    private final Wire wire = new Wire();
    private final Map<String, Map<String, String>> credentials = new ConcurrentHashMap<>();
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private int sessions = 1;
    private boolean crumbs = true;
    private int failing;
    private int failures;
    private Optional<String> saying = Optional.empty();

    private FakeJenkins(HttpServer server) {
        this.server = server;
    }

    /// A server on a free port of the loopback address.
    public static FakeJenkins start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var fake = new FakeJenkins(http);
            http.createContext("/jenkins/", fake::serve).getFilters().add(fake.wire);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The setting `url`, or JENKINS_URL.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jenkins";
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

    /// Asks for no crumbs.
    public synchronized void trustEverybody() {
        crumbs = false;
    }

    /// Ends the session that crumbs belong to.
    public synchronized void endSession() {
        sessions++;
    }

    /// What was asked, oldest first: `POST credentials/store/system/domain/_/createCredentials`.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// The paths that were asked for, as they came.
    List<String> written() {
        return List.copyOf(written);
    }

    /// What a credential holds, by the name of the element; its class under an empty name.
    public Map<String, String> credential(String store, String id) {
        return Map.copyOf(credentials.getOrDefault(store + "/credential/" + id, Map.of()));
    }

    /// The paths of all credentials.
    public Set<String> paths() {
        return new TreeSet<>(credentials.keySet());
    }

    private record Reply(int status, String text) {}

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring("/jenkins/".length());
            byte[] body = exchange.getRequestBody().readAllBytes();
            written.add(exchange.getRequestURI().getRawPath());
            asked.add(exchange.getRequestMethod() + " " + path);
            var reply = reply(exchange, path, body);
            exchange.getResponseHeaders().set("X-Jenkins", "2.528.3");
            if (path.startsWith("crumbIssuer")) {
                exchange.getResponseHeaders().set("Set-Cookie", "JSESSIONID=s" + sessions + "; Path=/; HttpOnly");
            }
            byte[] bytes = reply.text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getOrDefault(name, List.of("")).getFirst();
    }

    private synchronized Reply reply(HttpExchange exchange, String path, byte[] body) {
        var quoted = "<html>refused: " + new String(body, StandardCharsets.UTF_8) + header(exchange, "Authorization") + "</html>";
        if (failures > 0) {
            failures--;
            return new Reply(failing, quoted);
        }
        if (saying.isPresent()) {
            return new Reply(200, saying.get());
        }
        var pair = Base64.getEncoder().encodeToString((USER + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
        if (!header(exchange, "Authorization").equals("Basic " + pair)) {
            return new Reply(401, quoted);
        }
        if (path.equals("crumbIssuer/api/json")) {
            return crumbs
                    ? new Reply(200, "{\"crumb\":\"c" + sessions + "\",\"crumbRequestField\":\"Jenkins-Crumb\"}")
                    : new Reply(404, quoted);
        }
        boolean trusted = header(exchange, "Jenkins-Crumb").equals("c" + sessions) && header(exchange, "Cookie").equals("JSESSIONID=s" + sessions);
        if (exchange.getRequestMethod().equals("POST") && crumbs && !trusted) {
            return new Reply(403, quoted);
        }
        if (path.equals("me/api/json")) {
            return new Reply(200, "{\"id\":\"admin\",\"fullName\":\"The Admin\"}");
        }
        var store = path.replaceAll("^(.*/domain/[^/]+).*$", "$1");
        return STORES.contains(store) ? below(store, path.substring(store.length()), path, body) : new Reply(404, quoted);
    }

    private Reply below(String store, String rest, String path, byte[] body) {
        if (rest.equals("/api/json")) {
            return new Reply(200, "{}");
        }
        if (rest.equals("/createCredentials")) {
            var made = parsed(body);
            return new Reply(credentials.putIfAbsent(store + "/credential/" + made.get("id"), made) == null ? 200 : 409, "");
        }
        var key = path.replaceAll("/(config\\.xml|doDelete|api/json)$", "");
        if (!credentials.containsKey(key)) {
            return new Reply(404, "<html>" + new String(body, StandardCharsets.UTF_8) + "</html>");
        }
        if (path.endsWith("/doDelete")) {
            credentials.remove(key);
            return new Reply(302, "");
        }
        if (path.endsWith("/config.xml")) {
            credentials.put(key, parsed(body));
            return new Reply(200, "");
        }
        return new Reply(200, "{\"id\":\"" + key.substring(key.lastIndexOf('/') + 1) + "\",\"displayName\":\"x\"}");
    }

    private static Map<String, String> parsed(byte[] body) {
        try {
            var root = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new ByteArrayInputStream(body)).getDocumentElement();
            var found = new TreeMap<String, String>();
            found.put("", root.getTagName());
            collect(root, found);
            return found;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void collect(Element element, Map<String, String> into) {
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                if (inner.hasAttribute("class")) {
                    into.put(inner.getTagName(), inner.getAttribute("class"));
                    collect(inner, into);
                } else {
                    into.put(inner.getTagName(), inner.getTextContent());
                }
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
