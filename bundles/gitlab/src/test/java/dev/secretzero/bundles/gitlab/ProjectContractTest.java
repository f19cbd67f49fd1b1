package dev.secretzero.bundles.gitlab;

import dev.secretzero.spi.Target;
import dev.secretzero.testkit.TargetContract;
import org.junit.jupiter.api.AfterEach;

class ProjectContractTest extends TargetContract {

    final FakeGitlab gitlab = FakeGitlab.start();
    final GitlabProvider provider = Fixture.provider(gitlab);

    @AfterEach
    void stop() {
        gitlab.close();
    }

    @Override
    protected Target open() {
        return Fixture.target(provider, "project", "team/app", "masked", "false");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        gitlab.change("projects/team/app", name, "*", "changed by another");
        return true;
    }

    @Override
    protected boolean holds(String text) {
        return text.length() <= 10_000;
    }
}
