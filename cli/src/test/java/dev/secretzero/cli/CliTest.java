package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CliTest {

    @TempDir
    Path directory;

    @Test
    void withoutACommandTheHelpNamesEveryCommand() {
        var world = World.without(directory);
        assertThat(world.run()).isZero();
        assertThat(world.out()).contains(Command.words());
        assertThat(world.err()).isEmpty();
    }

    @Test
    void outputThatHasNoRoomIsAFault() {
        var world = World.without(directory);
        world.full = true;
        assertThat(world.run()).isEqualTo(1);
        assertThat(world.err()).isEqualTo("error: the output could not be written to its end\n");
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void everyCommandHasHelpWithItsSummaryAndOptions(Command command) {
        var world = World.without(directory);
        assertThat(world.run(command.word(), "--help")).isZero();
        assertThat(world.out()).contains("Usage: secretzero " + command.word(), "--help");
        assertThat(world.out().replaceAll("\\s+", " ")).contains(command.summary());
    }

    @Test
    void helpOfACommandCanBeAskedForInTwoWays() {
        var world = World.without(directory);
        world.run("sync", "-h");
        var first = world.out();
        world.run("help", "sync");
        assertThat(world.out()).isEqualTo(first).contains("--force-target");
    }

    @Test
    void anUnknownCommandIsAUsageErrorWithTheNearestName() {
        var world = World.without(directory);
        assertThat(world.run("snyc")).isEqualTo(2);
        assertThat(world.err()).isEqualTo("""
                error: there is no command "snyc" [usage]
                  hint: did you mean "sync"?
                """);
        assertThat(world.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIsAUsageErrorWithTheNearestName() {
        var world = World.without(directory);
        assertThat(world.run("sync", "--dry-rnu")).isEqualTo(2);
        assertThat(world.err()).contains("sync has no option --dry-rnu", "did you mean \"--dry-run\"?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nonsense",
                "sync --format xml",
                "sync --secret",
                "sync surplus words",
                "list",
                "list everything",
                "audit -n 0",
                "audit -n 1001",
                "audit -n many",
                "get",
                "api",
                "completion tcsh",
                "sync --force-target a/b/c",
                "-e",
            })
    void aWrongCommandLineIsStatusTwo(String words) {
        var world = World.without(directory);
        assertThat(world.run(words.split(" ", -1))).as(world.err()).isEqualTo(2);
        assertThat(world.err()).startsWith("error: ").contains("[usage]", "hint:");
        assertThat(world.out()).isEmpty();
    }

    @Test
    void inJsonAUsageErrorIsOneDocumentOnStandardOutput() throws IOException {
        var world = World.without(directory);
        assertThat(world.run("sync", "--frmat", "--format", "json")).isEqualTo(2);
        assertThat(JsonTexts.documents(world.out())).isEqualTo(1);
        assertThat(world.out()).contains("\"code\": \"usage\"", "\"message\"", "\"hint\"");
        assertThat(world.err()).isEmpty();
    }

    @Test
    void aDefectIsToldWithoutItsMessageWhichMayQuoteAnything() throws IOException {
        var world = World.without(directory);
        assertThat(world.run("status")).isEqualTo(127);
        assertThat(world.err()).contains("internal error: IllegalStateException", "[bug]").doesNotContain("canary");
        assertThat(world.run("status", "--format=json")).isEqualTo(127);
        assertThat(JsonTexts.documents(world.out())).isEqualTo(1);
        assertThat(world.out() + world.err()).doesNotContain("canary");
    }

    @Test
    void theVersionIsTheSameInAllItsForms() throws IOException {
        var world = World.without(directory);
        assertThat(world.run("--version")).isZero();
        assertThat(world.out()).isEqualTo("secretzero " + Release.VERSION + "\n");
        assertThat(world.run("version", "--detailed", "--format", "json")).isZero();
        assertThat(JsonTexts.documents(world.out())).isEqualTo(1);
        assertThat(world.out()).contains("\"version\": \"" + Release.VERSION + "\"", "\"java_version\": \"25\"");
        assertThat(world.run("version", "--format", "yaml")).isZero();
        assertThat(world.out()).startsWith("name: secretzero\nversion: ");
    }

    @Test
    void anApiKeyIsThirtyTwoRandomBytesAndTheOnlyDataWritten() {
        var world = World.without(directory);
        assertThat(world.run("api", "generate-key")).isZero();
        var first = world.out();
        assertThat(first).matches("[A-Za-z0-9_-]{43}\n");
        world.run("api", "generate-key");
        assertThat(world.out()).isNotEqualTo(first);
    }

    @Test
    void serveHandsItsOptionsToTheServerAsVariables() {
        var world = World.without(directory);
        assertThat(world.run("serve", "--port", "0", "-f", "x.yml", "--insecure")).isZero();
        assertThat(world.served)
                .isEqualTo(Map.of(
                        "SECRETZERO_PORT", "0", "SECRETZERO_CONFIG", "x.yml", "SECRETZERO_INSECURE", "true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionKnowsEveryCommandAndRunsNothing(String shell) {
        var world = World.without(directory);
        assertThat(world.run("completion", shell)).isZero();
        assertThat(world.out()).contains(Command.words()).contains("force-target").doesNotContain("$(secretzero");
    }

    /// A completion script is shared, and typed ahead into every shell: it is the same wherever it was made.
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionShowsNothingOfTheDirectoryNorOfTheEnvironment(String shell, Canaries canaries) throws IOException {
        var bare = World.without(directory);
        assertThat(bare.run("completion", shell)).isZero();
        var secretfile = directory.resolve("Secretfile.yml");
        canaries.source(secretfile);
        Files.writeString(secretfile, "secrets: [{name: a, kind: static, config: {default: " + canaries.make("stated") + "}}]\n");
        var world = World.without(directory);
        world.environment.put("SECRETZERO_API_KEY", canaries.make("key"));
        world.environment.put("A", canaries.make("override"));
        assertThat(world.run("completion", shell)).isZero();
        canaries.seen("the completion script", world.out() + world.err());
        assertThat(world.out()).isEqualTo(bare.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"render", "get db_password --reveal"})
    void theGuardRefusesWhatWouldShowValues(String words) {
        var world = World.without(directory);
        for (var variable : new String[] {"SZ_AGENT", "SZ_AGENT_MODE"}) {
            world.environment.clear();
            world.environment.put(variable, "Yes");
            assertThat(world.run(words.split(" ", -1))).isEqualTo(5);
            assertThat(world.err()).contains("not allowed while SZ_AGENT", "[guarded]");
        }
    }

    @Test
    void rotateTakesOneWayOfNaming() {
        var world = World.without(directory);
        assertThat(world.run("rotate", "a", "-s", "b")).isEqualTo(1);
        assertThat(world.err()).contains("not both");
    }
}
