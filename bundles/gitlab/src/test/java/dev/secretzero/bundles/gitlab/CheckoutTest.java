package dev.secretzero.bundles.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.GivenSettings;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckoutTest {

    @TempDir
    private Path work = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "git@gitlab.example.com:team/app.git, team/app",
        "gitlab.example.com:team/deep/app, team/deep/app",
        "ssh://git@gitlab.example.com:2222/team/app.git, team/app",
        "https://gitlab.example.com/team/app.git, team/app",
        "https://oauth2:token@GitLab.Example.com/team/app/, team/app",
        "https://gitlab.example.com:8443/team/app, team/app"
    })
    void aRemoteOnOurServerIsAProject(String remote, String project) {
        assertThat(checkout("https://gitlab.example.com").path(remote)).contains(project);
    }

    @ParameterizedTest
    @CsvSource({
        "git@github.com:team/app.git",
        "https://github.com/team/app.git",
        "https://gitlab.example.com.evil.example/team/app",
        "/srv/git/app.git",
        "file:///srv/git/app.git",
        "''"
    })
    void aRemoteElsewhereIsNone(String remote) {
        assertThat(checkout("https://gitlab.example.com").path(remote)).isEmpty();
    }

    @Test
    void aServerMayLieBelowAPath() {
        assertThat(checkout("https://example.com/git").path("https://example.com/git/team/app.git")).contains("team/app");
        assertThat(checkout("https://example.com/git").path("git@example.com:team/app.git")).contains("team/app");
    }

    @Test
    void theCheckoutSaysProjectAndGroup() throws IOException, InterruptedException {
        git("init", "-q");
        git("remote", "add", "origin", "git@gitlab.example.com:team/deep/app.git");
        var provider = provider(work, "https://gitlab.example.com");
        assertThat(Holder.project(Optional.of("auto"), provider).id()).isEqualTo("team/deep/app");
        assertThat(Holder.group(Optional.of("auto"), provider).id()).isEqualTo("team/deep");
        assertThat(Holder.project(Optional.of("other/app"), provider).id()).isEqualTo("other/app");
    }

    @Test
    void aCheckoutFromElsewhereSaysNothing() throws IOException, InterruptedException {
        git("init", "-q");
        git("remote", "add", "origin", "git@github.com:team/app.git");
        var holder = Holder.project(Optional.empty(), provider(work, "https://gitlab.example.com"));
        assertThat(catchThrowableOfType(ProblemException.class, holder::id).problem())
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID))
                .satisfies(problem -> assertThat(problem.hint().orElseThrow()).contains("origin"));
    }

    @Test
    void withoutACheckoutTheProjectMustBeSaid() {
        var holder = Holder.group(Optional.empty(), provider(work, "https://gitlab.example.com"));
        assertThat(catchThrowableOfType(ProblemException.class, holder::id).problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    private Checkout checkout(String server) {
        return new Checkout(TestHost.at(work, Map.of()), URI.create(server));
    }

    private static GitlabProvider provider(Path directory, String server) {
        var host = TestHost.at(directory, Map.of("PATH", System.getenv("PATH"), "GIT_CEILING_DIRECTORIES", String.valueOf(directory.getParent())));
        return GitlabProvider.open(host, GivenSettings.of(Fixture.bundle().provider().settings(), host, "url", server));
    }

    private void git(String... words) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(java.util.List.of("git"));
        command.addAll(java.util.List.of(words));
        assertThat(new ProcessBuilder(command).directory(work.toFile()).inheritIO().start().waitFor()).isZero();
    }
}
