package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged server over its real interface.
final class ServerIT {

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    @Test
    void startsInAnEmptyDirectoryAndEndsWithZero() throws IOException, InterruptedException {
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            assertThat(server.get("/health").body()).contains("\"healthy\"");
            assertThat(server.get("/secrets").statusCode()).isEqualTo(404);
            assertThat(server.get("/secrets").body()).contains("Secretfile.yml");
            assertThat(server.get("/nothing-here").statusCode()).isEqualTo(404);
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void syncsOnceAndThenNothing(Canaries canaries) throws IOException, InterruptedException {
        canaries.target(work.resolve(".env"));
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            var dry = server.post("/sync", "{\"dry_run\": true}");
            canaries.seen("the dry run", dry.body());
            assertThat(dry.statusCode()).isEqualTo(200);
            assertThat(work.resolve(".env")).doesNotExist();
            var first = server.post("/sync", "{}");
            canaries.seen("the first sync", first.body());
            assertThat(first.body()).containsPattern("\"secrets_generated\"\\s*:\\s*\\[\\s*\"db_password\"");
            var before = Files.readString(work.resolve(".env"));
            var second = server.post("/sync", "{}");
            canaries.seen("the second sync", second.body());
            assertThat(second.body()).containsPattern("\"secrets_generated\"\\s*:\\s*\\[\\s*\\]");
            assertThat(Files.readString(work.resolve(".env"))).isEqualTo(before);
            assertThat(server.stop()).isZero();
            canaries.seen("the server's log", Files.readString(server.log()));
        }
    }

    @Test
    void wantsTheKeyWhenOneIsSet(Canaries canaries) throws IOException, InterruptedException {
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        var key = Map.of("SECRETZERO_API_KEY", canaries.make("key"));
        try (var server = Packaged.Server.start(work, logs, key)) {
            var refused = server.get("/secrets");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("ApiKey");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            canaries.seen("the refusal", refused.body());
        }
    }

    @Test
    void saysInOneLineThatThePortIsWrong() throws IOException, InterruptedException {
        for (String port : List.of("abc", "70000", "-1")) {
            var ended = Packaged.run(
                    work,
                    List.of(Packaged.DIST.resolve("bin/secretzero-api").toString()),
                    Map.of("SECRETZERO_PORT", port),
                    logs);
            assertThat(ended.status()).as(port).isEqualTo(5);
            assertThat(ended.err()).contains("SECRETZERO_PORT").doesNotContain("\tat ");
        }
    }

    @Test
    void saysInOneLineThatThePortIsBusy() throws IOException, InterruptedException {
        try (var server = Packaged.Server.start(work, logs, Map.of())) {
            String port = Integer.toString(server.port());
            var ended = Packaged.run(
                    work,
                    List.of(Packaged.DIST.resolve("bin/secretzero-api").toString()),
                    Map.of("SECRETZERO_PORT", port, "SECRETZERO_HOST", "127.0.0.1"),
                    logs);
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains(port, "SECRETZERO_PORT").doesNotContain("\tat ");
        }
    }

    /// The line of the Dockerfile that starts the program, with the paths of this machine.
    @Test
    void startsAsTheContainerStartsIt() throws IOException, InterruptedException {
        var dockerfile = Files.readString(Packaged.ROOT.resolve("deploy/docker/Dockerfile"));
        var line = Pattern.compile("(?m)^ENTRYPOINT \\[\"(.*)\"]$").matcher(dockerfile);
        assertThat(line.find()).isTrue();
        assertThat(dockerfile).doesNotContainPattern("(?m)^CMD");
        var command = List.of(line.group(1).split("\", *\"", -1)).stream()
                .map(word -> word.replace("/opt/secretzero", Packaged.DIST.toString()))
                .toList();
        Files.writeString(work.resolve("Secretfile.yml"), Packaged.SECRETFILE);
        var config = Map.of("SECRETZERO_CONFIG", work.resolve("Secretfile.yml").toString());
        try (var server = Packaged.Server.start(work, logs, command, config)) {
            assertThat(server.get("/secrets").body()).contains("db_password");
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void itsUnitIsOneThatSystemdAccepts() throws IOException, InterruptedException {
        var verify = Packaged.tool("systemd-analyze");
        var text = Files.readString(Packaged.ROOT.resolve("deploy/systemd/secretzero-api.service"))
                .replace("/opt/secretzero", Packaged.DIST.toString())
                .replaceAll("(?m)^(User|Group)=.*$", "$1=daemon");
        var unit = Files.writeString(work.resolve("secretzero-api.service"), text);
        var ended = Packaged.run(work, List.of(verify.toString(), "verify", unit.toString()), Map.of(), logs);
        assertThat(ended.err().lines().filter(said -> said.contains("secretzero-api.service")).toList())
                .isEmpty();
    }
}
