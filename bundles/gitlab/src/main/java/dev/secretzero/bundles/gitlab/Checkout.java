package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The checkout that the program runs in: its remote `origin` says which project it is, when that is on our server. `git` is
/// asked once, when somebody wants to know.
final class Checkout {

    private static final List<String> QUESTION = List.of("git", "remote", "get-url", "origin");
    private static final int LIMIT_SECONDS = 10;

    /// `git@host:team/app.git`, as scp writes it.
    private static final Pattern SHORT = Pattern.compile("(?:[^@/]+@)?([^:/]+):(?!//)(.+)");
    private static final Pattern LONG = Pattern.compile("(?:ssh|git|https?)://(?:[^@/]+@)?([^:/]+)(?::\\d+)?/(.+)");

    private final Host host;
    private final URI server;
    private @Nullable String project;

    /// @param server its address, which may have a path
    Checkout(Host host, URI server) {
        this.host = host;
        this.server = server;
    }

    /// The path of the project: `team/app`.
    ///
    /// @throws ProblemException when there is no checkout, or it comes from elsewhere
    synchronized String project() {
        var known = project;
        if (known == null) {
            known = origin().flatMap(this::path).orElseThrow(() -> Wrong.setting(
                    "project", "is required", "write the path, as team/app, or the number; the provider may have it, a GitLab"
                            + " pipeline, or the remote \"origin\" of a checkout of this server"));
            project = known;
        }
        return known;
    }

    /// Where a remote leads on our server.
    Optional<String> path(String remote) {
        for (var form : List.of(LONG, SHORT)) {
            var parts = form.matcher(remote);
            if (parts.matches()) {
                return Optional.of(parts.group(2))
                        .filter(_ -> parts.group(1).toLowerCase(Locale.ROOT).equals(name()))
                        .map(this::below);
            }
        }
        return Optional.empty();
    }

    private String name() {
        return Optional.ofNullable(server.getHost()).orElse("").toLowerCase(Locale.ROOT);
    }

    /// A server may be one below a path of its host; only addresses of the web have that path.
    private String below(String path) {
        var base = server.getPath().replaceAll("^/+|/+$", "");
        var own = !base.isEmpty() && path.startsWith(base + "/") ? path.substring(base.length() + 1) : path;
        return own.replaceAll("^/+|/+$", "").replaceFirst("\\.git$", "");
    }

    private Optional<String> origin() {
        try {
            var builder = new ProcessBuilder(QUESTION)
                    .directory(host.directory().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(host.environment());
            var process = builder.start();
            process.getOutputStream().close();
            return answer(process);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// The answer is shorter than a pipe holds, so that the process can end before it is read.
    private static Optional<String> answer(Process process) throws IOException, InterruptedException {
        try {
            boolean good = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            return good
                    ? Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
