package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.util.SortedMap;

/// A Vault server under one token.
record VaultProvider(Session session) implements Provider {

    static VaultProvider open(Host host, Settings settings) {
        return new VaultProvider(Session.open(host, settings));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }

    /// Reads a secret, or one field of it. The query may have these keys:
    ///
    /// - `path`, or else `name` or `secret_path`: where; needed.
    /// - `field`: one field; all of them when it is not given.
    /// - `mount_point`: of a key-value engine; `secret` when it is not given.
    /// - `kv_version`: 1 for the first version of that engine; or `kv1` as `engine` or `kind`.
    /// - `version` or `secret_version`: of the secret; the newest when it is not given.
    /// - `engine`: `cubbyhole`, or `generic` for a path that is read as it stands.
    ///
    /// @throws dev.secretzero.spi.ProblemException when the query is faulty, or no answer could be had
    @Override
    public Observation read(SortedMap<String, String> query) {
        return new Query(session, query).answer();
    }

    @Override
    public void close() {
        session.close();
    }
}
