package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DerivedTest {

    @TempDir
    Path directory;

    private static String of(Offer<LocalProvider, Generator> offer, Map<String, ?> settings, String password) {
        return Bench.text(Bench.derive(offer, settings, Map.of("db", Material.of(password))));
    }

    private static boolean opens(String hash, String password) {
        return OpenBSDBCrypt.checkPassword(hash, password.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hashesAPassword() {
        String hash = of(Bcrypt.OFFER, Map.of("of", "db", "cost", 4), "sécret");
        assertThat(hash).matches("\\$2b\\$04\\$[./A-Za-z0-9]{53}");
        assertThat(opens(hash, "sécret")).isTrue();
        assertThat(opens(hash, "secret")).isFalse();
    }

    @Test
    void hashesAsTheSystemLibraryDoes() throws IOException, InterruptedException {
        for (String version : new String[] {"2a", "2b", "2y"}) {
            String password = "p".repeat(72);
            String hash = of(Bcrypt.OFFER, Map.of("of", "db", "cost", 5, "version", version), password);
            assertThat(Outside.run(directory, "perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, hash))
                    .isEqualTo(hash);
        }
    }

    @Test
    void salts() {
        var generator = (Generator.Derived) Bench.open(Bcrypt.OFFER, Map.of("of", "db", "cost", 4));
        var entropy = new Seeded(4);
        var sources = new TreeMap<>(Map.of("db", Material.of("x")));
        assertThat(Bench.text(generator.derive(sources, entropy)))
                .isNotEqualTo(Bench.text(generator.derive(sources, entropy)));
    }

    @Test
    void refusesWhatBcryptWouldCut() {
        var settings = Map.of("of", "db", "cost", 4);
        for (String password : new String[] {"", "p".repeat(73), "a\0CANARY"}) {
            var problem = Bench.problem(() -> of(Bcrypt.OFFER, settings, password));
            assertThat(problem.code()).isEqualTo(Problem.Code.GENERATION_FAILED);
            assertThat(problem.message()).contains("\"db\"").doesNotContain("CANARY");
        }
    }

    @Test
    void refusesASourceOfSeveralValues() {
        var source = new Fields().with("password", "x").material();
        var problem = Bench.problem(() -> Bench.derive(Bcrypt.OFFER, Map.of("of", "db"), Map.of("db", source)));
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.hint()).hasValue("name one of its fields: db.FIELD");
    }

    @Test
    void refusesASourceThatIsNotAtHand() {
        var generator = (Generator.Derived) Bench.open(Bcrypt.OFFER, Map.of("of", "db"));
        assertThat(generator.sources()).containsExactly("db");
        assertThat(Bench.problem(() -> generator.derive(new TreeMap<>(), new Seeded(1))).code())
                .isEqualTo(Problem.Code.GENERATION_FAILED);
    }

    @Test
    void readsAFieldAndALiteral() {
        var literal = new Material.Literal(Secret.of("5432"));
        String hash = Bench.text(
                Bench.derive(Bcrypt.OFFER, Map.of("of", "db.port", "cost", 4), Map.of("db.port", literal)));
        assertThat(opens(hash, "5432")).isTrue();
    }

    @Test
    void writesALineOfHtpasswd() {
        String line = of(Htpasswd.OFFER, Map.of("of", "db", "user", "admin", "cost", 4), "x");
        assertThat(line).startsWith("admin:$2y$04$").doesNotContain("\n");
        assertThat(opens(line.substring(6), "x")).isTrue();
    }

    @Test
    void writesAnAuthorizationHeader() {
        assertThat(of(BasicAuth.OFFER, Map.of("of", "db", "user", "Aladdin"), "open sesame"))
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(of(BasicAuth.OFFER, Map.of("of", "db", "user", "Aladdin", "scheme", false), "open sesame"))
                .isEqualTo("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(of(BasicAuth.OFFER, Map.of("of", "db", "user", "u"), "p".repeat(5000))).hasSizeGreaterThan(6000);
    }

    @Test
    void refusesSettingsOutOfBounds() {
        Bench.refuses(Bcrypt.OFFER, Map.of("of", "db", "cost", 3), "cost");
        Bench.refuses(Bcrypt.OFFER, Map.of("of", "db", "cost", 17), "cost");
        Bench.refuses(Bcrypt.OFFER, Map.of("of", "db", "version", "2x"), "version");
        Bench.refuses(Htpasswd.OFFER, Map.of("of", "db", "user", "a:b"), "user");
        Bench.refuses(Htpasswd.OFFER, Map.of("of", "db", "user", "a\nb"), "user");
        Bench.refuses(Htpasswd.OFFER, Map.of("of", "db", "user", ""), "user");
        Bench.refuses(Htpasswd.OFFER, Map.of("of", "db", "user", "é".repeat(128)), "user");
        Bench.refuses(Htpasswd.OFFER, Map.of("of", "db", "user", "a", "algorithm", "md5"), "algorithm");
        Bench.refuses(BasicAuth.OFFER, Map.of("of", "db", "user", "a:b"), "user");
    }
}
