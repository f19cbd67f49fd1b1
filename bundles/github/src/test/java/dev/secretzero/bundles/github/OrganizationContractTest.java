package dev.secretzero.bundles.github;

import dev.secretzero.spi.Target;

final class OrganizationContractTest extends RepositoryContractTest {

    @Override
    String path() {
        return "orgs/acme/codespaces/secrets/";
    }

    @Override
    protected Target open() {
        return Fixture.organization(provider, "org", "acme", "app", "codespaces", "selected_repositories", "app");
    }
}
