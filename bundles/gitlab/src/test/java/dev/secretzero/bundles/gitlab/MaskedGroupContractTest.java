package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Target;

final class MaskedGroupContractTest extends ProjectContractTest {

    @Override
    protected Target open() {
        return Fixture.group(provider, "environment_scope", "prod/*");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        gitlab.change("groups/team", name, "prod/*", "changed-by-another");
        return true;
    }

    @Override
    protected boolean holds(String text) {
        return super.holds(text) && text.matches("\\S{8,}");
    }
}
