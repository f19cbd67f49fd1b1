package dev.secretzero.bundles.github;

import dev.secretzero.spi.Target;

final class EnvironmentContractTest extends RepositoryContractTest {

    @Override
    String path() {
        return "repos/acme/app/environments/prod/secrets/";
    }

    @Override
    protected Target open() {
        return Fixture.target(provider, "owner", "acme", "repo", "app", "environment", "prod");
    }
}
