package dev.secretzero.bundles.jenkins;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;

/// A Jenkins controller under one user.
record JenkinsProvider(Session session) implements Provider {

    static JenkinsProvider open(Host host, Settings settings) {
        return new JenkinsProvider(Session.open(host, settings));
    }

    @Override
    public Standing standing() {
        return session.standing();
    }
}
