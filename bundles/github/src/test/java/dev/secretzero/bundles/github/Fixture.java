package dev.secretzero.bundles.github;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.TestHost;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/// A provider, targets and generators that are opened with settings given as pairs.
final class Fixture {

    private Fixture() {}

    static Host host(InstantSource clock, Path home, Map<String, String> environment) {
        return TestHost.at(home, environment, clock);
    }

    static Host host(Map<String, String> environment) {
        return host(ManualClock.of("2026-01-01T00:00:00Z"), Path.of("/"), environment);
    }

    static GithubProvider provider(Host host, String... pairs) {
        return GithubProvider.open(host, GivenSettings.of(bundle().provider().settings(), host, pairs));
    }

    static GithubProvider provider(FakeGithub github) {
        return provider(host(Map.of()), "api_url", github.url(), "token", FakeGithub.TOKEN);
    }

    static Target target(GithubProvider provider, String... pairs) {
        return GithubSecret.open(provider, GivenSettings.of(bundle().targets().getFirst().settings(), host(Map.of()), pairs));
    }

    static Target organization(GithubProvider provider, String... pairs) {
        return GithubSecret.organization(provider, GivenSettings.of(bundle().targets().getLast().settings(), host(Map.of()), pairs));
    }

    static Generator.Issuer token(GithubProvider provider, String... pairs) {
        return (Generator.Issuer) InstallationToken.open(
                provider, GivenSettings.of(bundle().generators().getFirst().settings(), host(Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new GithubPlugin().bundles().getFirst();
    }

    static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
