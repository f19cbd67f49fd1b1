package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.engine.lock.SyncIdentity.Git;
import dev.secretzero.engine.lock.SyncIdentity.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyncIdentityTest {

    private static final List<String> ROW = List.of(
            "ci_system", "ci_actor", "ci_repository", "ci_job_id", "ci_run_url", "ci_workflow_name", "ci_pipeline_name");

    /// The environment holds, for every variable of the table, its own name as its value.
    @ParameterizedTest
    @CsvSource({
        "GITHUB_ACTIONS=true, github_actions, GITHUB_ACTOR, GITHUB_REPOSITORY, GITHUB_RUN_ID,"
                + " GITHUB_SERVER_URL/GITHUB_REPOSITORY/actions/runs/GITHUB_RUN_ID, GITHUB_WORKFLOW, GITHUB_JOB",
        "GITLAB_CI=true, gitlab_ci, GITLAB_USER_LOGIN, CI_PROJECT_PATH, CI_PIPELINE_ID, CI_PIPELINE_URL, CI_JOB_NAME, CI_PIPELINE_NAME",
        "GITLAB_CI=true -GITLAB_USER_LOGIN -CI_PIPELINE_ID -CI_PIPELINE_URL, gitlab_ci, CI_COMMIT_AUTHOR, CI_PROJECT_PATH, CI_JOB_ID,"
                + " CI_JOB_URL, CI_JOB_NAME, CI_PIPELINE_NAME",
        "JENKINS_URL=x, jenkins, BUILD_USER_ID, GIT_URL, BUILD_NUMBER, BUILD_URL, JOB_NAME, JOB_BASE_NAME",
        "JENKINS_URL=x -BUILD_USER_ID -GIT_URL, jenkins, BUILD_USER, JOB_NAME, BUILD_NUMBER, BUILD_URL, JOB_NAME, JOB_BASE_NAME",
        "CIRCLECI=true, circleci, CIRCLE_USERNAME, CIRCLE_PROJECT_USERNAME/CIRCLE_PROJECT_REPONAME, CIRCLE_BUILD_NUM, CIRCLE_BUILD_URL,"
                + " CIRCLE_WORKFLOW_ID, CIRCLE_JOB",
        "BUILDKITE=true, buildkite, BUILDKITE_BUILD_CREATOR, BUILDKITE_REPO, BUILDKITE_BUILD_NUMBER, BUILDKITE_BUILD_URL,"
                + " BUILDKITE_PIPELINE_SLUG, BUILDKITE_PIPELINE_NAME",
        "TF_BUILD=True, azure_pipelines, BUILD_REQUESTEDFOR, BUILD_REPOSITORY_NAME, BUILD_BUILDID, BUILD_URL, BUILD_DEFINITIONNAME,"
                + " BUILD_REPOSITORY_NAME",
        "TEAMCITY_VERSION=1, teamcity, , TEAMCITY_PROJECT_NAME, BUILD_NUMBER, , TEAMCITY_BUILDCONF_NAME, TEAMCITY_BUILD_TYPE_ID",
        "CI=1 TRAVIS=true, travis, , TRAVIS_REPO_SLUG, TRAVIS_BUILD_ID, TRAVIS_BUILD_WEB_URL, TRAVIS_BUILD_STAGE_NAME, TRAVIS_JOB_NAME",
        "CI=1, generic, CI_USER, , CI_JOB_ID, CI_JOB_URL, , ",
        "CI=1 -CI_USER -CI_JOB_ID, generic, USER, , CI_PIPELINE_ID, CI_JOB_URL, , ",
        "NOTHING=1, , , , , , , ",
    })
    void knowsTheBuildSystems(
            String trigger, String system, String actor, String repo, String job, String url, String workflow, String pipeline) {
        var identity = of(environment(trigger), Git.NONE);
        var expected = new HashMap<String, Object>();
        var cells = new String[] {system, actor, repo, job, url, workflow, pipeline};
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != null) {
                expected.put(ROW.get(i), cells[i]);
            }
        }
        assertThat(identity).containsAllEntriesOf(expected);
        assertThat(identity.keySet().stream().filter(key -> key.startsWith("ci_"))).hasSameSizeAs(expected.keySet());
    }

    @Test
    void putsTheUrlOfAGithubRunTogether() {
        var github = Map.of(
                "GITHUB_ACTIONS", "true",
                "GITHUB_SERVER_URL", "https://github.com",
                "GITHUB_REPOSITORY", "acme/demo",
                "GITHUB_RUN_ID", "42");
        assertThat(of(github, Git.NONE)).containsEntry("ci_run_url", "https://github.com/acme/demo/actions/runs/42");
        var partly = new HashMap<>(github);
        partly.remove("GITHUB_SERVER_URL");
        assertThat(of(partly, Git.NONE)).doesNotContainKey("ci_run_url");
    }

    @Test
    void leavesCredentialsOutOfUrls() {
        var jenkins = Map.of("JENKINS_URL", "x", "GIT_URL", "https://ci:canary-token@git.example/a/b.git");
        assertThat(of(jenkins, Git.NONE)).containsEntry("ci_repository", "https://git.example/a/b.git");
    }

    @ParameterizedTest
    @CsvSource({
        "SZ_SYNC_ENVIRONMENT=a DEPLOYMENT_ENVIRONMENT=b ENVIRONMENT=c ENV=d, a",
        "DEPLOYMENT_ENVIRONMENT=b ENVIRONMENT=c ENV=d, b",
        "ENVIRONMENT=c ENV=d, c",
        "ENV=d, d",
    })
    void takesTheFirstLabel(String environment, String label) {
        var variables = new HashMap<String, String>();
        for (String pair : environment.split(" ", -1)) {
            variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        assertThat(of(variables, Git.NONE)).containsEntry("environment_label", label);
    }

    @Test
    void saysWhoAndWhere() {
        Git git = question -> Optional.of(String.join(" ", question));
        var machine = new Machine("zoe", Optional.of(1000), Optional.of(0), "box.example", "Linux-6-amd64");
        assertThat(SyncIdentity.of(Map.of(), "cli", "1.2.3", machine, git))
                .containsExactly(
                        Map.entry("client", "cli"),
                        Map.entry("secretzero_version", "1.2.3"),
                        Map.entry("os_user", "zoe"),
                        Map.entry("os_uid", 1000),
                        Map.entry("os_euid", 0),
                        Map.entry("hostname", "box.example"),
                        Map.entry("host_fqdn", "box.example"),
                        Map.entry("platform", "Linux-6-amd64"),
                        Map.entry("git_user_name", "config user.name"),
                        Map.entry("git_user_email", "config user.email"),
                        Map.entry("git_commit_sha", "rev-parse --short HEAD"));
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(of(Map.of(), Git.NONE)).containsOnlyKeys("client", "secretzero_version");
    }

    @Test
    void aMachineKeepsOnlyWhatTellsItFromOthers() {
        var identity = SyncIdentity.of(
                Map.of("CI", "1"), "cli", "1", new Machine("zoe", Optional.of(1), Optional.of(1), "box", "Linux"), Git.NONE);
        assertThat(SyncIdentity.localHost(identity)).containsOnlyKeys("hostname", "os_user", "platform");
    }

    @Test
    void theMachineOfThisTestIsKnown() {
        assumeTrue(Files.exists(Path.of("/proc/self/status")));
        var machine = Machine.here(Map.of(), Map.of("user.name", "zoe", "os.name", "Linux"));
        assertThat(machine.uid()).isPresent();
        assertThat(machine.hostname()).isNotBlank();
        assertThat(machine.platform()).startsWith("Linux");
    }

    @Test
    void asksAProgramAndTakesNoAnswerForNone(@TempDir Path directory) {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
        var limit = Duration.ofMinutes(1);
        assertThat(SyncIdentity.run(directory, "/bin/sh", limit, "-c", "echo ' yes '")).contains("yes");
        assertThat(SyncIdentity.run(directory, "/bin/sh", limit, "-c", "echo no; exit 1")).isEmpty();
        assertThat(SyncIdentity.run(directory, "/bin/sh", limit, "-c", "true")).isEmpty();
        assertThat(SyncIdentity.run(directory, "/no/such/program", limit)).isEmpty();
        assertThat(SyncIdentity.run(directory.resolve("none"), "/bin/sh", limit, "-c", "echo x")).isEmpty();
        assertThat(SyncIdentity.run(directory, "/bin/sh", Duration.ZERO, "-c", "while :; do :; done")).isEmpty();
    }

    private static Map<String, Object> of(Map<String, String> environment, Git git) {
        return SyncIdentity.of(environment, "cli", "1", Machine.UNKNOWN, git);
    }

    private static Map<String, String> environment(String trigger) {
        var variables = new HashMap<String, String>();
        for (String name : List.of(
                "GITHUB_ACTOR GITHUB_REPOSITORY GITHUB_RUN_ID GITHUB_SERVER_URL GITHUB_WORKFLOW GITHUB_JOB GITLAB_USER_LOGIN"
                                + " CI_COMMIT_AUTHOR CI_PROJECT_PATH CI_PIPELINE_ID CI_JOB_ID CI_PIPELINE_URL CI_JOB_URL CI_JOB_NAME"
                                + " CI_PIPELINE_NAME BUILD_USER_ID BUILD_USER GIT_URL JOB_NAME BUILD_NUMBER BUILD_URL JOB_BASE_NAME"
                                + " CIRCLE_USERNAME CIRCLE_PROJECT_USERNAME CIRCLE_PROJECT_REPONAME CIRCLE_BUILD_NUM CIRCLE_BUILD_URL"
                                + " CIRCLE_WORKFLOW_ID CIRCLE_JOB BUILDKITE_BUILD_CREATOR BUILDKITE_REPO BUILDKITE_BUILD_NUMBER"
                                + " BUILDKITE_BUILD_URL BUILDKITE_PIPELINE_SLUG BUILDKITE_PIPELINE_NAME BUILD_REQUESTEDFOR"
                                + " BUILD_REPOSITORY_NAME BUILD_BUILDID BUILD_DEFINITIONNAME TEAMCITY_PROJECT_NAME"
                                + " TEAMCITY_BUILDCONF_NAME TEAMCITY_BUILD_TYPE_ID TRAVIS_REPO_SLUG TRAVIS_BUILD_ID"
                                + " TRAVIS_BUILD_WEB_URL TRAVIS_BUILD_STAGE_NAME TRAVIS_JOB_NAME CI_USER USER")
                .getFirst()
                .split(" ", -1)) {
            variables.put(name, name);
        }
        for (String word : trigger.split(" ", -1)) {
            if (word.startsWith("-")) {
                variables.remove(word.substring(1));
            } else {
                variables.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
        }
        return variables;
    }
}
