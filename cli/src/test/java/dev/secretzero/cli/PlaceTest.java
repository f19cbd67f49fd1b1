package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a Secretfile is, and what its bytes are.
final class PlaceTest {

    private static final String SECRETFILE = """
            secrets:
              - name: a
                kind: random_password
                targets: [{provider: local, kind: file, config: {path: .env}}]
            """;

    @TempDir
    Path directory;

    private World world = World.without(Path.of("/"));

    @BeforeEach
    void world() throws IOException {
        world = new World(directory.toRealPath(), ScenarioTest::engine);
    }

    @Test
    void aByteThatIsNoTextIsReportedWithItsPlace() throws IOException {
        var text = "secrets:\n  - name: a\n    kind: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(world.directory.resolve("Secretfile.yml"), text);
        for (var command : new String[] {"validate", "sync", "status"}) {
            assertThat(world.run(command)).isEqualTo(command.equals("validate") ? 1 : 5);
            assertThat(world.out() + world.err())
                    .contains("Secretfile.yml:3:14: error: The Secretfile is not UTF-8 text: the byte at line 3, column 14")
                    .contains("save the file as UTF-8");
        }
        assertThat(world.run("sync", "--format", "json")).isEqualTo(5);
        assertThat(world.out()).contains("\"line\": 3", "\"column\": 14");
    }

    @Test
    void aByteThatIsNoTextInAVarFileIsReportedWithItsPlace() throws IOException {
        Files.writeString(world.directory.resolve("Secretfile.yml"), SECRETFILE);
        Files.write(world.directory.resolve("a.szvar"), new byte[] {'a', ':', ' ', (byte) 0xff, '\n'});
        assertThat(world.run("validate", "-v", "a.szvar")).isNotZero();
        assertThat(world.out() + world.err()).contains("a.szvar:1:4: error: The var file a.szvar is not UTF-8 text");
    }

    @Test
    void theAuditLogIsBesideTheSecretfile() throws IOException {
        var home = Files.createDirectory(world.directory.resolve("app"));
        Files.writeString(home.resolve("Secretfile.yml"), SECRETFILE);
        assertThat(world.run("sync", "-f", "app/Secretfile.yml")).isZero();
        assertThat(home.resolve(".secretzero_audit.log")).exists();
        assertThat(world.directory.resolve(".secretzero_audit.log")).doesNotExist();
        assertThat(world.run("audit", "-f", "app/Secretfile.yml", "--format", "json")).isZero();
        assertThat(world.out()).contains("\"action\": \"sync\"");
        assertThat(world.run("audit", "--format", "json")).isZero();
        assertThat(world.out()).contains("\"total\": 0");
    }

    @Test
    void theAuditLogThatIsNamedIsOneOfTheWorkingDirectory() throws IOException {
        var home = Files.createDirectory(world.directory.resolve("app"));
        Files.writeString(home.resolve("Secretfile.yml"), SECRETFILE);
        world.environment.put("SECRETZERO_AUDIT_LOG", "who.log");
        assertThat(world.run("sync", "-f", "app/Secretfile.yml")).isZero();
        assertThat(world.directory.resolve("who.log")).exists();
        assertThat(home.resolve(".secretzero_audit.log")).doesNotExist();
    }

    @Test
    void variablesInListsAreMaskedToo() throws IOException {
        Files.writeString(world.directory.resolve("Secretfile.yml"), """
                variables:
                  users: [{name: ann, password: canary-81}, {name: bob, pwd: canary-82}]
                  db: {dsn: canary-83, host: here}
                  pgpass_salt: canary-84
                secrets: []
                """);
        for (var words : new String[][] {{"list", "variables"}, {"render"}, {"list", "variables", "--format", "json"}}) {
            assertThat(world.run(words)).isZero();
            assertThat(world.out()).contains("ann", "here", "[secret]").doesNotContain("canary");
        }
    }
}
