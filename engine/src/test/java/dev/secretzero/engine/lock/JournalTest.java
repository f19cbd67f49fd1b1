package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {

    @TempDir
    Path directory;

    private Path lockfile = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void names() {
        lockfile = directory.resolve(".gitsecrets.lock");
        file = directory.resolve(".gitsecrets.lock.journal");
    }

    private static Intent intent(String entry, String value) {
        return new Intent(
                entry, Optional.of("old"), Optional.of(value), List.of(new TargetId("local/file/.env")), Optional.empty());
    }

    private Journal journal() {
        return Journal.of(lockfile);
    }

    @Test
    void thereIsNoneUntilSomethingBegins() {
        assertThat(journal().pending()).isEmpty();
        journal().begin(List.of());
        assertThat(file).doesNotExist();
    }

    @Test
    void whatIsKeptBesideIsReadBack() {
        var kept = List.of(new Kept(new TargetId("local/file/.env"), "db_before"));
        var intent = new Intent("db", Optional.of("old"), Optional.of("new"), List.of(), Optional.empty(), kept);
        journal().begin(List.of(intent));
        assertThat(journal().pending().get("db")).containsExactly(intent);
    }

    @Test
    void whatBeginsIsReadBackNewestFirst() {
        var issued = new Intent("db", Optional.empty(), Optional.of("n"), List.of(), Optional.of("token-1"));
        journal().begin(List.of(intent("db", "one"), intent("api key", "two")));
        journal().begin(List.of(Intent.issuing("db", Optional.of("one")), issued));
        assertThat(journal().pending().get("db"))
                .containsExactly(issued, Intent.issuing("db", Optional.of("one")), intent("db", "one"));
        assertThat(journal().pending().get("api key")).containsExactly(intent("api key", "two"));
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        journal().begin(List.of(intent("db", "one")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void goesWhenEverythingIsSettled() {
        journal().begin(List.of(intent("db", "one"), intent("api", "two")));
        journal().settle("api"::equals);
        assertThat(journal().pending()).containsOnlyKeys("api");
        journal().settle(_ -> false);
        assertThat(file).doesNotExist();
    }

    @Test
    void aTornLineIsLeftOutWhereverItEnds() throws IOException {
        journal().begin(List.of(intent("db", "one")));
        var whole = Files.readAllBytes(file);
        journal().begin(List.of(intent("db", "two")));
        var both = Files.readAllBytes(file);
        for (int end = whole.length; end < both.length; end++) {
            Files.write(file, java.util.Arrays.copyOf(both, end));
            assertThat(journal().pending().get("db")).as("cut at %d", end).containsExactly(intent("db", "one"));
            journal().begin(List.of(intent("db", "three")));
            assertThat(journal().pending().get("db"))
                    .as("written on after %d", end)
                    .startsWith(intent("db", "three"))
                    .endsWith(intent("db", "one"));
        }
    }

    @Test
    void whatIsNotAJournalIsNoIntent() throws IOException {
        Files.writeString(file, "[1]\n{}\n{\"entry\": 5}\nnonsense\n\0\n");
        assertThat(journal().pending()).isEmpty();
    }

    @Test
    void aDirectoryInItsPlaceStopsARunBeforeItBegins() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(() -> journal().pending()).isInstanceOf(ProblemException.class).hasMessageContaining("journal");
        assertThatThrownBy(() -> journal().begin(List.of(intent("db", "one"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("nothing was begun");
    }

    @Test
    void aFullDiskStopsARunBeforeItBegins() {
        var full = new Disk() {
            @Override
            public void extend(Path path, byte[] more) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> Journal.of(lockfile, full).begin(List.of(intent("db", "one"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("nothing was begun");
        assertThat(journal().pending()).isEmpty();
    }

    @Test
    void aRepositoryIsToldToIgnoreItOnce() throws IOException {
        Files.createDirectory(directory.resolve(".git"));
        Files.writeString(directory.resolve(".gitignore"), "target/");
        for (int i = 0; i < 3; i++) {
            journal().begin(List.of(intent("db", "one")));
            journal().settle(_ -> false);
        }
        assertThat(directory.resolve(".gitignore"))
                .hasContent("target/\n.gitsecrets.lock.journal\n.gitsecrets.lock.lck\n");
    }

    @Test
    void outsideOfARepositoryNothingIsAdded() {
        journal().begin(List.of(intent("db", "one")));
        assertThat(directory.resolve(".gitignore")).doesNotExist();
    }

    @Test
    void belongsToTheFileThatALinkNames() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link.lock"), Path.of(".gitsecrets.lock"));
        Journal.of(link).begin(List.of(intent("db", "one")));
        assertThat(journal().pending()).containsOnlyKeys("db");
    }

    @Test
    void tenThousandStepsAreOneWrite() {
        var writes = new ArrayList<Integer>();
        var counting = new Disk() {
            @Override
            public void extend(Path path, byte[] more) throws IOException {
                writes.add(new String(more, StandardCharsets.US_ASCII).length());
                Disk.super.extend(path, more);
            }
        };
        var many = java.util.stream.IntStream.range(0, 10_000).mapToObj(i -> intent("s" + i, "one")).toList();
        Journal.of(lockfile, counting).begin(many);
        assertThat(writes).hasSize(1);
        assertThat(journal().pending()).hasSize(10_000);
    }
}
