package dev.secretzero.bundles.local;

import static dev.secretzero.bundles.local.Bench.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Problem;
import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptTest {

    @TempDir
    Path directory;

    @BeforeAll
    static void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh on this machine");
    }

    private String run(Map<String, ?> settings) {
        return run(settings, Map.of());
    }

    private String run(Map<String, ?> settings, Map<String, String> environment) {
        var provider = new LocalProvider(Bench.host(directory, environment));
        var generator = Script.OFFER.opener().open(provider, new SettingsOf(Script.OFFER, settings));
        return Bench.text(((Generator.Local) generator).generate(new Seeded(1)));
    }

    private Problem failure(Map<String, ?> settings) {
        var problem = Bench.problem(() -> run(settings));
        assertThat(problem.code()).isEqualTo(Problem.Code.GENERATION_FAILED);
        return problem;
    }

    private static Map<String, Object> shell(String line) {
        return Map.of("command", line, "shell", true);
    }

    @Test
    void givesWhatIsPrintedWithoutWhiteSpaceAtTheEnds() {
        assertThat(run(shell("printf '\\n a b \\n\\n'"))).isEqualTo("a b");
    }

    @Test
    void keepsTheOutputExactlyWhenAsked() {
        assertThat(run(Map.of("command", "echo key", "shell", true, "keep_trailing_newline", true)))
                .isEqualTo("key\n");
    }

    @Test
    void givesArgumentsToTheProgramAsTheyAre() {
        assertThat(run(Map.of("command", "/bin/echo", "args", List.of("a  b", "$HOME", ";ls"))))
                .isEqualTo("a  b $HOME ;ls");
    }

    @Test
    void runsInTheWorkingDirectory() throws IOException {
        assertThat(run(shell("pwd -P"))).isEqualTo(directory.toRealPath().toString());
    }

    @Test
    void seesOurEnvironmentButNotOurKeys() {
        var environment = Map.of(
                "PATH", "/usr/bin:/bin", "NAME", "x", "SECRETZERO_API_KEY", "k1", "SECRETZERO_LOCK_KEY", "k2");
        assertThat(run(shell("echo $NAME-$SECRETZERO_API_KEY-$SECRETZERO_LOCK_KEY-"), environment))
                .isEqualTo("x---");
        assertThat(run(
                        Map.of(
                                "command", "echo $NAME$MORE", "shell", true, "environment",
                                Map.of("NAME", "y", "MORE", "z")),
                        environment))
                .isEqualTo("yz");
    }

    @Test
    void hasNothingToReadOnStandardInput() {
        assertThat(run(shell("cat; echo end"))).isEqualTo("end");
    }

    @Test
    void isNotHeldUpByMuchOnStandardError() {
        assertThat(run(shell("head -c 300000 /dev/zero >&2; echo ok"))).isEqualTo("ok");
    }

    @Test
    void tellsTheExitStatusAndNothingThatWasPrinted() {
        var problem = failure(shell("echo CANARY; echo CANARY >&2; exit 3"));
        assertThat(problem.message()).contains("status 3");
        assertThat(problem.toString()).doesNotContain("CANARY");
    }

    @Test
    void refusesNoOutputAndOutputThatIsNotText() {
        assertThat(failure(shell("true")).message()).contains("nothing");
        assertThat(failure(shell("echo")).message()).contains("nothing");
        assertThat(failure(shell("printf '\\377\\376'")).message()).contains("UTF-8");
    }

    @Test
    void refusesTooMuchOutputAndEndsTheCommand() {
        assertThat(failure(Map.of("command", "yes", "shell", true, "max_output", 1000)).message())
                .contains("1000 bytes");
    }

    @Test
    void killsTheCommandAndItsChildrenWhenTimeIsOver() throws IOException {
        var mark = directory.resolve("pids");
        var problem = failure(Map.of(
                "command", "sleep 300 & echo $$ $! > pids; wait; echo late", "shell", true, "timeout", "1s"));
        assertThat(problem.message()).contains("1 seconds");
        for (String pid : Files.readString(mark).trim().split(" ", -1)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(handle -> handle.onExit().join());
            assertThat(ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false))
                    .isFalse();
        }
    }

    @Test
    void saysThatACommandCannotBeStarted() {
        assertThat(failure(Map.of("command", "./no-such-program")).message()).contains("could not be started");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        refuses(Script.OFFER, Map.of("command", " "), "command");
        refuses(Script.OFFER, Map.of("command", "x", "timeout", "0s"), "timeout");
        refuses(Script.OFFER, Map.of("command", "x", "timeout", "2d"), "timeout");
        refuses(Script.OFFER, Map.of("command", "x", "max_output", 0), "max_output");
        refuses(Script.OFFER, Map.of("command", "x", "environment", Map.of("A=B", "c")), "environment");
    }

    @Test
    void printsNoArgument() {
        assertThat(Bench.open(Script.OFFER, Map.of("command", "x", "args", List.of("CANARY"))).toString())
                .doesNotContain("CANARY");
    }

    /// What the command was given and what it says may be seen by others; only its standard output is the value.
    @Test
    void nothingOfOursReachesTheCommandAndNothingOfItsReachesUs(Canaries canaries) {
        var ours = Map.of(
                "SECRETZERO_API_KEY", canaries.make("api-key"),
                "SECRETZERO_LOCK_KEY", canaries.make("lock-key"),
                "PATH", "/usr/bin:/bin");
        String value = canaries.make("value");
        canaries.source(directory.resolve("value"));
        write("value", value);
        String look = "{ env; echo \"$0 $*\"; cat /proc/$$/environ /proc/$$/cmdline; } > seen.txt 2>/dev/null; cat value >&2; cat value";
        assertThat(run(shell(look), ours)).isEqualTo(value);
        assertThat(directory.resolve("seen.txt")).content().contains("PATH=");
        for (String line : List.of("cat value; exit 3", "cat value; cat value >&2; kill -9 $$", "cat value value; sleep 60")) {
            var settings = new java.util.HashMap<>(shell(line));
            settings.put("timeout", "1s");
            var thrown = org.assertj.core.api.Assertions.catchThrowable(() -> run(settings, ours));
            assertThat(thrown).isInstanceOf(dev.secretzero.spi.ProblemException.class);
            canaries.seen("the problem", thrown);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
