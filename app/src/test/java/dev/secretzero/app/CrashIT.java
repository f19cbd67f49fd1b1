package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that end badly: their memory, which holds values, goes nowhere.
final class CrashIT {

    /// What a container image or a colleague may have set for every Java program.
    private static final String DUMPING =
            "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=heap.hprof -XX:+CreateCoredumpOnCrash -XX:ErrorFile=hs_err.log";

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    @Test
    void theLauncherSwitchesOffEveryWayOutOfMemory() throws IOException, InterruptedException {
        for (var wish : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            for (var program : List.of("secretzero", "secretzero-api")) {
                var flags = flags(program, Map.of(wish, DUMPING, "SECRETZERO_JAVA_OPTS", "-XX:+PrintFlagsFinal -version"));
                assertThat(flags)
                        .as("%s with %s", program, wish)
                        .containsEntry("HeapDumpOnOutOfMemoryError", "false")
                        .containsEntry("CreateCoredumpOnCrash", "false")
                        .containsEntry("DisableAttachMechanism", "true")
                        .containsEntry("ErrorFile", "/dev/null");
            }
        }
    }

    private Map<String, String> flags(String program, Map<String, String> environment) throws IOException, InterruptedException {
        var launcher = Packaged.DIST.resolve("bin").resolve(program).toString();
        return Packaged.run(work, List.of(launcher), environment, logs).out().lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length > 3 && words[2].equals("="))
                .collect(Collectors.toMap(words -> words[1], words -> words[3], (one, _) -> one));
    }

    @Test
    void outOfMemoryLeavesNothingBehind(Canaries canaries) throws IOException, InterruptedException {
        var secretfile = work.resolve("Secretfile.yml");
        canaries.source(secretfile);
        String value = canaries.make("stated");
        Files.writeString(secretfile, Packaged.SECRETFILE
                + "  - {name: a, kind: static, config: {default: " + value + "}}\n"
                + "labels:\n" + labels(400_000));
        var before = files();
        var launcher = Packaged.DIST.resolve("bin/secretzero").toString();
        var ended = Packaged.run(
                work,
                List.of(launcher, "sync"),
                Map.of("SECRETZERO_JAVA_OPTS", "-Xmx24m", "JAVA_TOOL_OPTIONS", DUMPING, "OVERRIDE", canaries.make("variable")),
                logs);
        assertThat(ended.status()).isNotZero();
        canaries.seen("what it said", ended.out() + ended.err());
        assertThat(files()).as(ended.err()).isEqualTo(before);
    }

    private static String labels(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("  k").append(i).append(": v\n");
        }
        return text.toString();
    }

    @Test
    void aCrashLeavesNothingBehind(Canaries canaries) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/limits")), "no /proc here");
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        var before = files();
        var environment = Map.of("SECRETZERO_API_KEY", canaries.make("key"), "JAVA_TOOL_OPTIONS", DUMPING);
        try (var server = Packaged.Server.start(work, logs, environment)) {
            var limits = Files.readString(Path.of("/proc/" + server.process().pid() + "/limits"));
            assertThat(limits).containsPattern("Max core file size +0 +0 ");
            new ProcessBuilder("kill", "-SEGV", Long.toString(server.process().pid())).start().waitFor();
            assertThat(server.process().waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(server.process().exitValue()).isNotZero();
            canaries.seen("the server's log", Files.readString(server.log()));
        }
        assertThat(files()).isEqualTo(before);
    }

    /// Everything in the working directory, and what Java leaves in the temporary one when it ends badly.
    private Set<String> files() throws IOException {
        var found = new ArrayList<Path>();
        try (var tree = Files.walk(work)) {
            tree.forEach(found::add);
        }
        try (var others = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            others.filter(CrashIT::isDump).forEach(found::add);
        }
        return found.stream().map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isDump(Path file) {
        return file.toString().matches(".*/(hs_err|core|java_pid|replay_pid|heap)[^/]*");
    }
}
