package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.GeneratorContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The contract and the promises of logins against a real Vault and a real PostgreSQL server, which asks everybody but its
/// superuser for a password.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealDatabaseTest extends GeneratorContract {

    private static final String ALL = """
            path "%1$s/creds/app" { capabilities = ["read"] }
            path "%1$s/static-creds/fixed" { capabilities = ["read"] }
            path "%1$s/rotate-role/fixed" { capabilities = ["update"] }
            path "sys/leases/revoke" { capabilities = ["update"] }
            """;

    private final RealVault vault = RealVault.start();
    private EmbeddedPostgres server;
    private String mount;

    @BeforeAll
    void connect(@TempDir Path directory) throws IOException, SQLException {
        Assumptions.assumeTrue(vault.reachesPostgres(), "this Vault has no plugin for PostgreSQL");
        var rules = Files.writeString(directory.resolve("hba"), "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = EmbeddedPostgres.builder()
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("hba_file", rules.toString())
                .start();
        try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE fixed LOGIN PASSWORD 'before'");
        }
        mount = vault.engine("database");
        vault.write(mount + "/config/pg", """
                {"plugin_name": "postgresql-database-plugin", "allowed_roles": "*", "username": "postgres", "password": "none",
                 "connection_url": "postgresql://{{username}}:{{password}}@127.0.0.1:%d/postgres?sslmode=disable"}
                """.formatted(server.getPort()));
        vault.write(mount + "/roles/app", """
                {"db_name": "pg", "default_ttl": "1h", "max_ttl": "24h",
                 "creation_statements": "CREATE ROLE \\"{{name}}\\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'"}
                """);
        vault.write(mount + "/static-roles/fixed", "{\"db_name\": \"pg\", \"username\": \"fixed\", \"rotation_period\": \"24h\"}");
    }

    @AfterAll
    void stop() throws IOException {
        vault.close();
        if (server != null) {
            server.close();
        }
    }

    private VaultProvider provider(List<String> connection) {
        return Fixture.provider(Fixture.host(Path.of("/"), Map.of(), Instant::now), connection.toArray(String[]::new));
    }

    private VaultProvider root() {
        return provider(List.of("url", vault.url(), "token", RealVault.ROOT));
    }

    @Override
    protected Generator.Issuer open() {
        return Fixture.database(root(), "role", "app", "mount_point", mount);
    }

    private Generator.Issuer fixed(VaultProvider provider) {
        return Fixture.database(provider, "role", "fixed", "static", "true", "mount_point", mount);
    }

    private boolean isLogin(Material login) {
        var url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
        try (var connection = DriverManager.getConnection(url, text(login, "username"), text(login, "password"))) {
            return connection.isValid(5);
        } catch (SQLException _) {
            return false;
        }
    }

    private static String text(Material login, String name) {
        return Answer.at(login, name).map(Answer::text).orElseThrow();
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void makesALoginThatWorksUntilItIsRevoked() {
        try (var provider = provider(vault.appRole(ALL.formatted(mount), "1h"))) {
            var issuer = Fixture.database(provider, "role", "app", "mount_point", mount);
            var issued = issuer.issue("name");
            assertThat(isLogin(issued.material())).isTrue();
            issuer.revoke(issued.handle());
            assertThat(isLogin(issued.material())).isFalse();
        }
    }

    /// Vault ends what was leased together with the token, so that the token of the login stays.
    @Test
    void makesALoginThatOutlivesTheRun() {
        var provider = provider(vault.appRole(ALL.formatted(mount), "20m"));
        var issued = Fixture.database(provider, "role", "app", "mount_point", mount).issue("name");
        provider.close();
        assertThat(isLogin(issued.material())).isTrue();
        assertThat(issued.expires().orElseThrow()).isBefore(Instant.now().plus(Duration.ofMinutes(21)));
        open().revoke(issued.handle());
        assertThat(isLogin(issued.material())).isFalse();
    }

    @Test
    void leavesNothingOfALoginThatWouldNotLast() {
        var ours = Fixture.database(root(), "role", "app", "mount_point", mount, "exclusive", "true", "min_ttl", "2H");
        int before = ours.outstanding("name").orElseThrow().size();
        assertThat(problem(() -> ours.issue("name")).message()).contains("for 1h, and `min_ttl` asks for 2h");
        assertThat(ours.outstanding("name").orElseThrow()).hasSize(before);
    }

    @Test
    void tellsTheLeasesOfARoleThatIsOursAlone() {
        var ours = Fixture.database(root(), "role", "app", "mount_point", mount, "exclusive", "true");
        var issued = ours.issue("name");
        assertThat(ours.outstanding("name").orElseThrow()).contains(issued.handle());
        ours.outstanding("name").orElseThrow().forEach(ours::revoke);
        assertThat(isLogin(issued.material())).isFalse();
        assertThat(ours.outstanding("name").orElseThrow()).isEmpty();
        var less = provider(vault.appRole(ALL.formatted(mount), "1h"));
        var stanza = "path \"sys/leases/lookup/" + mount + "/creds/app\" { capabilities = [\"list\", \"sudo\"] }";
        assertThat(problem(() -> Fixture.database(less, "role", "app", "mount_point", mount, "exclusive", "true").outstanding("name")).hint().orElseThrow())
                .contains(stanza);
        var enough = provider(vault.appRole(stanza, "1h"));
        assertThat(Fixture.database(enough, "role", "app", "mount_point", mount, "exclusive", "true").outstanding("name")).isPresent();
    }

    @Test
    void saysWhichPolicyIsMissing() {
        var less = provider(vault.appRole("path \"secret/x\" { capabilities = [\"read\"] }", "1h"));
        assertThat(problem(() -> Fixture.database(less, "role", "app", "mount_point", mount).issue("name")).hint().orElseThrow())
                .contains("path \"" + mount + "/creds/app\" { capabilities = [\"read\"] }");
        assertThat(problem(() -> fixed(less).issue("name")).hint().orElseThrow())
                .contains("path \"" + mount + "/static-creds/fixed\" { capabilities = [\"read\"] }");
        assertThat(problem(() -> Fixture.database(root(), "role", "none", "mount_point", mount).issue("name")).code())
                .isEqualTo(Problem.Code.GENERATION_FAILED);
        assertThat(problem(() -> Fixture.database(root(), "role", "app", "mount_point", "nowhere").issue("name")).code())
                .isEqualTo(Problem.Code.NOT_FOUND);
    }

    @Test
    void replacesThePasswordOfAStaticRole() {
        try (var provider = provider(vault.appRole(ALL.formatted(mount), "1h"))) {
            var issuer = fixed(provider);
            var first = issuer.issue("name");
            assertThat(isLogin(first.material())).isTrue();
            var second = issuer.issue("name");
            assertThat(isLogin(first.material())).isFalse();
            issuer.revoke(first.handle());
            assertThat(isLogin(second.material())).isTrue();
            issuer.revoke(second.handle());
            assertThat(isLogin(second.material())).isFalse();
            issuer.revoke(second.handle());
        }
    }
}
