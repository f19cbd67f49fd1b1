package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.testkit.Canaries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input gets a clear error and loses nothing: the packaged programs are given everything that goes wrong in practice,
/// after one good sync; what was there before is there after, and the next good sync goes through.
final class BadInputIT {

    private static final String OWN = "# mine\nPORT=8080\n";

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    /// How to spoil something, and what must be said of it.
    private record Fault(Spoiling spoiling, List<String> says) {
        Fault(Spoiling spoiling, String... says) {
            this(spoiling, List.of(says));
        }

        /// The same, a line written as `before:LINE after` where one leads.
        String[] says(String before, String after) {
            var all = new ArrayList<>(says);
            if (all.getFirst().chars().allMatch(Character::isDigit)) {
                all.set(0, before + all.getFirst() + after);
            }
            return all.toArray(String[]::new);
        }
    }

    private interface Spoiling {
        void spoil(Path work) throws IOException, InterruptedException;
    }

    @BeforeEach
    void syncOnce(Canaries canaries) throws IOException, InterruptedException {
        Files.writeString(env(), OWN);
        canaries.target(env());
        mend();
        assertThat(cli("sync").status()).isZero();
        var value = Files.readString(env()).substring(OWN.length());
        canaries.watch("the value", value.substring(value.indexOf('=') + 2, value.length() - 2));
    }

    private void mend() throws IOException {
        Files.writeString(secretfile(), Packaged.SECRETFILE);
    }

    private Path env() {
        return work.resolve(".env");
    }

    private Path lock() {
        return work.resolve(".gitsecrets.lock");
    }

    private Path secretfile() {
        return work.resolve("Secretfile.yml");
    }

    private Packaged.Ended cli(String... arguments) throws IOException, InterruptedException {
        return Packaged.cli(work, logs, arguments);
    }

    /// Everything below the working directory that must survive, by name.
    private Map<String, String> kept() throws IOException {
        var kept = new LinkedHashMap<String, String>();
        for (var file : List.of(env(), lock())) {
            kept.put(file.toString(), Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "none");
        }
        return kept;
    }

    private static void isClear(String what, Packaged.Ended ended, int status, String... says) {
        var text = ended.out() + ended.err();
        assertThat(ended.status()).as("%s: %s", what, text).isEqualTo(status);
        // A fault with a line and a column may do without a hint.
        assertThat(text).as(what).contains(says).containsPattern("hint: |\\.yml:\\d+:\\d+: error: ");
        assertThat(text).as(what).doesNotContain("\tat ", "Exception", "internal error");
    }

    private static void isClear(String what, HttpResponse<String> answer, int status, String... says) {
        assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isEqualTo(status);
        assertThat(answer.body()).as(what).contains(says).doesNotContain("\tat ", "Exception", "Internal server error");
    }

    private void goodSync() throws IOException, InterruptedException {
        var ended = cli("sync");
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        var drift = cli("drift");
        assertThat(drift.status()).as(drift.out() + drift.err()).isZero();
        assertThat(Files.readString(env())).startsWith(OWN);
        noLeftovers();
    }

    private void noLeftovers() throws IOException {
        try (var files = Files.walk(work)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".secretzero") || name.endsWith(".tmp")))
                    .isEmpty();
        }
    }

    // The Secretfile.

    private static Fault text(String text, String... says) {
        return new Fault(work -> Files.writeString(work.resolve("Secretfile.yml"), text), says);
    }

    private static Fault swapped(String from, String to, String... says) {
        assertThat(Packaged.SECRETFILE).contains(from);
        return text(Packaged.SECRETFILE.replace(from, to), says);
    }

    private static List<Fault> secretfiles() {
        return List.of(
                text("version: \"1.0\"\nsecrets:\n  - name: a\n   kind: uuid\n", "4", "not YAML"),
                text("secrets: \"open\n", "2", "not YAML"),
                text("secrets:\n\t- name: a\n", "2", "tabs"),
                text("", "empty"),
                text("- a\n", "1"),
                text("<<<<<<< HEAD\nversion: \"1.0\"\n=======\nversion: \"2.0\"\n>>>>>>> b\n", "1", "merge conflict"),
                text("secrets: []\n---\nsecrets: []\n", "2", "more than one"),
                text("a: " + "[".repeat(10_000) + "]".repeat(10_000), "1", "100 levels"),
                text("secrets: " + "- ".repeat(10_000), "1"),
                text(laughs(), "aliases"),
                text("secrets: [\"a\0b\"]\n", "1", "U+0000"),
                swapped("providers:\n  local:\n    kind: local", "providers: [a]", "2", "dictionary"),
                swapped("secrets:", "secrets: 7\nother:", "5", "list"),
                swapped("length: 32", "length: many", "8", "integer"),
                swapped("length: 32", "length: 99999999999999999999", "8", "integer"),
                swapped("name: db_password", "name: [a]", "6"),
                swapped("random_password", "random_pasword", "7", "random_pasword", "random_password"),
                swapped("kind: file", "kind: fil", "11", "fil", "file"),
                swapped("    kind: local", "    kind: loacl", "4", "loacl", "local"),
                swapped("provider: local\n", "provider: locl\n", "10", "locl", "local"));
    }

    private static String laughs() {
        var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a%1$d: &a%1$d [%2$s]\n".formatted(i, String.join(", ", java.util.Collections.nCopies(9, "*a" + (i - 1)))));
        }
        return text.append("secrets: []\n").toString();
    }

    @Test
    void aSecretfileThatIsWrong() throws IOException, InterruptedException {
        var before = kept();
        for (var fault : secretfiles()) {
            fault.spoiling.spoil(work);
            var what = String.join(" ", fault.says);
            isClear(what, cli("sync"), 5, fault.says("Secretfile.yml:", ":"));
            assertThat(kept()).as(what).isEqualTo(before);
        }
        mend();
        goodSync();
    }

    @Test
    void aSecretfileThatIsWrongOverRest() throws IOException, InterruptedException {
        var before = kept();
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            for (var fault : secretfiles()) {
                fault.spoiling.spoil(work);
                var what = String.join(" ", fault.says);
                var says = fault.says("(line ", ",");
                // What is near is said by the command line alone.
                isClear(what, server.post("/sync", "{}"), 422, Arrays.copyOf(says, Math.min(2, says.length)));
                assertThat(kept()).as(what).isEqualTo(before);
                assertThat(server.get("/health").statusCode()).as(what).isEqualTo(200);
            }
            mend();
            isClear("mended", server.post("/sync", "{}"), 200, "\"status\":\"ok\"");
            assertThat(server.stop()).isZero();
            assertThat(Files.readString(server.log())).doesNotContain("\tat ");
        }
        goodSync();
    }

    @Test
    void aSecretfileThatIsNoText() throws IOException, InterruptedException {
        var before = kept();
        var faults = new LinkedHashMap<String, Spoiling>();
        faults.put("is a directory", work -> Files.createDirectory(secretfile()));
        faults.put("is not a file", work -> Packaged.run(work, List.of("mkfifo", "Secretfile.yml"), Map.of(), logs));
        faults.put("is not a file ", work -> Files.createSymbolicLink(secretfile(), Path.of("/dev/zero")));
        faults.put("cannot be read", work -> Files.createSymbolicLink(secretfile(), secretfile()));
        faults.put("there is no Secretfile.yml", work -> Files.createSymbolicLink(secretfile(), Path.of("nowhere")));
        faults.put("line 1, column 1", work -> Files.writeString(secretfile(), "\u00ffsecrets: []", StandardCharsets.UTF_16));
        faults.put("line 2, column 4", work -> Files.write(secretfile(), "a: 1\nb: \u00e9".getBytes(StandardCharsets.ISO_8859_1)));
        for (var fault : faults.entrySet()) {
            Files.delete(secretfile());
            fault.getValue().spoil(work);
            isClear(fault.getKey(), cli("sync"), 5, fault.getKey().strip());
            assertThat(kept()).as(fault.getKey()).isEqualTo(before);
        }
        Files.delete(secretfile());
        mend();
        goodSync();
    }

    @Test
    void aSecretfileOfTwentyMegabytes() throws IOException, InterruptedException {
        var before = kept();
        var comment = "# " + "x".repeat(97) + "\n";
        var large = Packaged.SECRETFILE + comment.repeat(200_000);
        Files.writeString(secretfile(), large + "oops: [\n");
        isClear("20 MB and a fault", cli("sync"), 5, "Secretfile.yml:200014:");
        assertThat(kept()).isEqualTo(before);
        Files.writeString(secretfile(), large);
        goodSync();
        Files.writeString(secretfile(), large + comment.repeat(500_000));
        isClear("70 MB", cli("sync"), 5, "larger than 64 MiB");
    }

    @Test
    void linesThatRepeatEachOtherDoNotFillTheMemory() throws IOException, InterruptedException {
        var text = new StringBuilder("variables:\n  a0: lolololololol\n  b0: lolololololol\n");
        for (int i = 1; i < 30; i++) {
            text.append("  a").append(i).append(": \"").append(("{{ var.a" + (i - 1) + " }}").repeat(10)).append("\"\n");
            text.append("  b").append(i).append(": \"").append(("${b" + (i - 1) + "}").repeat(10)).append("\"\n");
        }
        Files.writeString(secretfile(), text + Packaged.SECRETFILE);
        goodSync();
    }

    // Var files.

    @Test
    void aVarFileThatIsWrong() throws IOException, InterruptedException {
        Files.createDirectory(work.resolve("d.szvar"));
        Packaged.run(work, List.of("mkfifo", "f.szvar"), Map.of(), logs);
        Files.writeString(work.resolve("y.szvar"), "a: [\n");
        Files.writeString(work.resolve("l.szvar"), "- a\n");
        var before = kept();
        var faults = Map.of(
                "nope.szvar", "does not exist",
                "d.szvar", "is a directory",
                "f.szvar", "is not a file",
                "/dev/zero", "is not a file",
                "y.szvar", "y.szvar:2:1",
                "l.szvar", "dictionary");
        for (var fault : faults.entrySet()) {
            var ended = cli("sync", "--var-file", fault.getKey());
            assertThat(ended.status()).as(fault.getKey()).isEqualTo(5);
            assertThat(ended.err()).contains(fault.getValue()).doesNotContain("\tat ");
            assertThat(kept()).isEqualTo(before);
        }
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            for (var name : List.of("nope.szvar", "d.szvar", "f.szvar", "l.szvar")) {
                isClear(name, server.post("/sync", "{\"var_files\": [\"" + name + "\"]}"), 422, name);
            }
            for (var name : List.of("/dev/zero", "../../etc/passwd", "/etc/passwd")) {
                isClear(name, server.post("/sync", "{\"var_files\": [\"" + name + "\"]}"), 403, "outside");
            }
            assertThat(kept()).isEqualTo(before);
        }
        goodSync();
    }

    // Targets.

    private void target(String path) throws IOException {
        Files.writeString(secretfile(), Packaged.SECRETFILE.replace("db_password", "fresh").replace(".env", path));
    }

    @Test
    void aTargetThatCannotBeWritten() throws IOException, InterruptedException {
        Files.createDirectory(work.resolve("directory"));
        Files.createSymbolicLink(work.resolve("loop"), work.resolve("loop"));
        Files.writeString(work.resolve("denied"), OWN);
        Files.setPosixFilePermissions(work.resolve("denied"), PosixFilePermissions.fromString("r--r--r--"));
        Packaged.run(work, List.of("mkfifo", "pipe"), Map.of(), logs);
        Files.writeString(work.resolve("binary"), "a\0b");
        var before = Files.readString(env());
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            for (var path : List.of("directory", "loop", "denied", "pipe", "binary", ".env/x", "x".repeat(300))) {
                target(path);
                isClear(path, cli("sync"), 1, "fresh", path);
                isClear(path, server.post("/sync", "{}"), 200, "\"status\":\"failed\"", path);
                assertThat(Files.readString(env())).isEqualTo(before);
            }
        }
        assertThat(Files.readString(work.resolve("denied"))).isEqualTo(OWN);
        assertThat(Files.readString(work.resolve("binary"))).isEqualTo("a\0b");
        mend();
        goodSync();
    }

    @Test
    void aTargetThatIsOneOfOurOwnFiles() throws IOException, InterruptedException {
        var own = List.of("Secretfile.yml", ".gitsecrets.lock", "./x/../.gitsecrets.lock", ".gitsecrets.lock.lck", ".gitsecrets.lock.journal", ".secretzero_audit.log");
        for (var path : own) {
            target(path + ", overwrite: true");
            var text = Files.readString(secretfile());
            isClear(path, cli("sync", "--overwrite"), 1, "keeps for itself");
            assertThat(Files.readString(secretfile())).isEqualTo(text);
            assertThat(Files.readString(lock())).contains("\"db_password\"").doesNotContain("\"fresh\"");
        }
        mend();
        goodSync();
    }

    // Lockfiles.

    private List<Fault> lockfiles(String good) {
        return List.of(
                locked(good.substring(0, 100), "not valid JSON"),
                locked("", "empty"),
                locked("[]", "not a lockfile"),
                locked("{\"name\": \"x\", \"lockfileVersion\": 3, \"packages\": {}}", "not a lockfile"),
                locked("# mine\n", "not valid JSON"),
                locked("[".repeat(100_000), "lockfile"),
                locked(good.replaceFirst("\n", "\n<<<<<<< HEAD\n"), ":2:1", "merge conflict"),
                locked(good.replace("\"version\": \"1.0\"", "\"version\": \"9.0\""), "version"),
                new Fault(work -> Files.createDirectory(lock()), "is a directory"),
                new Fault(work -> Packaged.run(work, List.of("mkfifo", ".gitsecrets.lock"), Map.of(), logs), "is not a file"),
                new Fault(work -> Files.createSymbolicLink(lock(), lock()), "could not be read"));
    }

    private Fault locked(String text, String... says) {
        return new Fault(work -> Files.writeString(lock(), text), says);
    }

    @Test
    void aLockfileThatIsNone() throws IOException, InterruptedException {
        var good = Files.readString(lock());
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            for (var fault : lockfiles(good)) {
                var what = String.join(" ", fault.says);
                Files.delete(lock());
                fault.spoiling.spoil(work);
                var before = kept();
                var ended = cli("sync", "--force");
                isClear(what, ended, what.startsWith("could") ? 1 : 5, fault.says("", ""));
                isClear(what, server.post("/sync", "{\"force\": true}"), what.startsWith("could") ? 503 : 409, fault.says("", ""));
                assertThat(server.get("/secrets").statusCode()).as(what).isEqualTo(200);
                assertThat(kept()).as(what).isEqualTo(before);
            }
        }
        Files.delete(lock());
        Files.writeString(lock(), good);
        goodSync();
    }

    // A full disk.

    /// Three secrets more.
    private void grow(String target) throws IOException {
        var text = new StringBuilder(Packaged.SECRETFILE);
        for (var name : List.of("one", "two", "three")) {
            text.append("""
                      - name: %s
                        kind: random_password
                        targets:
                          - provider: local
                            kind: file
                            config: {path: %s, format: dotenv}
                    """.formatted(name, target).indent(0));
        }
        Files.writeString(secretfile(), text);
    }

    @Test
    void aDiskThatIsFullAtTheTarget() throws IOException, InterruptedException {
        try (var disk = disk()) {
            Files.writeString(disk.root().resolve("more.env"), OWN);
            grow("small/more.env");
            disk.fill();
            isClear("full", cli("sync"), 1, "small/more.env could not be written: the disk is full");
            try (var server = Packaged.Server.start(work, logs, Map.of())) {
                isClear("full", server.post("/sync", "{}"), 200, "small/more.env could not be written: the disk is full");
            }
            assertThat(Files.readString(disk.root().resolve("more.env"))).isEqualTo(OWN);
            noLeftovers();
            disk.free();
            goodSync();
            assertThat(Files.readString(disk.root().resolve("more.env"))).startsWith(OWN).contains("three=");
        }
    }

    @Test
    void aDiskThatIsFullAtTheLockfile() throws IOException, InterruptedException {
        try (var disk = disk()) {
            Files.move(lock(), disk.root().resolve("shared.lock"));
            var path = disk.root().resolve("shared.lock").toString();
            grow(".env");
            disk.fill();
            var before = Files.readString(env());
            var lockfile = Files.readString(Path.of(path));
            isClear("full", cli("sync", "--force", "--lockfile", path), 1, path + " could not be written: the disk is full");
            assertThat(Files.readString(env())).isEqualTo(before);
            assertThat(Files.readString(Path.of(path))).isEqualTo(lockfile);
            noLeftovers();
            disk.free();
            var ended = cli("sync", "--lockfile", path);
            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
            assertThat(cli("drift", "--lockfile", path).status()).isZero();
            assertThat(Files.readString(env())).startsWith(before);
        }
    }

    @Test
    void aDiskThatIsFullAtTheAuditLog() throws IOException, InterruptedException {
        try (var disk = disk()) {
            var log = disk.root().resolve("audit.log");
            var audit = Map.of("SECRETZERO_AUDIT_LOG", log.toString());
            var sync = List.of(Packaged.DIST.resolve("bin/secretzero").toString(), "sync");
            assertThat(Packaged.run(work, sync, audit, logs).status()).isZero();
            grow(".env");
            disk.fill();
            // The last page of the log has room for a few lines more.
            Files.write(log, new byte[4096 - (int) (Files.size(log) % 4096)], StandardOpenOption.APPEND);
            var ended = Packaged.run(work, sync, audit, logs);
            assertThat(ended.err()).contains(log.toString(), "could not be written").doesNotContain("\tat ");
            disk.free();
            goodSync();
        }
    }

    private SmallDisk disk() throws IOException, InterruptedException {
        var disk = SmallDisk.mounted(work.resolve("small"));
        assumeTrue(disk.isPresent(), "no small disk");
        return disk.orElseThrow();
    }

    /// Runs where no file may be longer than some blocks of 512 bytes, which every user may ask for.
    private Packaged.Ended limited(int blocks, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$0\" \"$@\""));
        command.add(Packaged.DIST.resolve("bin/secretzero").toString());
        command.addAll(List.of(arguments));
        return Packaged.run(work, command, Map.of(), logs);
    }

    @Test
    void aLimitThatIsReachedAtTheTarget() throws IOException, InterruptedException {
        var mine = OWN + "# more of mine\n".repeat(2000);
        Files.writeString(work.resolve("more.env"), mine);
        grow("more.env");
        isClear("limit", limited(40, "sync"), 1, "more.env could not be written: it would be larger than files may be here");
        assertThat(Files.readString(work.resolve("more.env"))).isEqualTo(mine);
        noLeftovers();
        goodSync();
        assertThat(Files.readString(work.resolve("more.env"))).startsWith(mine).contains("three=");
    }

    @Test
    void aLimitThatIsReachedAtTheLockfile() throws IOException, InterruptedException {
        grow(".env");
        var before = kept();
        var ended = limited(4, "sync", "--force");
        isClear("limit", ended, 1, ".gitsecrets.lock could not be written: it would be larger than files may be here");
        assertThat(kept()).isEqualTo(before);
        noLeftovers();
        goodSync();
    }

    @Test
    void aLimitThatIsReachedAtTheAuditLog() throws IOException, InterruptedException {
        var log = work.resolve(".secretzero_audit.log");
        var line = Files.readAllLines(log).getFirst() + "\n";
        Files.writeString(log, line.repeat(200));
        grow(".env");
        var ended = limited(40, "sync");
        assertThat(ended.err()).contains(".secretzero_audit.log", "could not be written").doesNotContain("\tat ");
        assertThat(Files.readString(log)).startsWith(line.repeat(200));
        goodSync();
    }

    // A kill.

    @Test
    void aKillInTheMiddleOfASync() throws IOException, InterruptedException {
        Files.createDirectory(work.resolve("out"));
        var text = new StringBuilder(Packaged.SECRETFILE);
        for (int i = 0; i < 100; i++) {
            Files.writeString(work.resolve("out/f" + i + ".env"), OWN);
        }
        for (int i = 0; i < 1000; i++) {
            text.append("""
                      - name: S%d
                        kind: random_password
                        targets:
                          - provider: local
                            kind: file
                            config: {path: out/f%d.env}
                    """.formatted(i, i % 100).indent(0));
        }
        Files.writeString(secretfile(), text);
        killed(work.resolve("out/f20.env"));
        assertThat(cli("status").status()).isZero();
        goodSync();
        for (int i = 0; i < 100; i++) {
            assertThat(Files.readString(work.resolve("out/f" + i + ".env"))).startsWith(OWN).hasLineCount(12);
        }
    }

    /// Kills a sync as soon as it has written a file.
    private void killed(Path written) throws IOException, InterruptedException {
        var before = Files.size(written);
        var sync = Packaged.program(work, List.of(Packaged.DIST.resolve("bin/secretzero").toString(), "sync"), Map.of())
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve("killed").toFile())
                .start();
        while (sync.isAlive() && Files.size(written) == before) {
            Thread.onSpinWait();
        }
        sync.destroyForcibly();
        assertThat(sync.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }

    // Requests.

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest.Builder posted(Packaged.Server server, String type, BodyPublisher body) {
        return HttpRequest.newBuilder(server.uri("/sync")).header("Content-Type", type).POST(body);
    }

    @Test
    void aBodyThatIsWrong() throws IOException, InterruptedException {
        var before = kept();
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            byte[] large = " ".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);
            var json = "application/json";
            isClear("2 MB", send(posted(server, json, BodyPublishers.ofByteArray(large))), 413, "1048576 bytes");
            isClear("2 MB in chunks", send(posted(server, json, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))), 413, "1048576 bytes");
            isClear("no JSON", server.post("/sync", "{\"force\": tru"), 400, "line 1, column");
            isClear("deep", server.post("/sync", "[".repeat(100_000)), 400, "JSON");
            isClear("a list", server.post("/sync", "[]"), 422, "object");
            isClear("a text", server.post("/sync", "{\"force\": \"yes\"}"), 422, "force", "true or false");
            isClear("twice", server.post("/sync", "{\"force\": true, \"force\": false}"), 400, "JSON");
            isClear("no type", send(posted(server, "text/plain", BodyPublishers.ofString("{}"))), 415, "application/json");
            isClear("unknown name", server.post("/sync", "{\"secret_name\": \"nope\"}"), 404, "nope");
            isClear("a path", server.get("/secrets/..%2f..%2fetc%2fpasswd"), 404, "not found");
            isClear("a query", server.get("/audit/logs?limit=99999999999999999999"), 422, "limit");
            var method = HttpRequest.newBuilder(server.uri("/sync")).method("FOO", BodyPublishers.noBody());
            isClear("a method", send(method), 405, "POST");
            assertThat(kept()).isEqualTo(before);
            assertThat(server.stop()).isZero();
            assertThat(Files.readString(server.log())).doesNotContain("\tat ");
        }
        goodSync();
    }

    @Test
    void aKeyThatIsWrong(Canaries canaries) throws IOException, InterruptedException {
        var before = kept();
        var key = canaries.make("key");
        try (var server = Packaged.Server.start(work, logs, Map.of("SECRETZERO_API_KEY", key))) {
            for (var wrong : List.of("", "x", key + "x", key.substring(1), "\u00e9".repeat(5), "k".repeat(5000))) {
                var refused = send(posted(server, "application/json", BodyPublishers.ofString("{\"force\": true}"))
                        .header("X-API-Key", wrong));
                canaries.seen("the refusal", refused.body());
                isClear("a key", refused, 401, "API key");
            }
            assertThat(kept()).isEqualTo(before);
        }
        goodSync();
    }

    @Test
    void aPortThatIsInUse() throws IOException, InterruptedException {
        var before = kept();
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            var ended = cli("serve", "--host", "127.0.0.1", "--port", Integer.toString(server.port()));
            isClear("a port", ended, 1, "port " + server.port() + " is in use");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void callersThatHangUpLeaveNoTrace() throws IOException, InterruptedException {
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            for (var half : List.of("GET /hea", "GET /health HTTP/1.1\r\nHost: local", "POST /sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{")) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                }
                assertThat(server.get("/health").statusCode()).isEqualTo(200);
            }
            assertThat(server.stop()).isZero();
            assertThat(Files.readString(server.log())).doesNotContain("\tat ", "Exception");
        }
    }
}
