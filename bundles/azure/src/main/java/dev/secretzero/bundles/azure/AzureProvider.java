package dev.secretzero.bundles.azure;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.util.Optional;
import java.util.SortedMap;

/// Azure under one identity.
record AzureProvider(Host host, Session session, Graph graph) implements Provider {

    static AzureProvider open(Host host, Settings settings) {
        var session = Session.open(host, settings);
        return new AzureProvider(host, session, Graph.open(host, settings, session));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }

    /// Reads a secret of a vault. The query may have these keys:
    ///
    /// - `name`, or else `path` or `secret_name`: needed.
    /// - `vault_url` or `vault_name`: the provider's vault when neither is given.
    /// - `version` or `version_id`: the newest when it is not given.
    ///
    /// @throws dev.secretzero.spi.ProblemException when the query is faulty, or no answer could be had
    @Override
    public Observation read(SortedMap<String, String> query) {
        var name = first(query, "name", "path", "secret_name")
                .orElseThrow(() -> Wrong.setting("name", "is required", "say which secret is read"));
        var vault = session.vault(first(query, "vault_url").map(AzureProvider::uri), first(query, "vault_name"));
        return vault.read(vault.checked(name), first(query, "version", "version_id").orElse(""));
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw Wrong.setting("vault_url", "is not an address", "write https://NAME.vault.azure.net");
        }
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
