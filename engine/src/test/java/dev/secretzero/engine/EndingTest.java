package dev.secretzero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.InMemoryBundle;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of issued values that end before they are rotated.
final class EndingTest {

    @TempDir
    Path directory;

    private final SeededRandom entropy = new SeededRandom(5);
    private InMemoryBundle bundle = InMemoryBundle.healthy();

    private Report synced(String more, String config) throws IOException {
        Files.writeString(directory.resolve("Secretfile.yml"), """
                version: '1'
                providers:
                  memory: {kind: memory}
                secrets:
                  - name: db
                    kind: memory_token
                    %s
                    config: {%s}
                    targets:
                      - {provider: memory, kind: memory, config: {place: shown}}
                """.formatted(more, config));
        var engine = Engine.of(
                        TestHost.at(directory, Map.of(), ManualClock.of("2026-01-01T00:00:00Z")),
                        List.of(bundle),
                        () -> entropy,
                        SyncIdentity.Machine.UNKNOWN,
                        _ -> SyncIdentity.Git.NONE)
                .waiting(_ -> {});
        var opened = (Workspace.Opened.Ready) engine.open(Workspace.Locator.of(Path.of("Secretfile.yml")));
        return engine.sync(opened.workspace(), Request.by("test"), Prompter.nobody());
    }

    private static List<String> endings(Report report) {
        return report.warnings().stream().filter(text -> text.contains("what was issued ends")).toList();
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01T01:00:00Z, run `secretzero rotate db --force` before it ends", "2026-01-22T12:00:00Z, write `rotation_period: 21d`",
        "2026-01-30T23:59:59Z, write `rotation_period: 29d`"})
    void saysThatAValueEndsBeforeItIsRotated(String end, String advice) throws IOException {
        assertThat(endings(synced("rotation_period: 30d", "expires: '" + end + "'"))).singleElement().satisfies(text -> assertThat(text)
                .startsWith("db: what was issued ends at " + end + ", before its rotation is due at 2026-01-31T00:00:00Z: ")
                .endsWith(advice));
    }

    @ParameterizedTest
    @CsvSource({"rotation_period: 30d, 2026-01-31T00:00:00Z", "rotation_period: 1d, 2030-01-01T00:00:00Z", "one_time: false, 2026-01-01T01:00:00Z"})
    void saysNothingOfOneThatIsRotatedBeforeOrAtNoTime(String more, String end) throws IOException {
        assertThat(endings(synced(more, "expires: '" + end + "'"))).isEmpty();
        assertThat(bundle.tokens()).hasSize(1);
    }

    @Test
    void saysNothingOfOneWithoutAnEnd() throws IOException {
        assertThat(endings(synced("rotation_period: 30d", ""))).isEmpty();
    }

    @Test
    void saysItOnceAndNothingWhereNothingWasIssued() throws IOException {
        assertThat(endings(synced("rotation_period: 30d", "expires: '2026-01-02T00:00:00Z'"))).hasSize(1);
        assertThat(endings(synced("rotation_period: 30d", "expires: '2026-01-02T00:00:00Z'"))).isEmpty();
        bundle = InMemoryBundle.broken(Fault.on(Fault.Call.ISSUE, 1, Fault.When.BEFORE));
        Files.delete(directory.resolve(".gitsecrets.lock"));
        assertThat(endings(synced("rotation_period: 30d", "expires: '2026-01-02T00:00:00Z'"))).isEmpty();
    }
}
