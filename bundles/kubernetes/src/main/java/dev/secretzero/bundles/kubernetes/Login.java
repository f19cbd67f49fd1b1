package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a cluster is reached, and as whom. Nothing is read, and nobody asked, before it is needed.
sealed interface Login {

    /// Of a kubeconfig or a token, in bytes.
    int LARGEST = 1 << 20;

    /// Reads what there is to read, and runs the login program that a kubeconfig may name.
    ///
    /// @throws ProblemException when it is not there, or makes no sense
    Config config();

    /// A context of a kubeconfig file.
    ///
    /// @param context empty for the file's current one
    record Kubeconfig(Path file, Optional<String> context) implements Login {
        @Override
        public Config config() {
            if (!Files.isReadable(file)) {
                throw unreadable(file.toString());
            }
            return checked(parsed());
        }

        private Config parsed() {
            try {
                return Config.fromKubeconfig(context.orElse(null), file.toFile());
            } catch (RuntimeException _) {
                // Whatever the client throws at a file that makes no sense, its message may quote keys and tokens.
                throw useless();
            }
        }

        private ProblemException useless() {
            return Wrong.of(Problem.Code.DENIED, "the kubeconfig " + file + " gives no login",
                    "try it with `kubectl --kubeconfig " + file + " version`: the context, its cluster and its login program must be there");
        }

        private Config checked(Config config) {
            var current = config.getCurrentContext();
            if (current == null || context.filter(name -> !name.equals(current.getName())).isPresent()) {
                throw Wrong.setting("context", "is not in the kubeconfig " + file, "`kubectl config get-contexts` lists what there is");
            }
            if (config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL) && !text(file).contains(Config.DEFAULT_MASTER_URL)) {
                // The context names a cluster that is not there, and the client made one up.
                throw useless();
            }
            return config;
        }
    }

    /// The service account of the pod that we run in. Its token is read anew for each call, because it is replaced.
    record Pod(String server, Path account) implements Login {
        @Override
        public Config config() {
            var config = at(server);
            config.setCaCertFile(account.resolve("ca.crt").toString());
            text(account.resolve("token"));
            config.setOauthTokenProvider(() -> text(account.resolve("token")));
            return config;
        }
    }

    /// A token that is given.
    ///
    /// @param authority the certificates to trust, a file in PEM
    record Given(String server, Optional<Secret> token, Optional<Path> authority) implements Login {
        @Override
        public Config config() {
            var config = at(server);
            token.ifPresent(secret -> config.setOauthToken(header(secret)));
            authority.ifPresent(file -> config.setCaCertFile(readable(file)));
            return config;
        }

        private static String header(Secret token) {
            return token.lend(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
        }
    }

    /// There is nothing to log in with.
    record None() implements Login {
        @Override
        public Config config() {
            throw Wrong.of(Problem.Code.DENIED, "nothing says which Kubernetes cluster to use",
                    "give `kubeconfig` or set KUBECONFIG, give `server` and `token`, or run in a pod that has a service account");
        }
    }

    static Login open(Host host, Settings settings) {
        if (settings.has("server") || settings.has("url") || settings.has("token")) {
            return given(host, settings);
        }
        if (settings.flag("in_cluster")) {
            return pod(host, settings).orElseThrow(() ->
                    Wrong.setting("in_cluster", "is set, but this is no pod", "KUBERNETES_SERVICE_HOST must be set, as it is in every pod"));
        }
        if (settings.has("kubeconfig")) {
            return kubeconfig(existing(host, settings.text("kubeconfig").strip()), settings);
        }
        return usual(host)
                .map(file -> kubeconfig(file, settings))
                .or(() -> pod(host, settings))
                .orElseGet(None::new);
    }

    private static Login kubeconfig(Path file, Settings settings) {
        return new Kubeconfig(file, settings.maybe("context").map(String::strip).filter(name -> !name.isEmpty()));
    }

    private static Optional<Path> usual(Host host) {
        return host.variable("HOME")
                .or(() -> host.variable("USERPROFILE"))
                .map(home -> Path.of(home, ".kube", "config"))
                .filter(Files::exists);
    }

    private static Path existing(Host host, String written) {
        if (written.contains(File.pathSeparator)) {
            throw Wrong.setting("kubeconfig", "names several files", "make one of them: `kubectl config view --flatten --raw`");
        }
        return resolved(host, Path.of(written));
    }

    private static Path resolved(Host host, Path written) {
        var here = host.directory().resolve(written);
        return Files.exists(here) ? here : host.home().resolve(written);
    }

    private static Optional<Login> pod(Host host, Settings settings) {
        return host.variable("KUBERNETES_SERVICE_HOST").map(name -> new Pod(
                "https://" + (name.contains(":") ? "[" + name + "]" : name) + ":"
                        + host.variable("KUBERNETES_SERVICE_PORT").orElse("443"),
                resolved(host, settings.path("service_account"))));
    }

    private static Login given(Host host, Settings settings) {
        if (!settings.has("server") && !settings.has("url")) {
            throw Wrong.setting("server", "is required with a `token`", "write it as https://cluster.example.com:6443");
        }
        var url = settings.has("server") ? settings.uri("server") : settings.uri("url");
        return new Given(
                address(url),
                settings.has("token") ? Optional.of(settings.secret("token")) : Optional.empty(),
                settings.has("ca_file") ? Optional.of(resolved(host, settings.path("ca_file"))) : Optional.empty());
    }

    private static String address(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw Wrong.setting("server", "is not an http or https address of a server", "write it as https://cluster.example.com:6443");
        }
        return url.toString();
    }

    private static Config at(String server) {
        var config = Config.empty();
        config.setMasterUrl(server);
        return config;
    }

    private static String readable(Path file) {
        if (!Files.isReadable(file)) {
            throw unreadable(file.toString());
        }
        return file.toString();
    }

    private static String text(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8).strip();
        } catch (IOException _) {
            throw unreadable(file.toString());
        }
    }

    private static ProblemException unreadable(String file) {
        return Wrong.of(Problem.Code.UNREADABLE, file + " is missing, or cannot be read", "it is what we log in to Kubernetes with: check the path and its mode");
    }

    /// What no login may decide: how patient we are, and that the engine tries again and not the client.
    static Config settled(Config config, Duration timeout) {
        config.setRequestTimeout(Math.toIntExact(timeout.toMillis()));
        config.setConnectionTimeout(Math.toIntExact(timeout.toMillis()));
        config.setRequestRetryBackoffLimit(0);
        config.setUserAgent("secretzero");
        return config;
    }
}
