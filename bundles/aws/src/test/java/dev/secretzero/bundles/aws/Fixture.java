package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A provider, targets and generators that are opened with settings given as pairs.
final class Fixture {

    /// A machine that knows nobody.
    static final Map<String, String> NOWHERE = Map.of("AWS_EC2_METADATA_DISABLED", "true");

    private Fixture() {}

    static Host host(Path home, Map<String, String> environment) {
        var variables = new TreeMap<>(NOWHERE);
        variables.putAll(environment);
        return TestHost.at(home, variables);
    }

    static AwsProvider provider(Host host, String... pairs) {
        return AwsProvider.open(host, GivenSettings.of(bundle().provider().settings(), host, pairs));
    }

    static AwsProvider provider(FakeAws aws) {
        return provider(aws, "secret-of-the-test");
    }

    static AwsProvider provider(FakeAws aws, String secret) {
        return provider(
                host(Path.of("/"), Map.of()),
                "endpoint_url", aws.url(), "region", "eu-west-1", "access_key_id", "AKIATEST", "secret_access_key", secret);
    }

    static Batched parameter(AwsProvider provider, String... pairs) {
        return (Batched) SsmParameter.open(provider, GivenSettings.of(bundle().targets().get(0).settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Batched secret(AwsProvider provider, String... pairs) {
        return (Batched) StagedSecret.open(provider, GivenSettings.of(bundle().targets().get(1).settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static AccessKey key(AwsProvider provider, String... pairs) {
        return (AccessKey) AccessKey.open(provider, GivenSettings.of(bundle().generators().getFirst().settings(), host(Path.of("/"), Map.of()), pairs));
    }

    static Bundle<? extends Provider> bundle() {
        return new AwsPlugin().bundles().getFirst();
    }
}
