package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A provider, targets and generators that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(Map<String, String> environment) {
        return TestHost.at(Path.of("/"), environment, () -> Instant.parse("2026-01-01T23:00:00Z"));
    }

    static GitlabProvider provider(Map<String, String> environment, String... pairs) {
        return GitlabProvider.open(host(environment), GivenSettings.of(bundle().provider().settings(), host(environment), pairs));
    }

    static GitlabProvider provider(FakeGitlab gitlab) {
        return provider(Map.of(), "url", gitlab.url(), "token", FakeGitlab.TOKEN, "group", "team");
    }

    static Batched target(GitlabProvider provider, String... pairs) {
        return (Batched) GitlabVariable.project(
                provider, GivenSettings.of(bundle().targets().getFirst().settings(), host(Map.of()), pairs));
    }

    static Batched group(GitlabProvider provider, String... pairs) {
        return (Batched) GitlabVariable.group(provider, GivenSettings.of(bundle().targets().get(1).settings(), host(Map.of()), pairs));
    }

    static Target member(GitlabProvider provider, String... pairs) {
        return ServiceAccountMember.open(provider, GivenSettings.of(bundle().targets().getLast().settings(), host(Map.of()), pairs));
    }

    static Generator.Issuer token(GitlabProvider provider, String... pairs) {
        return (Generator.Issuer) AccessToken.project(
                provider, GivenSettings.of(bundle().generators().getFirst().settings(), host(Map.of()), pairs));
    }

    static Generator.Issuer account(GitlabProvider provider, String... pairs) {
        return (Generator.Issuer) ServiceAccountToken.open(
                provider, GivenSettings.of(bundle().generators().getLast().settings(), host(Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new GitlabPlugin().bundles().getFirst();
    }
}
