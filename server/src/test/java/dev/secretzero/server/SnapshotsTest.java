package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Workspace.Locator;
import dev.secretzero.engine.Workspace.Opened;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final AtomicInteger parsed = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    private Path secretfile() {
        return directory.resolve("Secretfile.yml");
    }

    private Snapshots snapshots() {
        return new Snapshots(this::parse, secretfile(), now::get);
    }

    private Opened parse(Locator locator) {
        parsed.incrementAndGet();
        return Files.exists(locator.secretfile())
                ? new Opened.Ready(Workspaces.of(locator.secretfile(), locator.environment(), locator.varFiles()))
                : new Opened.Missing(locator.secretfile());
    }

    private void write(Path file, String text, Instant modified) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @BeforeEach
    void rested() throws IOException {
        write(secretfile(), "one", START.minus(Duration.ofHours(1)));
    }

    @Test
    void parsesOnceWhileNothingChanges() {
        var snapshots = snapshots();
        var first = snapshots.open(Optional.empty(), List.of());
        for (int i = 0; i < 100; i++) {
            now.set(now.get().plusSeconds(60));
            assertThat(snapshots.open(Optional.empty(), List.of())).isSameAs(first);
        }
        assertThat(parsed).hasValue(1);
    }

    @Test
    void parsesAgainWhenTheContentChanges() throws IOException {
        var snapshots = snapshots();
        snapshots.open(Optional.empty(), List.of());
        write(secretfile(), "two", START.plusSeconds(1));
        now.set(START.plusSeconds(2));
        snapshots.open(Optional.empty(), List.of());
        assertThat(parsed).hasValue(2);
    }

    @Test
    void seesAChangeWithinTheGrainOfTheTimeStamp() throws IOException {
        write(secretfile(), "one", START);
        var snapshots = snapshots();
        snapshots.open(Optional.empty(), List.of());
        write(secretfile(), "two", START);
        snapshots.open(Optional.empty(), List.of());
        assertThat(parsed).hasValue(2);
    }

    @Test
    void aTouchedFileIsNotParsedAgain() throws IOException {
        var snapshots = snapshots();
        snapshots.open(Optional.empty(), List.of());
        Files.setLastModifiedTime(secretfile(), FileTime.from(START.plusSeconds(5)));
        now.set(START.plusSeconds(60));
        snapshots.open(Optional.empty(), List.of());
        snapshots.open(Optional.empty(), List.of());
        assertThat(parsed).hasValue(1);
    }

    @Test
    void seesAReplacedFileWithTheSameTimeAndSize() throws IOException {
        var snapshots = snapshots();
        snapshots.open(Optional.empty(), List.of());
        var other = directory.resolve("other");
        write(other, "two", START.minus(Duration.ofHours(1)));
        Files.move(other, secretfile(), StandardCopyOption.REPLACE_EXISTING);
        snapshots.open(Optional.empty(), List.of());
        assertThat(parsed).hasValue(2);
    }

    @Test
    void aChangedVarFileCountsToo() throws IOException {
        var vars = directory.resolve("dev.szvar");
        write(vars, "a: 1", START.minus(Duration.ofHours(1)));
        var snapshots = snapshots();
        snapshots.open(Optional.empty(), List.of(vars));
        write(vars, "a: 2", START.plusSeconds(1));
        snapshots.open(Optional.empty(), List.of(vars));
        assertThat(parsed).hasValue(2);
    }

    @Test
    void keepsLanesApart() {
        var snapshots = snapshots();
        snapshots.open(Optional.of("dev"), List.of());
        snapshots.open(Optional.of("prod"), List.of());
        snapshots.open(Optional.of("dev"), List.of());
        assertThat(parsed).hasValue(2);
    }

    @Test
    void remembersABoundedNumber() {
        var snapshots = snapshots();
        for (int i = 0; i < Snapshots.LIMIT * 3; i++) {
            snapshots.open(Optional.of("lane" + i), List.of());
        }
        assertThat(snapshots.size()).isEqualTo(Snapshots.LIMIT);
    }

    @Test
    void aMendedFileIsPickedUp() throws IOException {
        Files.delete(secretfile());
        var snapshots = snapshots();
        assertThat(snapshots.open(Optional.empty(), List.of())).isInstanceOf(Opened.Missing.class);
        write(secretfile(), "one", START);
        assertThat(snapshots.open(Optional.empty(), List.of())).isInstanceOf(Opened.Ready.class);
    }

    @Test
    void aFileThatCannotBeReadIsFaulty() {
        var snapshots = new Snapshots(
                _ -> {
                    throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, "Secretfile.yml is not UTF-8 text"));
                },
                secretfile(),
                now::get);
        assertThat(snapshots.open(Optional.empty(), List.of()))
                .isInstanceOfSatisfying(Opened.Faulty.class, faulty ->
                        assertThat(faulty.diagnostics()).extracting(Diagnostic::message).containsExactly("Secretfile.yml is not UTF-8 text"));
    }

    @Test
    void anInvalidFileIsLookedAtAgainSinceItsVarFilesAreNotKnown() {
        var snapshots = new Snapshots(
                locator -> {
                    parsed.incrementAndGet();
                    var at = new Mark("Secretfile.yml", 1, 1);
                    return new Opened.Faulty(locator.secretfile(), List.of(Diagnostic.error("", "wrong", at)));
                },
                secretfile(),
                now::get);
        snapshots.open(Optional.empty(), List.of());
        snapshots.open(Optional.empty(), List.of());
        assertThat(parsed).hasValue(1);
        now.set(START.plusSeconds(5));
        snapshots.open(Optional.empty(), List.of());
        assertThat(parsed).hasValue(2);
    }
}
