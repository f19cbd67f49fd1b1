package dev.secretzero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.Fault.Call;
import dev.secretzero.testkit.InMemoryBundle;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many secrets in five systems that throttle, break off and die. Time passes only when a line waits.
final class StormTest {

    private static final int SECRETS = 1_000;
    private static final List<String> SYSTEMS = List.of("one", "two", "three", "four", "five");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");
    private final SeededRandom entropy = new SeededRandom(5);
    private InMemoryBundle bundle = InMemoryBundle.healthy();

    @BeforeEach
    void write() throws IOException {
        write("memory_batched");
    }

    private void write(String kind) throws IOException {
        var providers = SYSTEMS.stream().map("  %s: {kind: memory}\n"::formatted).collect(Collectors.joining());
        var targets = SYSTEMS.stream()
                .map(name -> "      - {provider: %1$s, kind: %2$s, config: {place: %1$s}}\n".formatted(name, kind))
                .collect(Collectors.joining());
        var secrets = IntStream.range(0, SECRETS)
                .mapToObj(i -> "  - name: S%d\n    kind: memory_value\n    targets:\n%s".formatted(i, targets))
                .collect(Collectors.joining());
        Files.writeString(directory.resolve("Secretfile.yml"), "providers:\n" + providers + "secrets:\n" + secrets);
    }

    private Report sync(Request request) {
        var engine = Engine.of(
                        TestHost.at(directory, Map.of(), clock),
                        List.of(bundle),
                        () -> entropy,
                        SyncIdentity.Machine.UNKNOWN,
                        _ -> SyncIdentity.Git.NONE)
                .waiting(clock::advance);
        var opened = (Workspace.Opened.Ready) engine.open(Workspace.Locator.of(Path.of("Secretfile.yml")));
        return engine.sync(opened.workspace(), request, Prompter.nobody());
    }

    private void weather(Fault fault) {
        bundle = bundle.restarted(fault);
    }

    private void assertComplete(Report report) {
        assertThat(report.outcomes()).hasSize(SECRETS).noneMatch(Report.Outcome::failed);
        for (int i = 0; i < SECRETS; i++) {
            int number = i;
            assertThat(SYSTEMS.stream().map(system -> bundle.places().text(system + "/S" + number).orElse("nothing")))
                    .as("S" + i)
                    .hasSize(5)
                    .doesNotContain("nothing")
                    .containsOnly(bundle.places().text("one/S" + i).orElseThrow());
        }
    }

    @Test
    void aRunThroughAStormEndsComplete() {
        weather(Fault.storm(new Random(1), 10));
        assertComplete(sync(Request.by("test")));
        assertThat(bundle.places().writes()).isGreaterThanOrEqualTo(5_000);
        weather(Fault.storm(new Random(2), 10));
        assertComplete(sync(Request.by("test").force(true)));
    }

    @Test
    void whatIsReadInBatchesIsAskedForTenAtATime() {
        var calm = Fault.never();
        weather(calm);
        assertComplete(sync(Request.by("test")));
        assertThat(calm.made(Call.PUT)).isEqualTo(5_000);
        assertThat(calm.made(Call.OBSERVE)).isEqualTo(500);
        var again = Fault.never();
        weather(again);
        assertComplete(sync(Request.by("test")));
        assertThat(again.made(Call.PUT)).isZero();
        assertThat(again.made(Call.OBSERVE)).isEqualTo(500);
    }

    /// Five thousand places behind a dead line cost as many calls as it takes to know that it is dead.
    @Test
    void whatIsDeadIsSoonGivenUp() throws IOException {
        write("memory");
        var dead = Fault.storm(new Random(1), 100);
        weather(dead);
        var begin = clock.instant();
        var report = sync(Request.by("test"));
        assertThat(report.outcomes()).hasSize(SECRETS).allMatch(Report.Outcome::failed);
        assertThat(dead.made(Call.OBSERVE)).isLessThan(5 * 40);
        assertThat(dead.made(Call.PUT)).isLessThan(5 * 40);
        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(5));
        weather(Fault.never());
        assertComplete(sync(Request.by("test")));
    }
}
