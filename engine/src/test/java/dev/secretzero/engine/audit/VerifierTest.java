package dev.secretzero.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.engine.audit.Audit.Entry;
import dev.secretzero.engine.audit.Verification.Status;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifierTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String KEY = "a key of the audit log".replace(' ', '-');
    private static final Anchors NO_ANCHORS = new Anchors(Collections.emptySortedMap());

    @TempDir
    Path directory;

    private Path path;
    private Path mark;

    @BeforeEach
    void place() {
        path = directory.resolve("audit.log");
        mark = directory.resolve("audit.log.head");
    }

    private AuditFile log(String keys, long size) {
        return new AuditFile(path, InstantSource.fixed(NOW), Seal.of(keys), new Keeping(size, 0));
    }

    private AuditFile log() {
        return log("", 0);
    }

    private static Head write(AuditFile log, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> log.append(new Entry(NOW, "sync", "secrets", "zoe", Map.of("number", i), true)))
                .toList()
                .getLast();
    }

    private Verification verify() {
        return verify("");
    }

    private Verification verify(String keys) {
        return log(keys, 0).verify("here", NO_ANCHORS);
    }

    private static Anchors anchors(String place, Head head) {
        return new Anchors(new TreeMap<>(Map.of(place, head)));
    }

    private void assertBroken(String file, long line, String reason) {
        assertThat(verify().fault()).hasValueSatisfying(fault -> {
            assertThat(fault.file() + ":" + fault.line()).isEqualTo(file + ":" + line);
            assertThat(fault.reason()).contains(reason);
        });
    }

    @Test
    void nothingIsEmptyAndLeavesNothingBehind() throws IOException {
        assertThat(verify().status()).isEqualTo(Status.EMPTY);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatWasWrittenIsIntact() {
        var head = write(log(), 5);
        assertThat(verify()).isEqualTo(new Verification(
                Status.INTACT, 5, 1, 5, List.of("audit.log"), java.util.Optional.empty(), List.of()));
        assertThat(head.entry()).isEqualTo(5);
        assertThat(log().verify("here", anchors("here", head)).sound()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-key-of-the-audit-log"})
    void everyFlippedByteIsFoundInItsLine(String key) throws IOException {
        write(log(key, 0), 4);
        byte[] whole = Files.readAllBytes(path);
        int line = 1;
        for (int i = 0; i < whole.length; i++) {
            for (int bit : new int[] {1, 0x20}) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) bit;
                Files.write(path, flipped);
                var found = verify(key);
                assertThat(found.status()).as("byte " + i + ", bit " + bit).isEqualTo(Status.BROKEN);
                assertThat(found.fault().orElseThrow().line()).as("byte " + i + ", bit " + bit).isEqualTo(line);
            }
            line += whole[i] == '\n' ? 1 : 0;
        }
        assertThat(line).isEqualTo(5);
        Files.write(path, whole);
        assertThat(verify(key).sound()).isTrue();
    }

    @Test
    void everyFlippedByteOfEarlierLinesAndOfTornOnesIsFound() throws IOException {
        Files.writeString(path, "{\"timestamp\": \"2025-01-02T03:04:05+00:00\", \"action\": \"sync\"}\nno entry\n");
        write(log(), 1);
        Files.writeString(path, "{\"timestamp\": \"2026", StandardOpenOption.APPEND);
        write(log(), 1);
        assertThat(verify().status()).isEqualTo(Status.INTACT);
        assertThat(verify().notes()).hasSize(2);
        byte[] whole = Files.readAllBytes(path);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(path, flipped);
            assertThat(verify().status()).as("byte " + i).isEqualTo(Status.BROKEN);
        }
    }

    @Test
    void everyCutIsFound() throws IOException {
        write(log(), 4);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThat(verify().status()).as("cut to " + length).isEqualTo(Status.BROKEN);
        }
        Files.delete(path);
        assertBroken("audit.log", 1, "entries 1 to 4 are missing");
    }

    @Test
    void everyCutIsFoundByTheLockfileAloneWhenTheMarkWasCutToFit() throws IOException {
        var log = log();
        long[] ends = new long[4];
        byte[][] marks = new byte[4][];
        Head head = Head.NONE;
        for (int i = 0; i < 4; i++) {
            head = write(log, 1);
            ends[i] = Files.size(path);
            marks[i] = Files.readAllBytes(mark);
        }
        byte[] whole = Files.readAllBytes(path);
        for (int i = 0; i < 3; i++) {
            Files.write(path, Arrays.copyOf(whole, (int) ends[i]));
            Files.write(mark, marks[i]);
            assertThat(verify().sound()).isTrue();
            assertThat(log.verify("here", anchors("here", head)).fault()).isPresent();
            assertThat(log.verify("elsewhere", anchors("there", head)).fault()).isPresent();
        }
    }

    @Test
    void aCutDoesNotHealWhenTheLogIsWrittenAgain() throws IOException {
        write(log(), 4);
        var lines = Files.readAllLines(path);
        Files.writeString(path, lines.getFirst() + "\n");
        write(log(), 10);
        assertBroken("audit.log", 2, "entries 2 to 4 are missing before it");
    }

    @Test
    void aCutDoesNotHealWhenTheMarkGoesToo() throws IOException {
        write(log(), 4);
        Files.writeString(path, Files.readAllLines(path).getFirst() + "\n");
        Files.delete(mark);
        assertBroken("audit.log", 2, "is missing");
        write(log(), 10);
        assertBroken("audit.log", 2, "the mark of the log's end was missing");
    }

    @Test
    void aLogThatWasReplacedGoesOnAfterWhatTheLockfileRemembers() throws IOException {
        var head = write(log(), 4);
        Files.delete(path);
        Files.delete(mark);
        log().note("other", "secrets", "eve", Map.of(), true);
        write(log(), 8);
        assertThat(log().verify("here", anchors("here", head)).status()).isEqualTo(Status.BROKEN);
        write(log().above(head), 1);
        assertBroken("audit.log", 5, "is another entry 5 than the mark audit.log.head remembers");
    }

    @Test
    void linesThatAreTakenOutMovedOrPutInAreFound() throws IOException {
        write(log(), 4);
        var lines = Files.readAllLines(path);
        Files.write(path, List.of(lines.get(0), lines.get(2), lines.get(3)));
        assertBroken("audit.log", 2, "entry 2 is missing before it");
        Files.write(path, List.of(lines.get(0), lines.get(2), lines.get(1), lines.get(3)));
        assertBroken("audit.log", 2, "entry 2 is missing before it");
        Files.write(path, List.of(lines.get(0), lines.get(1), lines.get(1), lines.get(2), lines.get(3)));
        assertBroken("audit.log", 3, "is entry 2, where entry 3 belongs");
        Files.write(path, List.of(lines.get(0), "{\"action\": \"sync\"}", lines.get(1), lines.get(2), lines.get(3)));
        assertBroken("audit.log", 2, "was not written by SecretZero");
        Files.write(path, List.of(lines.get(1), lines.get(2), lines.get(3)));
        assertBroken("audit.log", 1, "entry 1 is missing");
    }

    @Test
    void aForeignLineStaysAFaultWhenTheLogGoesOn() throws IOException {
        write(log(), 2);
        Files.writeString(path, "{\"action\": \"sync\"}\n", StandardOpenOption.APPEND);
        assertBroken("audit.log", 3, "was not written by SecretZero");
        write(log(), 2);
        assertBroken("audit.log", 3, "was not written by SecretZero");
    }

    @Test
    void aCrashInTheMiddleOfALineIsShownAndHealed() throws IOException {
        write(log(), 2);
        byte[] before = Files.readAllBytes(path);
        byte[] remembered = Files.readAllBytes(mark);
        write(log(), 1);
        byte[] whole = Files.readAllBytes(path);
        for (int length = before.length; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            Files.write(mark, remembered);
            var after = verify();
            assertThat(after.sound() || length == whole.length - 1).as("cut to " + length).isTrue();
            assertThat(after.notes()).hasSize(length == before.length || length == whole.length - 1 ? 0 : 1);
            write(log(), 2);
            assertThat(verify().status()).as("cut to " + length).isEqualTo(Status.INTACT);
        }
    }

    @Test
    void anEntryOnDiskThatTheMarkDoesNotKnowIsKept() throws IOException {
        write(log(), 1);
        byte[] remembered = Files.readAllBytes(mark);
        write(log(), 2);
        Files.write(mark, remembered);
        assertThat(verify().status()).isEqualTo(Status.INTACT);
        write(log(), 1);
        assertThat(verify()).returns(4L, Verification::last).returns(Status.INTACT, Verification::status);
    }

    @Test
    void theChainGoesOnFromFileToFile() throws IOException {
        var log = log("", 700);
        write(log, 12);
        var found = verify();
        assertThat(found).returns(Status.INTACT, Verification::status).returns(12L, Verification::entries);
        assertThat(found.files()).hasSizeGreaterThan(3).last().isEqualTo("audit.log");
        assertThat(log.read(new Audit.Query(
                                100, 0, java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.empty(),
                                java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.empty()))
                        .entries())
                .extracting(entry -> entry.details().get("number"))
                .containsExactlyElementsOf(IntStream.range(0, 12).map(i -> 11 - i).boxed().toList());
        for (var name : found.files()) {
            byte[] whole = Files.readAllBytes(directory.resolve(name));
            for (int i = 0; i < whole.length; i += 3) {
                byte[] flipped = whole.clone();
                flipped[i] ^= 1;
                Files.write(directory.resolve(name), flipped);
                assertThat(verify().fault().map(Verification.Fault::file)).as("byte " + i).hasValue(name);
            }
            Files.write(directory.resolve(name), whole);
        }
        Files.delete(directory.resolve(found.files().getFirst()));
        assertThat(verify().sound()).isTrue();
        assertThat(verify().notes()).singleElement().asString().contains("is not here");
        Files.delete(directory.resolve(found.files().get(2)));
        assertThat(verify().status()).isEqualTo(Status.BROKEN);
    }

    @Test
    void keepsTheNewestFiles() throws IOException {
        var log = new AuditFile(path, InstantSource.fixed(NOW), Seal.plain(), new Keeping(1, 2));
        write(log, 9);
        assertThat(verify()).returns(Status.INTACT, Verification::status).returns(7L, Verification::first);
    }

    @Test
    void aCrashWhileAFileIsPutAsideLosesNothing() throws IOException {
        write(log(), 3);
        Files.move(path, directory.resolve("audit.log.3"));
        assertThat(verify().status()).isEqualTo(Status.INTACT);
        write(log(), 1);
        assertThat(verify()).returns(Status.INTACT, Verification::status).returns(4L, Verification::last);
    }

    @Test
    void nobodyWithoutTheKeyCanWriteOrRebuildIt() throws IOException {
        write(log(KEY, 0), 3);
        assertThat(verify(KEY).status()).isEqualTo(Status.INTACT);
        assertThat(verify().status()).isEqualTo(Status.UNCHECKED);
        assertThat(verify("another-key-of-some-length").sound()).isFalse();
        assertThatThrownBy(() -> write(log(), 1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is kept with a key");
        assertThatThrownBy(() -> log().check()).isInstanceOf(ProblemException.class);
        Files.delete(mark);
        assertThatThrownBy(() -> write(log(), 1)).isInstanceOf(ProblemException.class);
    }

    @Test
    void entriesWithoutTheKeyAfterThoseWithItAreAFault() throws IOException {
        var head = write(log(KEY, 0), 2);
        var keyed = Files.readString(path);
        Files.delete(path);
        Files.delete(mark);
        write(log().above(head), 1);
        Files.writeString(path, keyed + Files.readString(path));
        assertThat(verify(KEY).fault()).hasValueSatisfying(fault -> {
            assertThat(fault.line()).isEqualTo(3);
            assertThat(fault.reason()).contains("sealed without a key");
        });
    }

    @Test
    void keysMayChange() {
        write(log(), 1);
        write(log(KEY, 0), 1);
        write(log("the-next-key-of-the-log " + KEY, 0), 1);
        assertThat(verify("the-next-key-of-the-log " + KEY).status()).isEqualTo(Status.INTACT);
        assertThat(verify("the-next-key-of-the-log").fault().orElseThrow().line()).isEqualTo(2);
    }

    @Test
    void aShortKeyIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> Seal.of("short"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("16")
                .message()
                .doesNotContain("short");
    }

    @Test
    void aDamagedMarkIsAFaultAndStaysOne() throws IOException {
        write(log(), 2);
        byte[] whole = Files.readAllBytes(mark);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(mark, flipped);
            assertThat(verify().sound()).as("byte " + i).isFalse();
        }
        write(log(), 1);
        assertBroken("audit.log", 3, "missing or damaged");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Files.createDirectory(path);
        assertThatThrownBy(() -> log().check()).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> log().append(new Entry(NOW, "a", "b", "c", Map.of(), true)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aLinkStandsForWhatItLeadsTo() throws IOException {
        var link = directory.resolve("link.log");
        write(log(), 1);
        Files.createSymbolicLink(link, path);
        write(new AuditFile(link, InstantSource.fixed(NOW)), 1);
        assertThat(verify()).returns(2L, Verification::last).returns(Status.INTACT, Verification::status);
    }

    @Test
    void readsHostileBytes() throws IOException {
        byte[] noise = new byte[200_000];
        new java.util.Random(7).nextBytes(noise);
        Files.write(path, noise);
        write(log(), 2);
        assertThat(verify().status()).isEqualTo(Status.INTACT);
        Files.write(path, ("x".repeat(AuditFile.LINE_LIMIT + 7) + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        assertThat(verify().status()).isEqualTo(Status.BROKEN);
    }

    @Test
    void anchorsOfManyPlacesAreKeptAndTheSmallestForgotten() {
        var all = NO_ANCHORS;
        for (int i = 1; i <= 20; i++) {
            all = all.with("place" + i, new Head("log", i, "hash"));
        }
        assertThat(all.heads()).hasSize(Anchors.LIMIT).doesNotContainKey("place4").containsKey("place5");
        assertThat(Anchors.in(all.into(Map.of("other", 1)))).isEqualTo(all);
        assertThat(Anchors.in(Map.of("audit", "nonsense")).heads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5M", "1T", "99999999999"})
    void sizesAreChecked(String text) {
        assertThatThrownBy(() -> Keeping.of(Map.of(Keeping.SIZE, text))).isInstanceOf(ProblemException.class);
    }

    @Test
    void sizesAreRead() {
        assertThat(Keeping.of(Map.of(Keeping.SIZE, "2K", Keeping.FILES, "3"))).isEqualTo(new Keeping(2048, 3));
        assertThat(Keeping.of(Map.of())).isEqualTo(Keeping.USUAL);
    }
}
