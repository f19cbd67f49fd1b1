package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Target;

final class StagedSecretContractTest extends MotoContract {

    @Override
    protected Target open() {
        return Fixture.secret(provider(), "name", "team/app");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        aws().secret("team/app", "changed by another");
        return true;
    }
}
