package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Target;

final class HiddenContractTest extends ProjectContractTest {

    @Override
    protected Target open() {
        return Fixture.target(provider, "project", "team/app", "masked_and_hidden", "true");
    }

    @Override
    protected Sight sight() {
        return Sight.HIDES;
    }

    @Override
    protected boolean tamper(Target target, String name) {
        return false;
    }

    @Override
    protected boolean holds(String text) {
        return super.holds(text) && text.matches("\\S{8,}");
    }
}
