package dev.secretzero.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.engine.audit.Audit.Entry;
import dev.secretzero.engine.audit.Audit.Query;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditFileTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path directory;

    private Path path;
    private AuditFile audit;

    @BeforeEach
    void open() {
        path = directory.resolve("deep/er/.secretzero_audit.log");
        audit = new AuditFile(path, InstantSource.fixed(NOW));
    }

    @Test
    void writesOneLineForEachEntryWithTheKeysInTheirOrder() throws IOException {
        audit.append(new Entry(NOW, "sync", "secrets", "api", Map.of("generated", List.of("a", "é")), true));
        audit.note("error", "line\nbreak", "api", Map.of(), false);
        var lines = Files.readAllLines(path);
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .startsWith("{\"timestamp\": \"2026-01-02T03:04:05+00:00\", \"action\": \"sync\", \"resource\": \"secrets\","
                        + " \"user\": \"api\", \"details\": {\"generated\": [\"a\", \"\\u00e9\"]}, \"success\": true,"
                        + " \"seq\": 1, \"prev\": \"\", \"hash\": \"");
        var hash = Sealed.hash(lines.getFirst());
        assertThat(lines.getLast())
                .startsWith("{\"timestamp\": \"2026-01-02T03:04:05+00:00\", \"action\": \"error\", \"resource\": \"line\\nbreak\","
                        + " \"user\": \"api\", \"details\": {}, \"success\": false, \"log\": \"" + hash.substring(0, 16)
                        + "\", \"seq\": 2, \"prev\": \"" + hash + "\", \"hash\": \"");
    }

    @Test
    void ofAChangeTheOutcomeIsShownAndTheIntentOnlyWithoutOne() {
        var intent = audit.note("sync", "secrets", "zoe", Map.of("phase", "intent"), false);
        assertThat(audit.read(all()).total()).isEqualTo(1);
        audit.append(entry(1));
        audit.note("sync", "secrets", "zoe", Map.of("intent", intent.entry()), true);
        audit.note("sync", "secrets", "eve", Map.of("phase", "intent"), false);
        assertThat(audit.read(all()).entries())
                .extracting(entry -> entry.user() + " " + entry.success())
                .containsExactly("eve false", "zoe true", "api true");
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        audit.append(entry(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
    }

    @Test
    void aMissingLogIsAnEmptyOne() {
        assertThat(audit.read(all())).isEqualTo(new Audit.Page(List.of(), 0));
    }

    @Test
    void readsTheNewestFirst() {
        IntStream.rangeClosed(1, 5).forEach(i -> audit.append(entry(i)));
        var page = audit.read(query(2, 1, Optional.empty()));
        assertThat(page.entries()).containsExactly(entry(4), entry(3));
        assertThat(page.total()).isEqualTo(5);
        assertThat(audit.read(query(2, 9, Optional.empty()))).isEqualTo(new Audit.Page(List.of(), 5));
    }

    @Test
    void filters() {
        audit.append(new Entry(NOW, "sync", "secrets", "api", Map.of(), true));
        audit.append(new Entry(NOW.plusSeconds(1), "sync", "secrets", "zoe", Map.of(), false));
        audit.append(new Entry(NOW.plusSeconds(2), "check", "secret:a", "zoe", Map.of(), true));
        var none = Optional.<String>empty();
        assertThat(total(new Query(9, 0, Optional.of("sync"), none, none, Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(2);
        assertThat(total(new Query(9, 0, none, Optional.of("secret:a"), none, Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(1);
        assertThat(total(new Query(9, 0, none, none, Optional.of("zoe"), Optional.of(false), Optional.empty(), Optional.empty())))
                .isEqualTo(1);
        assertThat(total(new Query(9, 0, none, none, none, Optional.empty(), Optional.of(NOW.plusSeconds(1)), Optional.empty())))
                .isEqualTo(2);
        assertThat(total(new Query(9, 0, none, none, none, Optional.empty(), Optional.empty(), Optional.of(NOW))))
                .isEqualTo(1);
    }

    @Test
    void leavesOutLinesThatAreNoEntries() throws IOException {
        audit.append(entry(1));
        Files.writeString(
                path,
                "\n\nnonsense\n{\"action\": \"x\"}\n[1]\n{\"timestamp\": \"2026\", \"action\": \"x\"}\n{\"a\":1} {\"b\":2}\n",
                StandardOpenOption.APPEND);
        audit.append(entry(2));
        assertThat(audit.read(all()).entries()).containsExactly(entry(2), entry(1));
    }

    @Test
    void closesALineThatWasCutShort() throws IOException {
        audit.append(entry(1));
        Files.writeString(path, "{\"timestamp\": \"2026-01-", StandardOpenOption.APPEND);
        audit.append(entry(2));
        assertThat(audit.read(all()).entries()).containsExactly(entry(2), entry(1));
    }

    @Test
    void readsWhatEarlierProgramsWrote() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(
                path,
                "{\"timestamp\": \"2025-01-02T03:04:05.123456+00:00\", \"action\": \"list_secrets\", \"resource\": \"secrets\","
                        + " \"user\": \"api\", \"details\": null, \"success\": true}\n");
        assertThat(audit.read(all()).entries())
                .containsExactly(new Entry(
                        Instant.parse("2025-01-02T03:04:05.123456Z"), "list_secrets", "secrets", "api", Map.of(), true));
    }

    @Test
    void readsLinesAcrossBlocks() {
        IntStream.rangeClosed(1, 60).forEach(i -> audit.append(wide(i, 7000 + 131 * i)));
        var page = audit.read(all());
        assertThat(page.entries()).hasSize(60).first().isEqualTo(wide(60, 7000 + 131 * 60));
        assertThat(page.entries()).last().isEqualTo(wide(1, 7131));
    }

    @Test
    void keepsAnEntryWhoseDetailsAreTooLong() {
        audit.append(wide(1, AuditFile.LINE_LIMIT));
        assertThat(audit.read(all()).entries())
                .singleElement()
                .extracting(Entry::details)
                .isEqualTo(Map.of("omitted", true));
    }

    @Test
    void leavesOutALineThatNobodyOfUsWrote() throws IOException {
        audit.append(entry(1));
        Files.writeString(path, "x".repeat(AuditFile.LINE_LIMIT + 100_000) + "\n", StandardOpenOption.APPEND);
        audit.append(entry(2));
        assertThat(audit.read(all()).entries()).containsExactly(entry(2), entry(1));
    }

    @Test
    void losesNothingHoweverManyAppendAtOnce() throws Exception {
        var another = new AuditFile(path, InstantSource.fixed(NOW));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 100)
                    .mapToObj(i -> threads.submit(() -> (i % 2 == 0 ? audit : another).append(entry(i))))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }
        assertThat(Files.readAllLines(path)).hasSize(100);
        assertThat(audit.verify("", new Anchors(java.util.Collections.emptySortedMap())))
                .returns(100L, Verification::entries)
                .returns(true, Verification::sound);
        assertThat(audit.read(query(1000, 0, Optional.empty())).entries()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void saysThatItCannotBeWritten() throws IOException {
        Files.createDirectories(path);
        var problem = catchThrowableOfType(ProblemException.class, () -> audit.append(entry(1)));
        assertThat(Objects.requireNonNull(problem).problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(problem.problem().message()).contains(path.toString());
    }

    @Test
    void saysThatItCannotBeRead() throws IOException {
        Files.createDirectories(path);
        var problem = catchThrowableOfType(ProblemException.class, () -> audit.read(all()));
        assertThat(Objects.requireNonNull(problem).problem().code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    private long total(Query query) {
        return audit.read(query).total();
    }

    private static Entry entry(int number) {
        return new Entry(NOW.plusSeconds(number), "sync", "secrets", "api", Map.of("number", number), true);
    }

    private static Entry wide(int number, int width) {
        return new Entry(NOW.plusSeconds(number), "sync", "secrets", "api", Map.of("text", "x".repeat(width)), true);
    }

    private static Query all() {
        return query(1000, 0, Optional.empty());
    }

    private static Query query(int limit, int offset, Optional<String> action) {
        return new Query(
                limit, offset, action, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
