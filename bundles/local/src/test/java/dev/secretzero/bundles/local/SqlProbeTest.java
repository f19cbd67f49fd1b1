package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a real PostgreSQL server that asks everybody but its superuser for a password.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SqlProbeTest {

    private static final String VALUE = "canary-7f3e'\\%";

    private final EmbeddedPostgres server;

    SqlProbeTest() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("password_encryption", "scram-sha-256")
                .start();
    }

    @BeforeAll
    void askForPasswords() throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE app LOGIN PASSWORD '" + VALUE.replace("'", "''") + "'");
            statement.execute("CREATE TABLE notes (text text)");
            statement.execute("GRANT INSERT, SELECT ON notes TO app");
            statement.execute("CREATE TEMP TABLE hba (line text)");
            statement.execute("INSERT INTO hba VALUES ('host all postgres 127.0.0.1/32 trust'), ('host all all 127.0.0.1/32 scram-sha-256')");
            statement.execute("DO $$ BEGIN EXECUTE format('COPY hba TO %L', current_setting('hba_file')); END $$");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        var all = new HashMap<String, Object>(Map.of("url", "postgresql://127.0.0.1:" + server.getPort() + "/postgres", "user", "app"));
        all.putAll(more);
        return all;
    }

    private static Probe open(Map<String, Object> settings) {
        var provider = new LocalProvider(Bench.host(Path.of("").toAbsolutePath(), Map.of()));
        return SqlProbe.OFFER.opener().open(provider, new SettingsOf(SqlProbe.OFFER, settings));
    }

    private static void probe(Map<String, Object> settings, String value) {
        try (var candidate = Material.of(value)) {
            open(settings).probe(candidate);
        }
    }

    private static Problem failure(Map<String, Object> settings, String value) {
        var problem = Bench.problem(() -> probe(settings, value));
        assertThat(problem.message() + problem.hint()).doesNotContain(value);
        return problem;
    }

    @Test
    void passesWhenTheLoginWorks() {
        probe(settings(Map.of()), VALUE);
    }

    @Test
    void saysThatTheLoginIsRefused() {
        var problem = failure(settings(Map.of()), "canary-wrong");
        assertThat(problem.code()).isEqualTo(Problem.Code.PROBE_FAILED);
        assertThat(problem.message()).isEqualTo("postgresql://127.0.0.1:" + server.getPort() + "/postgres refuses the login");
    }

    @Test
    void takesTheUserFromALogin() {
        var settings = settings(Map.of());
        settings.remove("user");
        try (var login = new Material.Fields(new TreeMap<>(Map.of("username", Material.of("app"), "password", Material.of(VALUE))))) {
            open(settings).probe(login);
        }
        assertThat(failure(settings, VALUE).message()).isEqualTo("setting \"user\" is needed");
    }

    @Test
    void leavesNothingBehind() throws SQLException {
        probe(settings(Map.of("statement", "INSERT INTO notes VALUES ('tried')")), VALUE);
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM notes")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT * FROM nothing        | let the login in, and refuses the statement (SQLSTATE 42P01)
            SELEC                        | let the login in, and refuses the statement (SQLSTATE 42601)
            DELETE FROM notes            | let the login in, and refuses the statement (SQLSTATE 42501)
            SELECT 1 / 0                 | failed (SQLSTATE 22012)
            """)
    void saysWhyTheStatementFails(String statement, String message) {
        assertThat(failure(settings(Map.of("statement", statement)), VALUE).message()).endsWith(message);
    }

    @Test
    void saysThatThereIsNoSuchDatabase() {
        var url = "postgres://localhost:" + server.getPort() + "/elsewhere";
        assertThat(failure(settings(Map.of("url", url)), VALUE).message()).endsWith("/elsewhere is not a database of that server");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var problem = failure(settings(Map.of("url", "postgresql://127.0.0.1:" + port + "/app")), VALUE);
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    /// Else a password would go to whoever answers in the server's place.
    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void sendsNothingToAServerThatDoesNotProveItself(String mode) {
        assertThat(failure(settings(Map.of("sslmode", mode)), VALUE).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @Test
    void wantsProofFromEveryServerButThisMachine() {
        assertThat(open(Map.of("url", "postgresql://db.example.com/app", "user", "app")).toString()).contains("mode=verify-full");
        assertThat(open(Map.of("url", "postgresql://localhost/app", "user", "app")).toString()).contains("mode=prefer");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "postgresql://host", "postgresql://host/", "postgresql://app:pw@host/db", "postgresql://host/db?password=x", "mysql://host/db",
        "postgresql://host/a/b", "/db", "postgresql:db"
    })
    void refusesAnythingElseThanTheAddressOfADatabase(String url) {
        assertThat(failure(Map.of("url", url, "user", "app"), VALUE).message())
                .isEqualTo("setting \"url\" is not the address of a PostgreSQL database");
    }
}
