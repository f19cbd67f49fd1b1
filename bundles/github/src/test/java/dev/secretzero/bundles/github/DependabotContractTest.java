package dev.secretzero.bundles.github;

import dev.secretzero.spi.Target;

final class DependabotContractTest extends RepositoryContractTest {

    @Override
    String path() {
        return "repos/acme/app/dependabot/secrets/";
    }

    @Override
    protected Target open() {
        return Fixture.target(provider, "repository", "acme/app", "app", "dependabot");
    }
}
