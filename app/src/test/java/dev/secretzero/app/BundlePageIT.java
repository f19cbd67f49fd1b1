package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bundle of docs/bundles.md, compiled against the spi alone, as a jar beside the packaged program.
final class BundlePageIT {

    private static final Pattern SOURCE = Pattern.compile("```java\n// (\\S+\\.java)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("```text\n(\\S+)\n```");
    private static final Pattern SECRETFILE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path plugins = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final HttpServer server = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server.createContext("/v1/me", exchange -> answer(exchange, 200, ""));
        server.createContext("/v1/texts/", this::serve);
        server.start();
        var page = Files.readString(Packaged.ROOT.resolve("docs/bundles.md"));
        jar(plugins.resolve("shelf.jar"), only(NAMED, page), compiled(page));
        Files.writeString(work.resolve("Secretfile.yml"), only(SECRETFILE, page));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var name = exchange.getRequestURI().getPath().substring("/v1/texts/".length());
        var held = texts.get(name);
        var headers = exchange.getRequestHeaders();
        boolean met = (!headers.containsKey("If-None-Match") || held == null)
                && (!headers.containsKey("If-Match") || (held != null && headers.getFirst("If-Match").equals(tag(held))));
        if (!"Bearer shelf-token".equals(headers.getFirst("Authorization"))) {
            answer(exchange, 401, "");
        } else if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            answer(exchange, 429, "");
        } else if (exchange.getRequestMethod().equals("PUT")) {
            if (met) {
                writes.incrementAndGet();
                texts.put(name, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.getResponseHeaders().set("ETag", tag(texts.getOrDefault(name, "")));
            }
            answer(exchange, met ? 204 : 412, "");
        } else if (held == null) {
            answer(exchange, 404, "");
        } else {
            exchange.getResponseHeaders().set("ETag", tag(held));
            answer(exchange, 200, held);
        }
    }

    private static String tag(String text) {
        return "\"%x\"".formatted(text.hashCode());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String only(Pattern pattern, String page) {
        var found = pattern.matcher(page).results().map(match -> match.group(1)).toList();
        assertThat(found).as(pattern.pattern()).hasSize(1);
        return found.getFirst();
    }

    private Path compiled(String page) throws IOException {
        var sources = new ArrayList<String>();
        for (var match : SOURCE.matcher(page).results().toList()) {
            var file = logs.resolve("source").resolve(match.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, match.group(2));
            sources.add(file.toString());
        }
        assertThat(sources).hasSize(3);
        var classes = Files.createDirectories(logs.resolve("classes"));
        var spi = Packaged.DIST.resolve("lib/secretzero-spi-0.1.0-SNAPSHOT.jar");
        assertThat(spi).exists();
        var told = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var options = List.of("--release", "25", "-Xlint:all,-classfile", "-Werror", "-cp", spi.toString(), "-d", classes.toString());
            boolean done = compiler.getTask(told, files, null, options, null, files.getJavaFileObjectsFromStrings(sources)).call();
            assertThat(done).as(told.toString()).isTrue();
        }
        return classes;
    }

    private static void jar(Path jar, String plugin, Path classes) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); var tree = Files.walk(classes)) {
            out.putNextEntry(new ZipEntry("META-INF/services/dev.secretzero.spi.Plugin"));
            out.write(plugin.getBytes(StandardCharsets.UTF_8));
            for (var file : tree.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }

    private Packaged.Ended secretzero(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Packaged.DIST.resolve("bin/secretzero").toString()));
        command.addAll(List.of(words));
        var environment = Map.of(
                "SECRETZERO_PLUGINS", plugins.toString(),
                "SHELF_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                "SHELF_TOKEN", "shelf-token");
        return Packaged.run(work, command, environment, logs);
    }

    private static void assertDone(Packaged.Ended ended) {
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    }

    @Test
    void aJarInPluginsIsABundleLikeEveryOther() throws IOException, InterruptedException {
        busy.set(2);
        assertDone(secretzero("sync"));
        assertThat(texts.get("API_TOKEN")).hasSizeGreaterThan(20);
        assertDone(secretzero("sync"));
        assertThat(writes).hasValue(1);
        assertDone(secretzero("drift"));
        var held = texts.put("API_TOKEN", "somebody's own");
        var drift = secretzero("drift");
        assertThat(drift.status()).isNotZero();
        assertThat(drift.out()).contains("API_TOKEN");
        assertThat(drift.out() + drift.err()).doesNotContain(held).doesNotContain("somebody's own");
        assertDone(secretzero("rotate", "API_TOKEN", "--force"));
        assertThat(texts.get("API_TOKEN")).isNotIn(held, "somebody's own");
        assertThat(secretzero("schema").out()).contains("shelf_text");
    }

    @Test
    void aJarThatIsNoPluginIsRefusedByName() throws IOException, InterruptedException {
        jar(plugins.resolve("other.jar"), "com.example.Missing", Files.createDirectories(logs.resolve("nothing")));
        var ended = secretzero("sync");
        assertThat(ended.status()).isNotZero();
        assertThat(ended.err()).contains("other.jar holds no plugin that works here");
        assertThat(texts).isEmpty();
    }

    @Test
    void aJarThatIsNoJarIsRefusedByName() throws IOException, InterruptedException {
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        assertThat(secretzero("sync").err()).contains("broken.jar holds no plugin that works here");
    }

    @Test
    void twoJarsCannotOfferTheSame() throws IOException, InterruptedException {
        Files.copy(plugins.resolve("shelf.jar"), plugins.resolve("shelf-copy.jar"));
        assertThat(secretzero("sync").err()).contains("offers the provider \"shelf\", which is there already");
    }
}
