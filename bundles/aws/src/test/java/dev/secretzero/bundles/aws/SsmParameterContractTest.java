package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Target;

final class SsmParameterContractTest extends MotoContract {

    @Override
    protected Target open() {
        return Fixture.parameter(provider(), "name", "/team/app/password");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        aws().parameter("/team/app/password", "changed by another");
        return true;
    }

    @Override
    protected boolean holds(String text) {
        return super.holds(text) && text.length() <= 4096;
    }
}
