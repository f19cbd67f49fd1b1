package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.util.SortedMap;

/// An AWS account under one identity.
record AwsProvider(Session session) implements Provider {

    static AwsProvider open(Host host, Settings settings) {
        return new AwsProvider(Session.open(host, settings));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }

    /// Reads a value. The query may have these keys:
    ///
    /// - `name`, or else `path` or `secret_name`: which; needed.
    /// - `kind`: `secrets_manager` or `ssm_parameter`; a secret when it is not given.
    /// - `version_id` or `version`: an earlier version; the current one when it is not given.
    /// - `version_stage`: the version of a secret that has this staging label.
    /// - `field`: one field of a value that is JSON, as names joined by dots.
    /// - `region`, `endpoint_url`: when they are not the provider's.
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
