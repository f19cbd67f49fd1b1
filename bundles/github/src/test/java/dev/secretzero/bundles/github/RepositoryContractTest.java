package dev.secretzero.bundles.github;

import dev.secretzero.spi.Target;
import dev.secretzero.testkit.TargetContract;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

class RepositoryContractTest extends TargetContract {

    final FakeGithub github = FakeGithub.start();
    final GithubProvider provider = Fixture.provider(github);

    @AfterEach
    void stop() {
        github.close();
    }

    String path() {
        return "repos/acme/app/actions/secrets/";
    }

    @Override
    protected Target open() {
        return Fixture.target(provider, "repository", "acme/app");
    }

    @Override
    protected boolean tamper(Target target, String name) {
        github.change(path() + name, "changed by another");
        return true;
    }

    @Override
    protected Sight sight() {
        return Sight.HIDES;
    }

    @Override
    protected boolean holds(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= 48 * 1024;
    }
}
