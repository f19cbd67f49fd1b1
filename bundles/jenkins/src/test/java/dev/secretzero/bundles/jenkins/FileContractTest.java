package dev.secretzero.bundles.jenkins;

import dev.secretzero.spi.Target;

final class FileContractTest extends TextContractTest {

    @Override
    protected Target open() {
        return Fixture.target(provider, "credential_id", "app", "credential_type", "secret_file", "folder", "team/app");
    }

    @Override
    protected boolean holds(String text) {
        return true;
    }
}
