package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/// Runs tests that leak on purpose, and reads what the guard said about each.
final class LeakGuardTest {

    private static final String VALUE = "p\u00e4ss \"word\"/+~1";

    private static Map<String, String> failures(Class<?> tests) {
        var failures = new TreeMap<String, String>();
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .failed()
                .list()
                .forEach(event -> failures.put(
                        event.getTestDescriptor().getDisplayName().replaceAll("\\(.*", ""),
                        event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                                .getThrowable()
                                .map(LeakGuardTest::verdict)
                                .orElseThrow()));
        return failures;
    }

    private static String verdict(Throwable thrown) {
        return Stream.concat(Stream.of(thrown), Stream.of(thrown.getSuppressed()))
                .filter(AssertionError.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst()
                .orElse("not noticed");
    }

    @Test
    void failsEveryTestThatLeaksAndNoOther() {
        var failures = failures(Leaky.class);
        var names = new TreeSet<String>();
        for (var method : Leaky.class.getDeclaredMethods()) {
            if (method.getName().startsWith("leaks")) {
                names.add(method.getName());
            }
        }
        assertThat(names).hasSizeGreaterThan(12);
        assertThat(failures.keySet()).isEqualTo(names);
        assertThat(failures).doesNotContainValue("not noticed");
    }

    @Test
    void namesPlaceAndFormAndNeverTheValue() {
        var failures = failures(Leaky.class);
        assertThat(failures.values()).allSatisfy(message -> assertThat(message).doesNotContain(VALUE, Canary.MARK));
        assertThat(failures)
                .containsEntry("leaksOnOutput", "a secret leaked:\n  standard output holds raw of db")
                .containsEntry("leaksOnError", "a secret leaked:\n  standard error holds upper-case hex of db")
                .containsEntry("leaksInFile", "a secret leaked:\n  file sub/lock.json holds JSON-escaped of db")
                .containsEntry("leaksCanaryUnasked", "a secret leaked:\n  file made holds base64 of a canary")
                .containsEntry("leaksTargetValue", "a secret leaked:\n  file lock holds raw of a value of .env");
        assertThat(failures.get("leaksInLog")).contains("the log of dev.secretzero.x holds raw of db");
        assertThat(failures.get("leaksInCause")).contains("the exception that ended the test");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void findsBase64InEveryAlignment(int before, Canaries canaries) {
        var probe = probe();
        byte[] bytes = ("x".repeat(before) + VALUE + "tail").getBytes(StandardCharsets.UTF_8);
        probe.seen("std", Base64.getEncoder().encodeToString(bytes));
        probe.seen("url", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        assertThat(String.join("\n", probe.leaks())).contains("std holds base64", "url holds base64");
        assertThat(canaries.leaks()).isEmpty();
    }

    @Test
    void findsEveryTextForm() {
        var probe = probe();
        probe.seen("hex", HexFormat.of().formatHex(VALUE.getBytes(StandardCharsets.UTF_8)));
        String url = URLEncoder.encode(VALUE, StandardCharsets.UTF_8);
        probe.seen("form", url);
        probe.seen("path", url.replace("+", "%20"));
        probe.seen("lower", url.toLowerCase(Locale.ROOT));
        probe.seen("json", "p\u00e4ss \\\"word\\\"/+~1");
        probe.seen("ascii json", "p\\" + "u00e4ss \\\"word\\\"/+~1");
        probe.seen("slashed json", "p\u00e4ss \\\"word\\\"\\/+~1");
        assertThat(probe.leaks()).hasSize(7);
    }

    @Test
    void findsOneLineOfManyAndFieldsOfMaterial() {
        var probe = probe();
        probe.watch("key", Material.of("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END KEY-----\n"));
        probe.watch("login", new Material.Fields(new TreeMap<>(Map.of("password", Material.of("correct horse")))));
        probe.watch("token", Secret.of("token-token-token"));
        probe.seen("one", "at MIIEvQIBADANBgkqhkiG9w0.");
        probe.seen("two", "[correct horse]");
        probe.seen("three", "token-token-token");
        probe.seen("header", "-----BEGIN KEY-----");
        assertThat(probe.leaks())
                .containsExactly(
                        "one holds one line of key",
                        "two holds raw of login.password",
                        "three holds raw of token");
    }

    @Test
    void isNotAlarmedByShortValues() {
        var probe = probe();
        probe.watch("short", "abc");
        probe.seen("text", "abcdefgh");
        assertThat(probe.leaks()).isEmpty();
    }

    @Test
    void searchesManyValuesInMuchTextInOnePass() {
        var probe = probe();
        var values = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            values.add(probe.make("v" + i));
        }
        probe.seen("much", "lorem ipsum ".repeat(500_000) + values.getLast());
        assertThat(probe.leaks()).containsExactly("much holds raw of v1999");
    }

    private static Canaries probe() {
        var probe = new Canaries(new Tee(System.out), new Tee(System.err));
        probe.watch("db", VALUE);
        return probe;
    }

    @Test
    void seesTheCommandLinesOfProgramsThatStillRun() {
        try {
            assertThat(failures(LeakyProgram.class).values())
                    .containsExactly("a secret leaked:\n  a program that still runs holds raw of a canary");
        } finally {
            ProcessHandle.current().children().forEach(child -> {
                child.destroyForcibly();
                child.onExit().join();
            });
        }
    }

    /// What the exceptions of a remote's library are like: they carry the answer, and do not print it.
    public static final class Carrying extends RuntimeException {

        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient byte[] body;

        Carrying(byte[] body) {
            super("status 403");
            this.body = body;
        }

        public byte[] body() {
            return body.clone();
        }
    }

    /// Leaves a program behind that waits for its standard input.
    @org.junit.jupiter.api.Disabled("run by LeakGuardTest alone")
    static final class LeakyProgram {

        @Test
        void leaksOnCommandLine() throws IOException {
            new ProcessBuilder("sh", "-c", "read line", Canary.of("x")).start();
        }
    }

    /// Each test of it leaks, except those that say that they are clean. Run only from above.
    @SuppressWarnings("DoNotCallSuggester")
    @org.junit.jupiter.api.Disabled("run by LeakGuardTest alone")
    static final class Leaky {

        @TempDir
        private Path directory = Path.of("");

        @Test
        void leaksOnOutput(Canaries canaries) {
            canaries.watch("db", VALUE);
            System.out.println("the value is " + VALUE);
        }

        @Test
        void leaksOnError(Canaries canaries) {
            canaries.watch("db", VALUE);
            System.err.println(HexFormat.of().withUpperCase().formatHex(VALUE.getBytes(StandardCharsets.UTF_8)));
        }

        @Test
        void leaksInLog(Canaries canaries) {
            canaries.watch("db", VALUE);
            Logger.getLogger("dev.secretzero.x").log(Level.FINEST, "found {0}", VALUE);
        }

        @Test
        void leaksInThrownOfLog(Canaries canaries) {
            canaries.watch("db", VALUE);
            Logger.getLogger("dev.secretzero.x").log(Level.FINE, "failed", new IllegalStateException(VALUE));
        }

        @Test
        void leaksInFile(Canaries canaries) throws IOException {
            canaries.watch("db", VALUE);
            write("sub/lock.json", "{\"v\": \"" + VALUE.replace("\"", "\\\"") + "\"}");
        }

        @Test
        void leaksInFileOfParameter(@TempDir Path other, Canaries canaries) throws IOException {
            canaries.watch("db", VALUE);
            Files.writeString(other.resolve("x"), VALUE);
        }

        @Test
        void leaksInNameOfFile(Canaries canaries) throws IOException {
            write(canaries.make("name"), "");
        }

        @Test
        void leaksBesideTarget(Canaries canaries) throws IOException {
            canaries.watch("db", VALUE);
            canaries.target(directory.resolve(".env"));
            write(".env", VALUE);
            write(".env.tmp", VALUE);
        }

        @Test
        void leaksTargetValue(Canaries canaries) throws IOException {
            canaries.target(directory.resolve(".env"));
            write(".env", "# a comment that stays\nDB=\"generated-here\"\n");
            write("lock", "a comment that stays, generated-here");
        }

        @Test
        void leaksJsonTargetValue(Canaries canaries) throws IOException {
            canaries.target(directory.resolve("a.json"));
            write("a.json", "{\"db\":{\"password_name\":\"generated-here\"}}");
            canaries.seen("event", "password_name: generated-here");
        }

        @Test
        void leaksCanaryUnasked() throws IOException {
            write("made", Base64.getEncoder().encodeToString(Canary.of("db").getBytes(StandardCharsets.UTF_8)));
        }

        @Test
        void leaksInException(Canaries canaries) {
            canaries.watch("db", VALUE);
            throw new IllegalStateException("bad value " + VALUE);
        }

        @Test
        void leaksInCause() throws IOException {
            throw new IOException("no", new IllegalStateException(Canary.of("x")));
        }

        @Test
        void leaksInSuppressed() throws IOException {
            var thrown = new IOException("no");
            thrown.addSuppressed(new IllegalStateException(Canary.of("x")));
            throw thrown;
        }

        @Test
        void leaksInWhatAnExceptionCarries() throws IOException {
            var carrying = new Carrying(Canary.of("x").getBytes(StandardCharsets.UTF_8));
            throw new IOException("no", new IllegalStateException("no", carrying));
        }

        @Test
        void leaksInCauseOfAssertion() {
            throw new AssertionError("no", new IllegalStateException(Canary.of("x")));
        }

        @Test
        void leaksInOutputOfProgram(Canaries canaries) throws IOException, InterruptedException {
            canaries.watch("db", VALUE);
            canaries.source(directory.resolve("value"));
            write("value", VALUE);
            canaries.run("cat", new ProcessBuilder("sh", "-c", "cat < value >&2").directory(directory.toFile()));
        }

        @Test
        void leaksInEvent(Canaries canaries) {
            canaries.seen("event", "made " + Canary.of("x"));
        }

        @Test
        void cleanInTargetsAndSources(Canaries canaries) throws IOException {
            canaries.watch("db", VALUE);
            canaries.target(directory.resolve("out"));
            canaries.source(directory.resolve("Secretfile.yml"));
            write("out/.env", "DB=" + VALUE);
            write("Secretfile.yml", "value: " + VALUE);
            write("other", "DB=");
        }

        @Test
        void cleanWithoutValues(TestInfo info) {
            System.out.println(info.getDisplayName());
        }

        private void write(String name, String text) throws IOException {
            var file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
