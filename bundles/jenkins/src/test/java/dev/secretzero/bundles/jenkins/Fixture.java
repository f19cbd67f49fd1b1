package dev.secretzero.bundles.jenkins;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.nio.file.Path;
import java.util.Map;

/// A provider and targets that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(Map<String, String> environment) {
        return TestHost.at(Path.of("/"), environment);
    }

    static JenkinsProvider provider(Map<String, String> environment, String... pairs) {
        return JenkinsProvider.open(host(environment), GivenSettings.of(bundle().provider().settings(), host(environment), pairs));
    }

    static JenkinsProvider provider(FakeJenkins jenkins) {
        return provider(Map.of(), "url", jenkins.url(), "username", FakeJenkins.USER, "token", FakeJenkins.TOKEN);
    }

    static Target target(JenkinsProvider provider, String... pairs) {
        return JenkinsCredential.open(provider, GivenSettings.of(bundle().targets().getFirst().settings(), host(Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new JenkinsPlugin().bundles().getFirst();
    }
}
