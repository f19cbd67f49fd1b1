package dev.secretzero.bundles.local;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/// A login to a PostgreSQL database with a value as the password, and one statement that must not fail. The statement is
/// run in a transaction that is rolled back; what it answers is not read.
///
/// @param user of the login; empty when the material names its own, as `username` beside `password`
record SqlProbe(Place place, Optional<String> user, Encryption encryption, String statement, Duration timeout) implements Probe {

    private static final List<String> SCHEMES = List.of("postgresql", "postgres");
    private static final int PORT = 5432;

    static final Offer<LocalProvider, Probe> OFFER = new Offer<>(
            "sql",
            "A login to a PostgreSQL database with the new value as the password, and a statement that must not fail.",
            List.of(
                    Setting.of("url", Setting.Type.URI, "The database, as postgresql://host:port/name. The value has no place in it.")
                            .needed(),
                    Setting.of("user", Setting.Type.TEXT, "Who logs in. The field `username` of the value when not given."),
                    Setting.of("statement", Setting.Type.TEXT, "What is run, and rolled back.").otherwise("SELECT 1"),
                    Setting.of(
                                    "sslmode",
                                    Setting.Type.TEXT,
                                    "How far the server must prove who it is. verify-full when not given, and prefer on this machine.")
                            .oneOf("disable", "prefer", "require", "verify-ca", "verify-full"),
                    Setting.of(
                            "sslrootcert",
                            Setting.Type.PATH,
                            "The certificates that are trusted, in PEM. Those that Java trusts when not given."),
                    Setting.of("timeout", Setting.Type.DURATION, "How long each answer may take, up to 5 minutes.")
                            .otherwise("10s")),
            (provider, settings) -> open(provider.host(), settings));

    static Probe open(Host host, Settings settings) {
        var place = Place.of(settings.uri("url"));
        return new SqlProbe(
                place,
                settings.maybe("user").filter(text -> !text.isBlank()),
                new Encryption(
                        settings.maybe("sslmode").orElse(place.here() ? "prefer" : "verify-full"),
                        settings.has("sslrootcert") ? Optional.of(host.home().resolve(settings.path("sslrootcert"))) : Optional.empty()),
                settings.text("statement"),
                HttpProbe.timeout(settings));
    }

    /// A database on a server.
    record Place(String server, int port, String database) {

        static Place of(URI url) {
            var path = url.getPath() == null ? "" : url.getPath().replaceFirst("^/", "");
            boolean plain = url.getScheme() != null
                    && SCHEMES.contains(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            if (!plain || path.isEmpty() || path.contains("/")) {
                throw Wrong.setting("url", "is not the address of a PostgreSQL database", "write it as postgresql://db.example.com:5432/app");
            }
            return new Place(url.getHost(), url.getPort() < 0 ? PORT : url.getPort(), path);
        }

        /// The address as the driver takes it.
        String jdbc() {
            return "jdbc:postgresql://" + server + ":" + port + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
        }

        boolean here() {
            return server.equals("localhost") || server.equals("[::1]") || server.startsWith("127.");
        }

        @Override
        public String toString() {
            return "postgresql://" + server + ":" + port + "/" + database;
        }
    }

    /// What the connection is protected by.
    record Encryption(String mode, Optional<Path> roots) {

        void into(Properties properties) {
            PGProperty.SSL_MODE.set(properties, mode);
            if (roots.isPresent()) {
                PGProperty.SSL_ROOT_CERT.set(properties, roots.get().toString());
            } else {
                PGProperty.SSL_FACTORY.set(properties, DefaultJavaSSLFactory.class.getName());
            }
        }
    }

    @Override
    public void probe(Material candidate) {
        var properties = new Properties();
        login(candidate, properties);
        encryption.into(properties);
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds());
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds());
        PGProperty.APPLICATION_NAME.set(properties, "secretzero");
        try (var connection = new Driver().connect(place.jdbc(), properties)) {
            run(connection);
        } catch (SQLException e) {
            // Its message may quote the statement, and the statement a value.
            throw refusal(e.getSQLState());
        }
    }

    private void login(Material candidate, Properties properties) {
        if (candidate instanceof Material.Fields(var values) && values.get("password") instanceof Material.Single(Secret password)) {
            PGProperty.PASSWORD.set(properties, text(password));
            PGProperty.USER.set(properties, user.or(() -> Optional.ofNullable(values.get("username")).map(SqlProbe::text)).orElseThrow(SqlProbe::nobody));
        } else {
            PGProperty.PASSWORD.set(properties, text(candidate));
            PGProperty.USER.set(properties, user.orElseThrow(SqlProbe::nobody));
        }
    }

    private static ProblemException nobody() {
        return Wrong.setting("user", "is needed", "name who logs in; only a value with a field \"username\" names its own");
    }

    private static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text(text);
        }
    }

    /// The driver takes a password only as text.
    private static String text(Secret value) {
        return value.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private int seconds() {
        return Math.max(1, (int) timeout.toSeconds());
    }

    private void run(@Nullable Connection connection) throws SQLException {
        if (connection == null) {
            throw new IllegalStateException("the driver does not know its own address");
        }
        connection.setAutoCommit(false);
        try (var run = connection.createStatement()) {
            run.execute(statement);
        } finally {
            connection.rollback();
        }
    }

    /// By the class of the SQLSTATE (PostgreSQL's appendix A).
    private ProblemException refusal(@Nullable String state) {
        var code = state == null ? "" : state;
        return switch (code.length() < 2 ? "" : code.substring(0, 2)) {
            case "28" -> Wrong.tried(place + " refuses the login", "check that the database already knows the new value, and `user`");
            case "3D" -> Wrong.tried(place + " is not a database of that server", "check the name at the end of `url`");
            case "42" -> Wrong.tried(
                    place + " let the login in, and refuses the statement (SQLSTATE " + code + ")",
                    "check `statement`, and what the user may do");
            case "08" -> new ProblemException(Problem.of(Problem.Code.UNREACHABLE, place + " could not be reached, or is not who it should be")
                    .hint("check the address, that it can be reached from here, and `sslmode`"));
            default -> Wrong.tried(place + " failed (SQLSTATE " + (code.isEmpty() ? "not known" : code) + ")", "see the log of the server");
        };
    }
}
