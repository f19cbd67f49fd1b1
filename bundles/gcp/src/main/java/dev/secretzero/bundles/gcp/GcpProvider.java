package dev.secretzero.bundles.gcp;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// Secret Manager of Google Cloud, under one identity.
record GcpProvider(Session session) implements Provider {

    private static final Pattern FULL = Pattern.compile("projects/([^/]+)/secrets/([^/]+)(?:/versions/([^/]+))?");
    private static final Pattern NUMBER = Pattern.compile("latest|[A-Za-z0-9_-]{1,63}");

    static GcpProvider open(Host host, Settings settings) {
        return new GcpProvider(Session.open(host, settings));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }

    /// Reads a version of a secret. The query may have these keys:
    ///
    /// - `name`, or else `path` or `secret_name`: the id, or the full name `projects/…/secrets/…`; needed.
    /// - `project`: the provider's when it is not given.
    /// - `version`: a number or an alias; `latest` when it is not given.
    ///
    /// @throws dev.secretzero.spi.ProblemException when the query is faulty, or no answer could be had
    @Override
    public Observation read(SortedMap<String, String> query) {
        var name = first(query, "name", "path", "secret_name")
                .orElseThrow(() -> Wrong.setting("name", "is required", "say which secret is read"));
        var full = FULL.matcher(name);
        boolean whole = full.matches();
        var project = whole ? Optional.of(full.group(1)) : first(query, "project", "project_id");
        var number = first(query, "version", "version_id")
                .or(() -> whole ? Optional.ofNullable(full.group(3)) : Optional.empty())
                .orElse("latest");
        if (!NUMBER.matcher(number).matches()) {
            throw Wrong.setting("version", "is no version of a secret", "write a number, an alias, or `latest`");
        }
        return new Look(session, session.place(project, whole ? full.group(2) : name)).at(number);
    }

    private static Optional<String> first(SortedMap<String, String> query, String... keys) {
        for (var key : keys) {
            var value = query.getOrDefault(key, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        session.close();
    }
}
