package dev.secretzero.bundles.jenkins;

import dev.secretzero.spi.Target;
import dev.secretzero.testkit.TargetContract;
import org.junit.jupiter.api.AfterEach;

class TextContractTest extends TargetContract {

    final FakeJenkins jenkins = FakeJenkins.start();
    final JenkinsProvider provider = Fixture.provider(jenkins);

    @AfterEach
    void stop() {
        jenkins.close();
    }

    @Override
    protected Target open() {
        return Fixture.target(provider, "credential_id", "app");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        return false;
    }

    @Override
    protected Sight sight() {
        return Sight.HIDES;
    }

    @Override
    protected boolean holds(String text) {
        return text.codePoints().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r');
    }
}
