package dev.secretzero.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.engine.lock.LockFile.Reading;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LockFileTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path directory;

    // ---- reading

    @Test
    void aMissingFileRemembersNothing() {
        assertThat(LockFile.read(directory.resolve("none"))).isEqualTo(new Reading.Missing());
        assertThat(LockFile.read(directory.resolve("no/where")).lock()).isEqualTo(Lock.empty());
    }

    @Test
    void readsEveryPartAndWritesTheSameBytes() throws IOException {
        byte[] golden = resource("golden.lock");
        var lock = LockFile.read(file(golden)).lock();
        var entry = lock.entry("db.user").orElseThrow();
        assertThat(entry.rotationCount()).isEqualTo(2);
        assertThat(entry.lastRotated()).contains(Instant.parse("2026-01-02T03:04:05.1Z"));
        assertThat(entry.provenance().get("local/file/.env")).hasSize(2);
        assertThat(entry.unknown()).containsKey("from_the_future");
        assertThat(lock.secretfile().orElseThrow().varFiles()).containsExactly("a.szvar", "b.szvar");
        assertThat(lock.unknown()).containsKey("signature");
        assertThat(written(lock)).isEqualTo(new String(golden, StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatEarlierProgramsWrote() throws IOException {
        var lock = LockFile.read(file(resource("legacy.lock"))).lock();
        var entry = lock.entry("old").orElseThrow();
        assertThat(entry.createdAt()).isEqualTo("2024-01-02T03:04:05Z");
        assertThat(entry.updatedAt()).isEqualTo("2024-01-02T03:04:05.5Z");
        assertThat(entry.recorded(new TargetId("local/file/.env"))).contains("f".repeat(64));
        var tracked = lock.secretfile().orElseThrow();
        assertThat(tracked.syncedAt()).isEqualTo("2024-01-02T01:04:05Z");
        assertThat(tracked.syncIdentity().orElseThrow()).containsOnlyKeys("client");
        assertThat(tracked.varFiles()).isEmpty();
    }

    @Test
    void takesAByteOrderMark() throws IOException {
        assertThat(LockFile.read(file("\ufeff{\"secrets\": {}}")).lock()).isEqualTo(Lock.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"secrets\": {                                       | :1:14: the lockfile is not valid JSON",
                "{\"secrets\": {}} trailing                            | the lockfile is not valid JSON",
                "{\"secrets\": {}} {}                                  | something follows the end",
                "{\"secrets\": {}, \"secrets\": {}}                    | secrets occurs twice",
                "{\"secrets\": {\"a\": 1}}                             | :1:19: secrets.a must be a map",
                "{\"secrets\": []}                                     | secrets must be a map",
                "{\"secrets\": {\"a\": {}}}                            | secrets.a has no hash",
                "{\"secrets\": {\"a\": {\"hash\": 5}}}                 | secrets.a.hash must be a text",
                "{\"secrets\": {\"a\": {\"hash\": \"\"}}}              | secrets.a has no created_at",
                "{\"secrets\": {\"a\": {\"created_at\": \"soon\"}}}    | secrets.a.created_at must be a timestamp",
                "{\"secrets\": {\"a\": {\"created_at\": 12}}}          | secrets.a.created_at must be a timestamp",
                "{\"secrets\": {\"a\": {\"rotation_count\": \"1\"}}}   | secrets.a.rotation_count must be a whole number",
                "{\"secrets\": {\"a\": {\"rotation_count\": -1}}}      | secrets.a.rotation_count must be a whole number",
                "{\"secrets\": {\"a\": {\"rotation_count\": 1e3}}}     | secrets.a.rotation_count must be a whole number",
                "{\"secrets\": {\"a\": {\"rotation_count\": 99999999999}}} | secrets.a.rotation_count must be a whole number",
                "{\"secrets\": {\"a\": {\"targets\": []}}}             | secrets.a.targets must be a map",
                "{\"secrets\": {\"a\": {\"targets\": {\"x\": null}}}}  | secrets.a.targets.x must be a text",
                "{\"secrets\": {\"a\": {\"target_provenance\": {\"x\": {}}}}} | secrets.a.target_provenance.x must be a list",
                "{\"secrets\": {}, \"secretfile\": \"x\"}              | secretfile must be a map",
                "{\"secrets\": {}, \"secretfile\": {}}                 | secretfile has no synced_at",
                "{\"secrets\": {}, \"metadata\": 1}                    | metadata must be a map",
                "{\"version\": 1, \"secrets\": {}}                     | version must be a text",
                "{\"version\": \"2.0\", \"secrets\": {}}               | a lockfile version that this program does not know",
                "{}                                                    | is not a lockfile",
                "{\"compilerOptions\": {\"a\": [1]}}                   | is not a lockfile",
                "[]                                                    | is not a lockfile",
                "\"text\"                                              | is not a lockfile",
                "null                                                  | is not a lockfile",
            })
    void refusesWhatIsNoLockfile(String text, String message) throws IOException {
        var problem = invalid(file(text));
        assertThat(problem.message()).contains("x.lock").contains(message);
        assertThat(problem.hint()).isPresent();
    }

    @Test
    void saysLineAndColumn() throws IOException {
        assertThat(invalid(file("{\n  \"secrets\": {\n    \"a\": 7\n  }\n}")).message())
                .endsWith("x.lock:3:10: secrets.a must be a map");
    }

    @Test
    void refusesAnEmptyFileBecauseACrashMayHaveEmptiedIt() throws IOException {
        assertThat(invalid(file("")).message()).contains("the lockfile is empty");
        assertThat(invalid(file(" \n")).message()).contains("the lockfile is empty");
    }

    @Test
    void saysThatAMergeIsNotFinished() throws IOException {
        var text = new String(resource("golden.lock"), StandardCharsets.UTF_8)
                .replace("    \"db.user\"", "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n    \"db.user\"");
        var problem = invalid(file(text));
        assertThat(problem.message()).endsWith("x.lock:14:1: the lockfile holds the markers of a merge conflict");
        assertThat(problem.hint().orElseThrow()).contains("keep those of both sides");
    }

    @Test
    void neverQuotesWhatStandsInAFileThatIsNotOurs() throws IOException {
        assertThat(invalid(file("password=canary-4711")).toString()).doesNotContain("canary");
        assertThat(invalid(file("{\"secrets\": \"canary-4711\"}")).toString()).doesNotContain("canary");
        assertThat(invalid(file("{\"secrets\": {\"a\": \"canary-4711\"}}")).toString()).doesNotContain("canary");
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        assertThat(invalid(file(new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'})).message())
                .contains("not valid JSON");
    }

    @Test
    void refusesNestingThatNobodyWrites() throws IOException {
        assertThat(invalid(file("{\"secrets\": {}, \"x\": " + "[".repeat(100_000))).message()).contains("not valid JSON");
    }

    @Test
    void refusesADirectory() {
        assertThat(invalid(directory).message()).contains("is a directory");
    }

    @Test
    void refusesADevice() {
        assumeTrue(Files.exists(Path.of("/dev/zero")));
        assertThat(invalid(Path.of("/dev/zero")).message()).contains("is not a file");
    }

    @Test
    void refusesAFileThatIsFarTooLarge() throws IOException {
        var path = directory.resolve("x.lock");
        try (var sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(LockFile.LIMIT + 1);
        }
        assertThat(invalid(path).message()).contains("larger than 256 MB");
    }

    @Test
    void aFileThatMayNotBeReadIsNotMissing() throws IOException {
        var path = file("{\"secrets\": {}}");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("-w-------"));
        assumeTrue(!Files.isReadable(path), "this user may read everything");
        var problem = problem(() -> LockFile.read(path));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem.message()).contains("access to it is denied");
    }

    // ---- writing

    @Test
    void makesAFileThatEverybodyMayRead() throws IOException {
        var path = directory.resolve("new/dir/.gitsecrets.lock");
        assertThat(save(path, lock("a"))).isTrue();
        assertThat(mode(path)).isEqualTo("rw-r--r--");
        assertThat(mode(path.resolveSibling(".gitsecrets.lock.lck"))).isEqualTo("rw-------");
        assertThat(names(directory.resolve("new/dir"))).containsExactly(".gitsecrets.lock", ".gitsecrets.lock.lck");
        assertThat(LockFile.read(path).lock()).isEqualTo(lock("a"));
    }

    @Test
    void keepsTheModeOfTheFileBefore() throws IOException {
        var path = file("{\"secrets\": {}}");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        save(path, lock("a"));
        assertThat(mode(path)).isEqualTo("rw-rw----");
    }

    @Test
    void writesNothingWithoutADifference() throws IOException {
        var path = file("{ \"secrets\" : { } }");
        assertThat(save(path, Lock.empty())).isFalse();
        assertThat(path).hasContent("{ \"secrets\" : { } }");
    }

    @Test
    void makesNoFileForALockThatRemembersNothing() {
        var path = directory.resolve("x.lock");
        assertThat(save(path, Lock.empty())).isFalse();
        assertThat(path).doesNotExist();
    }

    @Test
    void neverDeletesTheFile() throws IOException {
        var path = file(resource("golden.lock"));
        assertThat(save(path, Lock.empty())).isTrue();
        assertThat(path).hasContent("{\n  \"version\": \"1.0\",\n  \"secrets\": {},\n  \"secretfile\": null,\n  \"metadata\": {}\n}");
    }

    @Test
    void neverTouchesWhatIsNoLockfile() throws IOException {
        var path = file("{\"name\": \"package\"}");
        assertThat(problem(() -> LockFile.hold(path, Duration.ZERO)).code()).isEqualTo(Problem.Code.LOCKFILE_INVALID);
        assertThat(path).hasContent("{\"name\": \"package\"}");
        assertThat(problem(() -> LockFile.hold(path, Duration.ZERO)).code())
                .as("the lock was given back")
                .isEqualTo(Problem.Code.LOCKFILE_INVALID);
    }

    @Test
    void followsALinkInsteadOfReplacingIt() throws IOException {
        var real = directory.resolve("real/shared.lock");
        Files.createDirectories(real.getParent());
        var link = Files.createSymbolicLink(directory.resolve("x.lock"), Path.of("real/shared.lock"));
        assertThat(save(link, lock("a"))).isTrue();
        assertThat(save(link, lock("b"))).isTrue();
        assertThat(link).isSymbolicLink();
        assertThat(real).isRegularFile();
        assertThat(LockFile.read(real).lock()).isEqualTo(lock("b"));
    }

    @Test
    void twoNamesOfOneFileAreOneLock() throws IOException {
        var path = file("{\"secrets\": {}}");
        var link = Files.createSymbolicLink(directory.resolve("link"), path);
        try (var _ = LockFile.hold(path, Duration.ZERO)) {
            assertThat(problem(() -> LockFile.hold(link, Duration.ZERO)).code()).isEqualTo(Problem.Code.LOCKED);
        }
    }

    @Test
    void refusesALinkThatLeadsNowhere() throws IOException {
        var loop = directory.resolve("x.lock");
        Files.createSymbolicLink(loop, loop);
        assertThat(problem(() -> LockFile.hold(loop, Duration.ZERO)).code())
                .isIn(Problem.Code.UNREADABLE, Problem.Code.UNWRITABLE);
    }

    @Test
    void savesAgainAndAgain() {
        var path = directory.resolve("x.lock");
        try (var held = LockFile.hold(path, Duration.ZERO)) {
            assertThat(held.exists()).isFalse();
            assertThat(held.save(lock("a"))).isTrue();
            assertThat(held.exists()).isTrue();
            assertThat(held.lock()).isEqualTo(lock("a"));
            assertThat(held.save(lock("a"))).isFalse();
            assertThat(held.save(lock("b"))).isTrue();
        }
        assertThat(LockFile.read(path).lock()).isEqualTo(lock("b"));
    }

    @Test
    void savesOnlyOverTheTextThatItHasRead() throws IOException {
        var path = file("{\"secrets\": {}}");
        try (var held = LockFile.hold(path, Duration.ZERO)) {
            Files.writeString(path, "{\"secrets\": {}, \"metadata\": {\"by\": \"another\"}}");
            assertThat(problem(() -> held.save(lock("a"))).code()).isEqualTo(Problem.Code.CONFLICT);
        }
        assertThat(path).content().contains("another");
        assertThat(names(directory)).containsExactly("x.lock", "x.lock.lck");
    }

    @Test
    void doesNotBringBackAFileThatWasTakenAway() throws IOException {
        var path = file("{\"secrets\": {}}");
        try (var held = LockFile.hold(path, Duration.ZERO)) {
            Files.delete(path);
            assertThat(problem(() -> held.save(lock("a"))).code()).isEqualTo(Problem.Code.CONFLICT);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aFullDiskLeavesTheOldTextAndNoLitter() throws IOException {
        var path = file("{\"secrets\": {}}");
        var full = new Disk() {
            @Override
            public OutputStream open(Path file) throws IOException {
                return new FileOutputStream(file.toFile()) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        super.write(bytes, from, length / 2);
                        throw new IOException("No space left on device");
                    }
                };
            }
        };
        try (var held = LockFile.hold(path, Duration.ZERO, full)) {
            assertThat(problem(() -> held.save(lock("a"))).code()).isEqualTo(Problem.Code.UNWRITABLE);
            assertThat(held.lock()).isEqualTo(Lock.empty());
        }
        assertThat(path).hasContent("{\"secrets\": {}}");
        assertThat(names(directory)).containsExactly("x.lock", "x.lock.lck");
    }

    @Test
    void rewritesAFileThatCannotBeReplaced() throws IOException {
        var path = file("{\"secrets\": {}}");
        Object before = Files.getAttribute(path, "unix:ino");
        try (var held = LockFile.hold(path, Duration.ZERO, new Mounted())) {
            assertThat(held.save(lock("a"))).isTrue();
            assertThat(held.save(lock("b"))).isTrue();
        }
        assertThat(LockFile.read(path).lock()).isEqualTo(lock("b"));
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(before);
        assertThat(LockFile.read(directory.resolve("x.lock.bak")).lock()).isEqualTo(lock("a"));
        assertThat(names(directory)).containsExactly("x.lock", "x.lock.bak", "x.lock.lck");
    }

    @Test
    void aRewriteThatFailsPutsTheOldTextBack() throws IOException {
        var path = file("{\"secrets\": {}}");
        var failing = new Mounted() {
            private int opened;

            @Override
            public OutputStream open(Path file) throws IOException {
                var out = super.open(file);
                if (++opened == 2) {
                    out.write('{');
                    out.close();
                    throw new IOException("No space left on device");
                }
                return out;
            }
        };
        try (var held = LockFile.hold(path, Duration.ZERO, failing)) {
            assertThat(problem(() -> held.save(lock("a"))).code()).isEqualTo(Problem.Code.UNWRITABLE);
        }
        assertThat(path).hasContent("{\"secrets\": {}}");
    }

    private static class Mounted implements Disk {
        @Override
        public void swap(Path fresh, Path old) throws IOException {
            throw new FileSystemException(fresh.toString(), old.toString(), "Device or resource busy");
        }
    }

    @Test
    void refusesAPlaceThatCannotBeWritten() throws IOException {
        var path = file("x").resolve("below-a-file");
        assertThat(problem(() -> LockFile.hold(path, Duration.ZERO)).code()).isEqualTo(Problem.Code.UNWRITABLE);
    }

    // ---- holding

    @Test
    void onlyOneMayHoldIt() {
        var path = directory.resolve("x.lock");
        try (var _ = LockFile.hold(path, Duration.ZERO)) {
            var problem = problem(() -> LockFile.hold(path, Duration.ofMillis(60)));
            assertThat(problem.code()).isEqualTo(Problem.Code.LOCKED);
            assertThat(problem.hint()).isPresent();
        }
        LockFile.hold(path, Duration.ZERO).close();
    }

    @Test
    void loseNothingHoweverManyChangeItAtOnce() throws Exception {
        var path = directory.resolve("x.lock");
        int writers = 16;
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, writers)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        try (var held = LockFile.hold(path, Duration.ofMinutes(1))) {
                            var entries = new TreeMap<>(held.lock().entries());
                            entries.put("s" + i, Lock.Entry.made("h" + i, NOW));
                            return held.save(held.lock().entries(entries));
                        }
                    }))
                    .toList();
            start.countDown();
            for (var one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(LockFile.read(path).lock().entries()).hasSize(writers);
    }

    @Test
    void aReaderNeverSeesAPart() throws Exception {
        var path = directory.resolve("x.lock");
        save(path, lock("a"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var held = LockFile.hold(path, Duration.ZERO)) {
            var writer = threads.submit(() -> IntStream.range(0, 50).forEach(i -> held.save(lock("name-" + "x".repeat(i)))));
            while (!writer.isDone()) {
                assertThat(LockFile.read(path).lock().entries()).hasSize(1);
            }
            writer.get();
        }
    }

    @Test
    void yieldsToAnotherProcessAndTakesOverWhenItDies() throws Exception {
        var python = python();
        var path = directory.resolve("x.lock");
        var script = "import fcntl,sys\nf=open(sys.argv[1],'w')\nfcntl.lockf(f,fcntl.LOCK_EX)\nprint('held',flush=True)\nsys.stdin.read()";
        var other = new ProcessBuilder(python, "-c", script, path + ".lck").start();
        try (var said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("held");
            assertThat(problem(() -> LockFile.hold(path, Duration.ZERO)).code()).isEqualTo(Problem.Code.LOCKED);
        } finally {
            other.destroyForcibly();
            other.waitFor();
        }
        LockFile.hold(path, Duration.ZERO).close();
    }

    // ---- as others see it

    @Test
    void pythonReadsItAndWouldWriteTheSame() throws Exception {
        var python = python();
        var path = directory.resolve("x.lock");
        save(path, LockFile.read(file(resource("golden.lock"), "golden")).lock());
        var script = "import json,sys\nt=open(sys.argv[1],encoding='ascii').read()\nassert json.dumps(json.loads(t),indent=2)==t";
        var process = new ProcessBuilder(python, "-c", script, path.toString()).redirectErrorStream(true).start();
        var said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        assertThat(process.waitFor()).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void holdsTenThousandEntries() {
        var path = directory.resolve("x.lock");
        var entries = new TreeMap<String, Lock.Entry>();
        for (int i = 0; i < 10_000; i++) {
            var entry = Lock.Entry.made(Canonical.hash("v" + i), NOW);
            entries.put("secret_" + i, entry.delivered(new TargetId("local/file/" + i), new Lock.Delivery(NOW, Map.of("client", "cli"))));
        }
        var lock = Lock.empty().entries(entries);
        assertThat(save(path, lock)).isTrue();
        assertThat(LockFile.read(path).lock()).isEqualTo(lock);
    }

    // ---- tools

    private static Lock lock(String name) {
        return Lock.empty().entries(new TreeMap<>(Map.of(name, Lock.Entry.made("h", NOW))));
    }

    private static boolean save(Path path, Lock lock) {
        try (var held = LockFile.hold(path, Duration.ZERO)) {
            return held.save(lock);
        }
    }

    private static String written(Lock lock) throws IOException {
        var text = new StringBuilder();
        LockText.write(lock, text);
        return text.toString();
    }

    private Path file(String text) throws IOException {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] bytes) throws IOException {
        return file(bytes, "x.lock");
    }

    private Path file(byte[] bytes, String name) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = LockFileTest.class.getResourceAsStream("/lock/" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Problem invalid(Path path) {
        var problem = problem(() -> LockFile.read(path));
        assertThat(problem.code()).isEqualTo(Problem.Code.LOCKFILE_INVALID);
        return problem;
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(ProblemException.class, call), "nothing was thrown").problem();
    }

    private static String python() {
        var found = Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> List.of(path.split(":", -1)).stream())
                .map(directory -> Path.of(directory, "python3"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "there is no python3 on this machine");
        return found.orElseThrow().toString();
    }

    // ---- room

    @Test
    void reservesRoomAndGivesItBack() throws IOException {
        var path = directory.resolve("r.lock");
        try (var held = LockFile.hold(path, Duration.ZERO)) {
            held.reserve(10_000);
            assertThat(Files.size(directory.resolve(".r.lock.tmp"))).isEqualTo(10_000);
        }
        assertThat(directory.resolve(".r.lock.tmp")).doesNotExist();
        assertThat(path).doesNotExist();
    }

    @Test
    void saysThatTheDiskIsFullBeforeAnythingIsDone() {
        Disk full = new Disk() {
            @Override
            public OutputStream open(Path file) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (var held = LockFile.hold(directory.resolve("r.lock"), Duration.ZERO, full)) {
            var thrown = catchThrowableOfType(ProblemException.class, () -> held.reserve(10_000));
            assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
            assertThat(thrown).hasMessageContaining("r.lock could not be written: the disk is full");
        }
        assertThat(directory.resolve(".r.lock.tmp")).doesNotExist();
    }
}
