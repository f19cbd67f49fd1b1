package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTargetTest {

    @TempDir
    Path directory;

    private Shared target(String... pairs) {
        return (Shared) Fixture.open(FileTarget.OFFER, Fixture.provider(directory, directory), pairs);
    }

    private static void put(Target target, String name, String value) {
        assertThat(target.put(name, Material.of(value), new Expect.Anything())).isInstanceOf(Receipt.Written.class);
    }

    private static Shared.Delivery delivery(Shared target, String name, String value) {
        return new Shared.Delivery(new Shared.Place(target, name), Material.of(value), new Expect.Anything());
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void writesAnEnvFileThatOnlyItsOwnerReads() throws IOException {
        var target = target();
        assertThat(target.observe("TEST_KEY")).isInstanceOf(Observation.Absent.class);
        put(target, "TEST_KEY", "test_value");
        Path file = directory.resolve(".env");
        assertThat(file).hasContent("TEST_KEY=test_value\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Fixture.shown(target.observe("TEST_KEY"))).contains("test_value");
        assertThat(directory.toFile().list()).containsExactly(".env");
    }

    @Test
    void hasRoomBesideItsKey() {
        var target = target("key", "KEY");
        put(target, "name", "new");
        var beside = ((dev.secretzero.spi.Keeper) target).beside().orElseThrow();
        put(beside, "KEY_PREVIOUS", "old");
        assertThat(directory.resolve(".env")).hasContent("KEY=new\nKEY_PREVIOUS=old\n");
        beside.remove("KEY_PREVIOUS");
        assertThat(directory.resolve(".env")).hasContent("KEY=new\n");
    }

    @Test
    void hasNoRoomInAFileThatHoldsOneValueOrIsWrittenWhole() {
        assertThat(((dev.secretzero.spi.Keeper) target("format", "raw")).beside()).isEmpty();
        assertThat(((dev.secretzero.spi.Keeper) target("merge", "false")).beside()).isEmpty();
    }

    @Test
    void infersTheFormatFromTerraformNamesOnly() throws IOException {
        put(target("path", "a.tfvars"), "k", "v");
        put(target("path", "b.tfvars.json"), "k", "v");
        put(target("path", "c.json"), "k", "v");
        put(target("path", "d.any", "format", " YAML "), "k", "v");
        put(target("path", "e.tfvars", "format", " "), "k", "v");
        assertThat(Files.readString(directory.resolve("a.tfvars"))).endsWith("\nk = \"v\"\n");
        assertThat(directory.resolve("b.tfvars.json")).hasContent("{\n  \"k\": \"v\"\n}");
        assertThat(directory.resolve("c.json")).hasContent("k=v\n");
        assertThat(directory.resolve("d.any")).hasContent("k: \"v\"\n");
        assertThat(Files.readString(directory.resolve("e.tfvars"))).endsWith("\nk = \"v\"\n");
        assertThat(problem(() -> target("format", "xml")).message()).contains("Unsupported format");
    }

    @Test
    void usesTheKeyInsteadOfTheName() {
        var target = target("key", " DB_PASSWORD ");
        put(target, "db", "v");
        assertThat(directory.resolve(".env")).hasContent("DB_PASSWORD=v\n");
        assertThat(Fixture.shown(target.observe("db"))).contains("v");
        put(target("key", "  "), "other", "w");
        assertThat(directory.resolve(".env")).hasContent("DB_PASSWORD=v\nother=w\n");
    }

    @Test
    void keepsTheModeOfAnExistingFile() throws IOException {
        Path file = directory.resolve(".env");
        Files.writeString(file, "A=1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        put(target(), "B", "2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        put(target("path", "new", "mode", "0640"), "B", "2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("new"))))
                .isEqualTo("rw-r-----");
        for (String mode : List.of("416", "600", "0999", "rw", "", "06000")) {
            assertThat(problem(() -> target("mode", mode)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        }
    }

    @Test
    void writesNothingWhenNothingChanges() throws IOException {
        Path file = directory.resolve(".env");
        Files.writeString(file, "A='1' # one\n");
        var then = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, then);
        put(target(), "A", "1");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(then);
        target().remove("B");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(then);
    }

    @Test
    void writesAllDeliveriesAtOnce() {
        var deliveries = new ArrayList<Shared.Delivery>();
        for (int i = 0; i < 10_000; i++) {
            deliveries.add(delivery(target("key", "K" + i), "name", "v" + i));
        }
        assertThat(target().putAll(deliveries)).hasSize(10_000).allMatch(Receipt.Written.class::isInstance);
        var seen = target().observeAll(List.of(new Shared.Place(target(), "K0"), new Shared.Place(target(), "K9999")));
        assertThat(seen).extracting(Fixture::shown).containsExactly(Optional.of("v0"), Optional.of("v9999"));
    }

    @Test
    void withoutMergingTheFileHoldsWhatIsWrittenTogether() throws IOException {
        Path file = directory.resolve(".env");
        Files.writeString(file, "OLD=1\n");
        var target = target("merge", "false");
        assertThat(target.whole()).isTrue();
        assertThat(target().whole()).isFalse();
        target.putAll(List.of(delivery(target, "A", "1"), delivery(target, "B", "2")));
        assertThat(file).hasContent("A=1\nB=2\n");
        assertThat(Fixture.shown(target.observe("B"))).contains("2");
        target.remove("A");
        assertThat(file).hasContent("B=2\n");
    }

    @Test
    void oneFileHasOneContainerWhateverItIsCalled() throws IOException {
        Files.writeString(directory.resolve("real"), "A=1\n");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        assertThat(target("path", "link").container()).isEqualTo(target("path", "./x/../real").container());
        put(target("path", "link"), "A", "2");
        assertThat(directory.resolve("link")).isSymbolicLink();
        assertThat(directory.resolve("real")).hasContent("A=2\n");
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("later"));
        put(target("path", "dangling"), "A", "3");
        assertThat(directory.resolve("dangling")).isSymbolicLink();
        assertThat(directory.resolve("later")).hasContent("A=3\n");
    }

    @Test
    void refusesTwoFormatsForOneFile() {
        var one = target("path", "f");
        var other = target("path", "f", "format", "json");
        assertThat(one.container()).isEqualTo(other.container());
        var both = List.of(delivery(one, "a", "1"), delivery(other, "b", "2"));
        assertThat(problem(() -> one.putAll(both)).message()).contains("as dotenv and as json");
        var mixed = List.of(delivery(one, "a", "1"), delivery(target("path", "f", "merge", "false"), "b", "2"));
        assertThat(problem(() -> one.putAll(mixed)).message()).contains("with merge and without");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesTwoValuesForOneKey() {
        var target = target("key", "K");
        var both = List.of(delivery(target, "a", "hunter2"), delivery(target, "b", "hunter3"));
        assertThat(problem(() -> target.putAll(both)).message()).contains("\"K\"").doesNotContain("hunter");
        assertThat(target.putAll(List.of(delivery(target, "a", "1"), delivery(target, "b", "1")))).hasSize(2);
    }

    @Test
    void looksBesideTheSecretfileWhenTheWorkingDirectoryLacksTheFile() throws IOException {
        Path work = Files.createDirectory(directory.resolve("work"));
        Path home = Files.createDirectory(directory.resolve("home"));
        var target = (Shared) Fixture.open(FileTarget.OFFER, Fixture.provider(work, home));
        put(target, "A", "1");
        assertThat(home.resolve(".env")).hasContent("A=1\n");
        Files.writeString(work.resolve(".env"), "");
        put(target, "A", "2");
        assertThat(work.resolve(".env")).hasContent("A=2\n");
        assertThat(home.resolve(".env")).hasContent("A=1\n");
    }

    @Test
    void honoursWhatTheWriterExpects() {
        var target = target();
        var value = Material.of("1");
        assertThat(target.put("A", value, new Expect.Nothing())).isEqualTo(Receipt.Written.plain());
        assertThat(target.put("A", Material.of("2"), new Expect.Nothing())).isInstanceOf(Receipt.Conflict.class);
        assertThat(target.put("A", Material.of("2"), new Expect.Exactly(new Version("1")))).isInstanceOf(Receipt.Conflict.class);
        assertThat(target.put("B", Material.of("2"), new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(directory.resolve(".env")).hasContent("A=1\nB=2\n");
        var some = List.of(
                delivery(target, "C", "3"),
                new Shared.Delivery(new Shared.Place(target, "A"), Material.of("x"), new Expect.Nothing()));
        assertThat(target.putAll(some)).allMatch(Receipt.Conflict.class::isInstance);
        assertThat(directory.resolve(".env")).hasContent("A=1\nB=2\n");
    }

    @Test
    void removesTheKeyOnly() {
        var target = target();
        target.remove("A");
        assertThat(directory).isEmptyDirectory();
        put(target, "A", "1");
        put(target, "B", "2");
        target.remove("A");
        assertThat(directory.resolve(".env")).hasContent("B=2\n");
        target.remove("A");
        assertThat(target.observe("A")).isInstanceOf(Observation.Absent.class);
    }

    @Test
    void aPlaceholderIsAbsent() throws IOException {
        Files.writeString(directory.resolve(".env"), "A=\nB=\"\"\n");
        assertThat(target().observe("A")).isInstanceOf(Observation.Absent.class);
        assertThat(Fixture.shown(target().observe("B"))).contains("");
    }

    @Test
    void aRawFileIsItsValue() throws IOException {
        var target = target("path", "deep/er/key.pem", "format", "raw");
        var bytes = new byte[] {0, 1, (byte) 0xff, '\n'};
        target.put("k", new Material.Single(Secret.take(bytes.clone())), new Expect.Anything());
        assertThat(directory.resolve("deep/er/key.pem")).hasBinaryContent(bytes);
        assertThat(target.observe("other")).isInstanceOf(Observation.Shown.class);
        target.remove("k");
        assertThat(directory.resolve("deep/er/key.pem")).doesNotExist();
        assertThat(problem(() -> target("format", "raw", "key", "k")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        var two = List.of(delivery(target, "a", "1"), delivery(target, "b", "2"));
        assertThat(problem(() -> target.putAll(two)).message()).contains("two secrets");
    }

    @Test
    void writesTheFieldThatIsNamed() {
        var fields = new TreeMap<String, Material>();
        fields.put("token", Material.of("t"));
        fields.put("deep", new Material.Fields(new TreeMap<>(java.util.Map.of("n", new Material.Literal(Secret.of("5"))))));
        var target = target("value_field", "token");
        target.put("A", new Material.Fields(fields), new Expect.Anything());
        target("value_field", "deep.n").put("B", new Material.Fields(fields), new Expect.Anything());
        put(target, "C", "{\"token\":\"from text\"}");
        assertThat(directory.resolve(".env")).hasContent("A=t\nB=5\nC=\"from text\"\n");
        assertThat(target.observe("A")).isInstanceOf(Observation.Hidden.class);
        assertThat(target.observe("Z")).isInstanceOf(Observation.Absent.class);
        assertThat(problem(() -> put(target, "A", "{\"hunter2\":1}")).message()).contains("token").doesNotContain("hunter2");
        assertThat(problem(() -> put(target, "A", "hunter2")).message()).doesNotContain("hunter2");
    }

    @Test
    void keepsWhatItCannotUnderstand() throws IOException {
        Path file = directory.resolve("f");
        Files.write(file, new byte[] {(byte) 0xff, 'x'});
        assertThat(problem(() -> put(target("path", "f"), "A", "1")).code()).isEqualTo(Problem.Code.UNREADABLE);
        Files.writeString(file, "{\"a\": hunter2");
        var json = target("path", "f", "format", "json");
        assertThat(problem(() -> put(json, "A", "1")).message()).startsWith("f:1: ").doesNotContain("hunter2");
        assertThat(problem(() -> json.observe("a")).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(file).hasContent("{\"a\": hunter2");
    }

    @Test
    void refusesAFileOfMoreThan64Megabytes() throws IOException {
        try (var file = new RandomAccessFile(directory.resolve(".env").toFile(), "rw")) {
            file.setLength(AtomicFile.LIMIT + 1);
        }
        assertThat(problem(() -> target().observe("A")).message()).contains("larger than 64 MB");
    }

    @Test
    void makesDirectoriesAndSaysWhyItCannot() throws IOException {
        put(target("path", "a/b/c.env"), "A", "1");
        assertThat(directory.resolve("a/b/c.env")).hasContent("A=1\n");
        Files.writeString(directory.resolve("file"), "");
        for (String path : List.of("file/x.env", "file/deep/x.env")) {
            var problem = problem(() -> put(target("path", path), "A", "1"));
            assertThat(problem.code()).isEqualTo(Problem.Code.UNWRITABLE);
            assertThat(problem.message()).contains("not a directory");
            assertThat(target("path", path).observe("A")).isInstanceOf(Observation.Absent.class);
        }
        assertThat(problem(() -> put(target("path", "a/b"), "A", "1")).message()).contains("is not a file");
    }

    @Test
    void respectsAModeThatDeniesWriting() throws IOException {
        Path file = directory.resolve(".env");
        Files.writeString(file, "A=1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        var problem = problem(() -> put(target(), "B", "2"));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(problem.message()).contains("not writable");
        assertThat(file).hasContent("A=1\n");
    }

    @Test
    void saysWhenADirectoryCannotBeMade() {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        var target = target("path", "/proc/self/nowhere/x.env");
        assertThatThrownBy(() -> put(target, "A", "hunter2"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Cannot create directory")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatTwoWritersWereToldIsWrittenIsThere() throws InterruptedException {
        var failures = java.util.Collections.synchronizedList(new ArrayList<Throwable>());
        var threads = new ArrayList<Thread>();
        for (int writer = 0; writer < 2; writer++) {
            String name = "W" + writer + "_";
            var thread = new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    putUntilWritten(target(), name + i);
                }
            });
            thread.setUncaughtExceptionHandler((where, thrown) -> failures.add(thrown));
            threads.add(thread);
            thread.start();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(directory.resolve(".env")).content().hasLineCount(100);
        assertThat(directory.toFile().list()).containsExactly(".env");
    }

    @Test
    void removesWhatADeadWriterLeft() throws IOException {
        Files.writeString(directory.resolve("..env.123.secretzero"), "A=half");
        Files.writeString(directory.resolve(".mine.secretzero.txt"), "mine");
        put(target(), "A", "1");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder(".env", ".mine.secretzero.txt");
    }

    @Test
    void leavesWhatALivingWriterHolds() throws IOException {
        Path held = Files.writeString(directory.resolve("..env.123.secretzero"), "A=half");
        try (var channel = java.nio.channels.FileChannel.open(held, java.nio.file.StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            put(target(), "A", "1");
            assertThat(lock.isValid()).isTrue();
            assertThat(held).hasContent("A=half");
        }
    }

    private static void putUntilWritten(Target target, String name) {
        while (true) {
            try {
                put(target, name, "v");
                return;
            } catch (ProblemException busy) {
                assertThat(busy).hasMessageContaining("changed by others");
            }
        }
    }
}
