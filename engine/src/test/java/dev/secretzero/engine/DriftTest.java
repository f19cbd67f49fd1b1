package dev.secretzero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Drift.State;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.Fault.Call;
import dev.secretzero.testkit.Fault.When;
import dev.secretzero.testkit.InMemoryBundle;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import dev.secretzero.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three honest answers for each place, and what repair can do about it.
final class DriftTest {

    private static final String SHOWN = "shown/db";
    private static final String HIDDEN = "hidden/db";

    @TempDir
    Path directory;

    private final SeededRandom entropy = new SeededRandom(5);
    private InMemoryBundle bundle = InMemoryBundle.healthy();

    @BeforeEach
    void synced() throws IOException {
        Files.writeString(directory.resolve("Secretfile.yml"), """
                version: '1'
                providers:
                  memory: {kind: memory}
                secrets:
                  - name: db
                    kind: memory_value
                    targets:
                      - {provider: memory, kind: memory, config: {place: shown}}
                      - {provider: memory, kind: memory_hidden, config: {place: hidden}}
                """);
        sync();
    }

    private Engine engine() {
        return Engine.of(
                TestHost.at(directory, Map.of(), ManualClock.of("2026-01-01T00:00:00Z")),
                List.of(bundle),
                () -> entropy,
                SyncIdentity.Machine.UNKNOWN,
                _ -> SyncIdentity.Git.NONE)
                .waiting(_ -> {});
    }

    private Workspace workspace() {
        return ((Workspace.Opened.Ready) engine().open(Workspace.Locator.of(Path.of("Secretfile.yml")))).workspace();
    }

    private void sync() {
        engine().sync(workspace(), Request.by("test"), Prompter.nobody());
    }

    private Report repair(boolean dry) {
        return engine().repair(workspace(), Request.by("test"), dry);
    }

    private List<State> states() {
        return engine().drift(workspace(), Set.of()).rows().getFirst().places().stream()
                .map(Drift.Place::state)
                .toList();
    }

    @Test
    void aPlaceThatHidesItsValueIsInSyncWhileItsVersionIsOurs() {
        assertThat(states()).containsExactly(State.IN_SYNC, State.IN_SYNC);
    }

    @Test
    void aWriteBehindOurBackShowsInEveryKindOfPlace() {
        bundle.places().tamper(SHOWN, "other");
        bundle.places().tamper(HIDDEN, "other");
        assertThat(states()).containsExactly(State.DRIFTED, State.DRIFTED);
    }

    @Test
    void withoutARecordedVersionAHiddenPlaceIsUnverified() throws IOException {
        var lock = directory.resolve(".gitsecrets.lock");
        var text = Files.readString(lock);
        Files.writeString(lock, text.replace("\"marks\"", "\"other\""));
        assertThat(states()).containsExactly(State.IN_SYNC, State.UNVERIFIED);
    }

    @Test
    void aPlaceThatCannotBeLookedAtIsUnverified() {
        bundle = bundle.restarted(Fault.on(Call.OBSERVE, 1, When.BEFORE));
        assertThat(states()).containsExactly(State.UNVERIFIED, State.IN_SYNC);
    }

    @Test
    void repairPutsBackWhatAnotherPlaceShows() {
        var value = bundle.places().text(SHOWN);
        bundle.places().tamper(HIDDEN, "other");
        assertThat(repair(true).status()).isEqualTo(Report.Status.OK);
        assertThat(bundle.places().text(HIDDEN)).contains("other");
        assertThat(repair(false).status()).isEqualTo(Report.Status.OK);
        assertThat(bundle.places().text(HIDDEN)).isEqualTo(value);
        assertThat(bundle.places().text(SHOWN)).isEqualTo(value);
        assertThat(states()).containsExactly(State.IN_SYNC, State.IN_SYNC);
    }

    @Test
    void whatIsShownNowhereIsNotRepairedAndSaysSo() {
        bundle.places().tamper(SHOWN, "other");
        long writes = bundle.places().writes();
        var report = repair(false);
        assertThat(report.errors()).singleElement().asString().contains("cannot be read back");
        assertThat(bundle.places().writes()).isEqualTo(writes);
    }

    @Test
    void looksOnlyAndNeverWrites() {
        bundle.places().tamper(SHOWN, "other");
        long writes = bundle.places().writes();
        states();
        assertThat(bundle.places().writes()).isEqualTo(writes);
    }

    @Test
    void whatWasNeverMadeIsNotMadeByRepair() throws IOException {
        Files.delete(directory.resolve(".gitsecrets.lock"));
        long writes = bundle.places().writes();
        assertThat(repair(false).outcomes()).isEmpty();
        assertThat(bundle.places().writes()).isEqualTo(writes);
    }
}
