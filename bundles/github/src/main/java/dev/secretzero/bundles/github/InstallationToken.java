package dev.secretzero.bundles.github;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Asks GitHub for a token of an app's installation, which lasts one hour.
///
/// Such a token can be ended only by who holds it. So it is ended while the run that asked for it lasts; afterwards it ends
/// by itself, and until then to revoke it is refused.
final class InstallationToken implements Generator.Issuer {

    private final Installation installation;
    private final SortedMap<String, Material> limits;
    private final Map<String, Secret> issued = new ConcurrentHashMap<>();

    private InstallationToken(Installation installation, SortedMap<String, Material> limits) {
        this.installation = installation;
        this.limits = limits;
    }

    static Generator open(GithubProvider provider, Settings settings) {
        var limits = new TreeMap<String, Material>();
        var permissions = settings.has("permissions") ? settings.map("permissions") : new TreeMap<String, String>();
        if (!permissions.isEmpty()) {
            limits.put("permissions", permissions(permissions));
        }
        var repositories = repositories(provider, settings);
        if (!repositories.isEmpty()) {
            limits.put("repositories", list(repositories));
        }
        return new InstallationToken(provider.installation().get(), limits);
    }

    private static Material permissions(SortedMap<String, String> written) {
        var levels = new TreeMap<String, Material>();
        written.forEach((name, level) -> {
            if (!name.matches("[a-z_]{1,60}") || !List.of("read", "write", "admin").contains(level)) {
                throw Wrong.setting("permissions", "holds what is no permission", "write each as name: read, write or admin");
            }
            levels.put(name, Material.of(level));
        });
        return new Material.Fields(levels);
    }

    /// Names without their owner, which is the installation's.
    private static List<String> repositories(GithubProvider provider, Settings settings) {
        var written = settings.has("repositories")
                ? settings.list("repositories")
                : settings.maybe("repository").or(provider::repository).stream().toList();
        var names = new ArrayList<String>();
        for (var name : written) {
            names.add(Repository.clean("repositories", name.substring(name.lastIndexOf('/') + 1)));
        }
        return names;
    }

    /// The names have nothing in them that JSON escapes.
    private static Material list(List<String> names) {
        return new Material.Literal(Secret.of(names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"))));
    }

    @Override
    public Issued issue(String name) {
        var token = installation.token(limits);
        var handle = installation + ", until " + token.expires() + ", " + mark(token.value());
        issued.put(handle, token.value());
        return new Issued(
                new Material.Single(token.value().lend(bytes -> Secret.take(bytes.clone()))),
                new Handle(handle),
                Optional.of(token.expires()));
    }

    /// Tells tokens apart, and nothing about them: they are longer than anybody can guess.
    private static String mark(Secret token) {
        return token.lend(bytes -> {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void revoke(Handle handle) {
        var token = Optional.ofNullable(issued.get(handle.value()));
        if (token.isPresent()) {
            installation.revoke(token.get());
            return;
        }
        var end = end(handle.value());
        if (end.isEmpty() || installation.server().host().clock().instant().isBefore(end.get())) {
            throw new ProblemException(Problem.of(
                            Problem.Code.NOT_SUPPORTED, "GitHub ends a token only for who holds it, and this run does not")
                    .hint("it ends by itself, no later than one hour after it was issued"));
        }
    }

    private static Optional<Instant> end(String handle) {
        var parts = handle.split(", until |, ", -1);
        try {
            return parts.length == 4 ? Optional.of(Instant.parse(parts[2])) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
