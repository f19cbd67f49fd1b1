package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.secretzero.engine.Drift;
import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Request;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.spi.Plugin;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example is valid without a warning. Those that need no server sync, and change nothing when they are synced again.
final class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Set<String> SERVED = Set.of("vault", "aws", "kubernetes", "github", "gitlab", "jenkins", "gcp", "azure");
    private static final Map<String, String> ENVIRONMENT = Map.of("STRIPE_API_KEY", "sk_test_example");

    @TempDir
    Path directory;

    static Stream<Path> examples() throws IOException {
        try (var files = Files.list(EXAMPLES)) {
            var folders = files.filter(Files::isDirectory).sorted().toList();
            assertThat(folders).hasSizeGreaterThanOrEqualTo(10);
            return folders.stream();
        }
    }

    @ParameterizedTest
    @FieldSource("SERVED")
    void isValidWithoutItsServer(String name) throws IOException {
        copy(EXAMPLES.resolve(name));
        assertThat(workspace(Optional.empty()).warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void syncsOnceAndThenChangesNothing(Path example) throws IOException {
        assumeFalse(SERVED.contains(String.valueOf(example.getFileName())), "this example needs a server");
        copy(example);
        for (var lane : lanes(example)) {
            var workspace = workspace(lane);
            assertThat(workspace.warnings()).isEmpty();

            var first = sync(workspace);
            assertThat(first.errors()).isEmpty();
            assertThat(first.status()).isEqualTo(Report.Status.OK);
            assertThat(first.outcomes()).isNotEmpty().allMatch(Report.Outcome::generated);

            var before = files();
            var second = sync(workspace);
            assertThat(second.errors()).isEmpty();
            assertThat(second.locked()).isFalse();
            assertThat(second.outcomes()).noneMatch(Report.Outcome::stored);
            assertThat(files()).isEqualTo(before);

            assertThat(engine().drift(workspace, Set.of()).rows()).noneMatch(Drift.Row::drifted);
        }
    }

    private static List<Optional<String>> lanes(Path example) {
        return example.endsWith("environments")
                ? List.of(Optional.of("dev"), Optional.of("staging"), Optional.of("prod"))
                : List.of(Optional.empty());
    }

    private Workspace workspace(Optional<String> lane) {
        var locator = Workspace.Locator.of(directory.resolve("Secretfile.yml")).environment(lane);
        return switch (engine().open(locator)) {
            case Workspace.Opened.Ready(var workspace) -> workspace;
            case Workspace.Opened.Faulty faulty -> throw new AssertionError(faulty.diagnostics().toString());
            case Workspace.Opened.Missing missing -> throw new AssertionError(missing.path() + " is missing");
        };
    }

    private Report sync(Workspace workspace) {
        return engine().sync(workspace, Request.by("test"), Prompter.nobody());
    }

    private Engine engine() {
        var plugins = ServiceLoader.load(Plugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        var host = TestHost.at(directory, ENVIRONMENT, ManualClock.of("2026-01-01T00:00:00Z"));
        var entropy = new SeededRandom(7);
        return Engine.of(host, List.copyOf(plugins), () -> entropy, SyncIdentity.Machine.UNKNOWN);
    }

    private void copy(Path example) throws IOException {
        try (var files = Files.list(example)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve(file.getFileName().toString()));
            }
        }
    }

    /// What stands where, and when it was written. The audit log says that somebody asked, also when nothing changed.
    private Map<String, String> files() throws IOException {
        var state = new TreeMap<String, String>();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).filter(file -> !file.toString().contains("audit.log")).toList()) {
                state.put(
                        directory.relativize(file).toString(),
                        Files.getLastModifiedTime(file) + " " + Files.readString(file));
            }
        }
        return state;
    }
}
