package dev.secretzero.bench;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/// A bundle for a [Remote]: `remote_shown` shows what it holds, `remote_hidden` only a version of it.
public final class RemotePlugin implements Plugin {

    @Override
    public List<Bundle<?>> bundles() {
        var url = Setting.of("url", Setting.Type.URI, "Where the system listens.").needed();
        return List.of(new Bundle<>(
                new Offer<>("remote", "A system on this machine.", List.of(url), (_, settings) -> new Connection(settings.text("url"))),
                List.of(
                        new Offer<>("remote_shown", "It shows.", List.of(), (connection, _) -> new Place(connection.url(), true)),
                        new Offer<>("remote_hidden", "It hides.", List.of(), (connection, _) -> new Place(connection.url(), false))),
                List.of()));
    }

    /// Puts it as a jar into a directory, as a bundle of others.
    static void jar(Path directory) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(directory.resolve("remote.jar")))) {
            put(out, "META-INF/services/dev.secretzero.spi.Plugin", RemotePlugin.class.getName().getBytes(StandardCharsets.UTF_8));
            for (var name : List.of("RemotePlugin", "RemotePlugin$Connection", "RemotePlugin$Place", "RemotePlugin$Place$Reading")) {
                var path = "dev/secretzero/bench/" + name + ".class";
                try (var in = RemotePlugin.class.getResourceAsStream("/" + path)) {
                    put(out, path, Objects.requireNonNull(in, path).readAllBytes());
                }
            }
        }
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    private record Connection(String url) implements Provider {
        @Override
        public Standing standing() {
            return new Standing.Ready(new Actor(new TreeMap<>()));
        }
    }

    private record Place(String url, boolean shown) implements Target {

        @Override
        public Observation observe(String name) {
            return call(name, "GET", Optional.empty(), this::observed);
        }

        private Observation observed(HttpURLConnection answer) throws IOException {
            if (answer.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return new Observation.Absent();
            }
            var version = Optional.of(new Version(answer.getHeaderField("ETag")));
            return shown
                    ? new Observation.Shown(new Material.Single(Secret.take(answer.getInputStream().readAllBytes())), version)
                    : new Observation.Hidden(version);
        }

        @Override
        public Receipt put(String name, Material material, Expect expect) {
            try (var text = MaterialText.of(material)) {
                return text.lend(bytes -> call(name, "PUT", Optional.of(bytes), answer -> written(answer)));
            }
        }

        private static Receipt written(HttpURLConnection answer) throws IOException {
            if (answer.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("not taken");
            }
            return new Receipt.Written(Optional.of(new Version(answer.getHeaderField("ETag"))), Optional.empty());
        }

        @Override
        public void remove(String name) {
            throw new ProblemException(Problem.of(Problem.Code.NOT_SUPPORTED, "nothing is removed here"));
        }

        @FunctionalInterface
        private interface Reading<T> {
            T of(HttpURLConnection answer) throws IOException;
        }

        private <T> T call(String name, String method, Optional<byte[]> body, Reading<T> reading) {
            try {
                var place = URI.create(url + "/" + (shown ? "shown" : "hidden") + "/" + name);
                var connection = (HttpURLConnection) place.toURL().openConnection();
                connection.setRequestMethod(method);
                if (body.isPresent()) {
                    connection.setDoOutput(true);
                    connection.getOutputStream().write(body.get());
                }
                return reading.of(connection);
            } catch (IOException e) {
                throw new ProblemException(Problem.of(Problem.Code.UNREACHABLE, "the system did not answer"), e);
            }
        }
    }
}
