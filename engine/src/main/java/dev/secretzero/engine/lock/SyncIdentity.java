package dev.secretzero.engine.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who changed the lockfile, from where: plain JSON values for the lockfile's `sync_identity` and for the actor of a
/// delivery. Holds no token, no credential of a URL and no path of this machine. What cannot be known is left out.
public final class SyncIdentity {

    private static final List<String> LABELS =
            List.of("SZ_SYNC_ENVIRONMENT", "DEPLOYMENT_ENVIRONMENT", "ENVIRONMENT", "ENV");

    private static final List<String> LOCAL_HOST = List.of("hostname", "host_fqdn", "os_user", "platform");

    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]*@");

    private final Map<String, String> environment;
    private final Map<String, Object> known = new LinkedHashMap<>();

    private SyncIdentity(Map<String, String> environment) {
        this.environment = environment;
    }

    /// The identity of one operation.
    ///
    /// @param client the front end: `cli`, `api`, `agent`
    /// @param version of this program
    public static Map<String, Object> of(
            Map<String, String> environment, String client, String version, Machine machine, Git git) {
        var identity = new SyncIdentity(environment);
        identity.put("client", client);
        identity.put("secretzero_version", version);
        identity.machine(machine);
        identity.put("environment_label", identity.first(LABELS));
        identity.put("git_user_name", git.ask("config", "user.name").orElse(""));
        identity.put("git_user_email", git.ask("config", "user.email").orElse(""));
        identity.put("git_commit_sha", git.ask("rev-parse", "--short", "HEAD").orElse(""));
        identity.build();
        return identity.known;
    }

    /// The part of an identity that a lockfile of one machine keeps as `local_host`.
    public static Map<String, Object> localHost(Map<String, Object> identity) {
        var host = new LinkedHashMap<>(identity);
        host.keySet().retainAll(LOCAL_HOST);
        return host;
    }

    /// This machine, and the account on it. Texts may be empty.
    public record Machine(
            String user, Optional<Integer> uid, Optional<Integer> euid, String hostname, String platform) {

        /// What is not known.
        public static final Machine UNKNOWN = new Machine("", Optional.empty(), Optional.empty(), "", "");

        private static final Path STATUS = Path.of("/proc/self/status");
        private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

        /// As the system tells it, without asking the network for a name.
        ///
        /// @param properties the system properties of the virtual machine, by name
        public static Machine here(Map<String, String> environment, Map<String, String> properties) {
            String hostname = line(HOSTNAME)
                    .orElseGet(() -> environment.getOrDefault("HOSTNAME", environment.getOrDefault("COMPUTERNAME", "")));
            String platform = String.join(
                    "-",
                    properties.getOrDefault("os.name", "unknown"),
                    properties.getOrDefault("os.version", ""),
                    properties.getOrDefault("os.arch", ""));
            return new Machine(properties.getOrDefault("user.name", ""), id(0), id(1), hostname, platform);
        }

        private static Optional<String> line(Path file) {
            try {
                return Optional.of(Files.readString(file).strip());
            } catch (IOException _) {
                return Optional.empty();
            }
        }

        /// The line is `Uid:`, then the real, the effective, the saved and the file system's user id.
        private static Optional<Integer> id(int which) {
            try (var lines = Files.lines(STATUS)) {
                return lines.filter(line -> line.startsWith("Uid:"))
                        .map(line -> line.substring(4).strip().split("\\s+", -1))
                        .filter(ids -> ids.length > which)
                        .map(ids -> Integer.valueOf(ids[which]))
                        .findFirst();
            } catch (IOException | java.io.UncheckedIOException | NumberFormatException _) {
                return Optional.empty();
            }
        }
    }

    /// Answers from a git checkout; empty when there is no git, no checkout or no answer.
    @FunctionalInterface
    public interface Git {

        /// No checkout at all.
        Git NONE = _ -> Optional.empty();

        Optional<String> ask(String... arguments);

        /// Runs `git` in a directory, at most three seconds for each question.
        static Git in(Path directory) {
            return arguments -> run(directory, "git", Duration.ofSeconds(3), arguments);
        }
    }

    static Optional<String> run(Path directory, String program, Duration limit, String... arguments) {
        var command = new java.util.ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return answer(process, limit);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// The answers asked for are shorter than a pipe holds, so the process can end before it is read.
    private static Optional<String> answer(Process process, Duration limit) throws IOException, InterruptedException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(text.strip()).filter(answer -> !answer.isEmpty());
        } finally {
            process.destroyForcibly();
        }
    }

    private void machine(Machine machine) {
        put("os_user", machine.user());
        machine.uid().ifPresent(uid -> known.put("os_uid", uid));
        machine.euid().ifPresent(euid -> known.put("os_euid", euid));
        put("hostname", machine.hostname());
        put("host_fqdn", machine.hostname().contains(".") ? machine.hostname() : "");
        put("platform", machine.platform());
    }

    /// The build system, the first that shows itself.
    private void build() {
        if (on("GITHUB_ACTIONS")) {
            build("github_actions", "GITHUB_ACTOR", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "", "GITHUB_WORKFLOW", "GITHUB_JOB");
            put("ci_run_url", joined("/", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "", "GITHUB_RUN_ID"));
        } else if (on("GITLAB_CI")) {
            build(
                    "gitlab_ci",
                    "GITLAB_USER_LOGIN CI_COMMIT_AUTHOR",
                    "CI_PROJECT_PATH",
                    "CI_PIPELINE_ID CI_JOB_ID",
                    "CI_PIPELINE_URL CI_JOB_URL",
                    "CI_JOB_NAME",
                    "CI_PIPELINE_NAME");
        } else if (given("JENKINS_URL")) {
            build(
                    "jenkins",
                    "BUILD_USER_ID BUILD_USER",
                    "GIT_URL JOB_NAME",
                    "BUILD_NUMBER",
                    "BUILD_URL",
                    "JOB_NAME",
                    "JOB_BASE_NAME");
        } else if (on("CIRCLECI")) {
            build(
                    "circleci",
                    "CIRCLE_USERNAME",
                    "",
                    "CIRCLE_BUILD_NUM CIRCLE_WORKFLOW_ID",
                    "CIRCLE_BUILD_URL",
                    "CIRCLE_WORKFLOW_ID",
                    "CIRCLE_JOB");
            put("ci_repository", joined("/", "CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME"));
        } else {
            otherBuild();
        }
    }

    private void otherBuild() {
        if (on("BUILDKITE")) {
            build(
                    "buildkite",
                    "BUILDKITE_BUILD_CREATOR",
                    "BUILDKITE_REPO",
                    "BUILDKITE_BUILD_NUMBER",
                    "BUILDKITE_BUILD_URL",
                    "BUILDKITE_PIPELINE_SLUG",
                    "BUILDKITE_PIPELINE_NAME");
        } else if (on("TF_BUILD")) {
            build(
                    "azure_pipelines",
                    "BUILD_REQUESTEDFOR BUILD_REQUESTEDFOREMAIL",
                    "BUILD_REPOSITORY_NAME",
                    "BUILD_BUILDID",
                    "BUILD_URL BUILD_BUILDURI",
                    "BUILD_DEFINITIONNAME",
                    "BUILD_REPOSITORY_NAME");
        } else if (given("TEAMCITY_VERSION")) {
            build(
                    "teamcity",
                    "",
                    "TEAMCITY_PROJECT_NAME",
                    "BUILD_NUMBER",
                    "",
                    "TEAMCITY_BUILDCONF_NAME",
                    "TEAMCITY_BUILD_TYPE_ID");
        } else if (given("CI") && on("TRAVIS")) {
            build(
                    "travis",
                    "",
                    "TRAVIS_REPO_SLUG",
                    "TRAVIS_BUILD_ID",
                    "TRAVIS_BUILD_WEB_URL",
                    "TRAVIS_BUILD_STAGE_NAME",
                    "TRAVIS_JOB_NAME");
        } else if (given("CI")) {
            build("generic", "CI_USER USER", "", "CI_JOB_ID CI_PIPELINE_ID", "CI_JOB_URL", "", "");
        }
    }

    /// @param actor and the others: names of environment variables, the first that is set counts
    private void build(
            String system, String actor, String repository, String job, String url, String workflow, String pipeline) {
        put("ci_system", system);
        put("ci_actor", first(names(actor)));
        put("ci_repository", first(names(repository)));
        put("ci_job_id", first(names(job)));
        put("ci_run_url", first(names(url)));
        put("ci_workflow_name", first(names(workflow)));
        put("ci_pipeline_name", first(names(pipeline)));
    }

    private static List<String> names(String names) {
        return List.of(names.split(" ", -1));
    }

    /// The variables' values, or nothing when one is missing. An empty name stands for the path of GitHub's runs.
    private String joined(String separator, String... names) {
        var parts = new java.util.ArrayList<String>();
        for (String name : names) {
            String part = name.isEmpty() ? "actions/runs" : value(name);
            if (part.isEmpty()) {
                return "";
            }
            parts.add(part);
        }
        return String.join(separator, parts);
    }

    private String first(List<String> names) {
        return names.stream().map(this::value).filter(text -> !text.isEmpty()).findFirst().orElse("");
    }

    private boolean on(String name) {
        return value(name).equalsIgnoreCase("true");
    }

    private boolean given(String name) {
        return !value(name).isEmpty();
    }

    private String value(String name) {
        @Nullable String value = environment.get(name);
        return value == null ? "" : value.strip();
    }

    private void put(String key, String text) {
        if (!text.isEmpty()) {
            known.put(key, CREDENTIALS.matcher(text).replaceAll("://"));
        }
    }
}
