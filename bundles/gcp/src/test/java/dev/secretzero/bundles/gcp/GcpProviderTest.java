package dev.secretzero.bundles.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.ProviderContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GcpProviderTest extends ProviderContract {

    private final FakeSecretManager fake = FakeSecretManager.start();

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        fake.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(fake);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(fake, credential));
    }

    private Provider.Standing standing(Map<String, String> environment, String... pairs) {
        try (var provider = Fixture.provider(Fixture.host(home, environment), pairs)) {
            return provider.standing();
        }
    }

    private static Problem problem(Provider.Standing standing) {
        return ((Provider.Standing.Refused) standing).problem();
    }

    private Map<String, String> claims(Map<String, String> environment, String... pairs) {
        return switch (standing(environment, pairs)) {
            case Provider.Standing.Ready(var actor) -> actor.claims();
            case Provider.Standing.Refused(var problem) -> throw new AssertionError(problem.toString());
        };
    }

    /// The key of a service account whose tokens this server mints.
    private static String key(HttpServer tokens) throws NoSuchAlgorithmException {
        var pair = KeyPairGenerator.getInstance("RSA");
        pair.initialize(2048);
        var pem = Base64.getEncoder().encodeToString(pair.generateKeyPair().getPrivate().getEncoded());
        return """
                {"type": "service_account", "project_id": "of-the-key", "private_key_id": "1", "client_id": "2",
                 "client_email": "writer@of-the-key.iam.gserviceaccount.com", "token_uri": "http://127.0.0.1:%d/token",
                 "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"}
                """.formatted(tokens.getAddress().getPort(), pem);
    }

    private static HttpServer tokens(int status, String answer) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return server;
    }

    private static final String GRANTED =
            "{\"access_token\": \"" + FakeSecretManager.TOKEN + "\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}";

    @Test
    void tellsTheIdentity() {
        assertThat(claims(Map.of("GOOGLE_CLOUD_PROJECT", "other", "GOOGLE_OAUTH_ACCESS_TOKEN", FakeSecretManager.TOKEN), "endpoint", fake.url()))
                .containsEntry("provider", "gcp").containsEntry("project", "other").containsEntry("token_type", "access_token");
        assertThat(fake.calls()).containsExactly("TestIamPermissions projects/other/secrets/secretzero");
    }

    @Test
    void logsInWithTheKeyOfAServiceAccount() throws IOException, NoSuchAlgorithmException {
        var tokens = tokens(200, GRANTED);
        try {
            Files.writeString(home.resolve("key.json"), key(tokens));
            assertThat(claims(Map.of(), "endpoint", fake.url(), "credentials_file", "key.json"))
                    .containsEntry("user", "writer@of-the-key.iam.gserviceaccount.com")
                    .containsEntry("project", "of-the-key");
            assertThat(claims(Map.of("GOOGLE_CREDENTIALS", key(tokens)), "endpoint", fake.url()))
                    .containsEntry("token_type", "service_account");
        } finally {
            tokens.stop(0);
        }
    }

    /// The library insists on TLS, so that this token server is one that nobody runs.
    @Test
    void asksTheTokenServerOfAWorkloadIdentity() throws IOException {
        var tokens = tokens(200, GRANTED);
        tokens.stop(0);
        Files.writeString(home.resolve("subject"), "signed");
        Files.writeString(home.resolve("federated.json"), """
                {"type": "external_account", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                 "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
                 "token_url": "https://127.0.0.1:%d/v1/token", "credential_source": {"file": "%s"}}
                """.formatted(tokens.getAddress().getPort(), home.resolve("subject")));
        var problem = problem(standing(Map.of(), "endpoint", fake.url(), "project", "p", "credentials_file", "federated.json"));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(fake.count()).isZero();
    }

    @Test
    void readsWhatGcloudLeft() throws IOException {
        var tokens = tokens(200, GRANTED);
        try {
            Files.writeString(home.resolve("application_default_credentials.json"), """
                    {"type": "authorized_user", "client_id": "1", "client_secret": "2", "refresh_token": "3",
                     "token_uri": "http://127.0.0.1:%d/token"}
                    """.formatted(tokens.getAddress().getPort()));
            assertThat(claims(Map.of("CLOUDSDK_CONFIG", home.toString()), "endpoint", fake.url(), "project", "p"))
                    .containsEntry("token_type", "user");
        } finally {
            tokens.stop(0);
        }
    }

    @Test
    void saysThatNoTokenCouldBeHad(Canaries canaries) throws IOException, NoSuchAlgorithmException {
        var tokens = tokens(400, "{\"error\": \"invalid_grant\", \"error_description\": \"" + canaries.make("quoted") + "\"}");
        try {
            var standing = standing(Map.of("GOOGLE_CREDENTIALS", key(tokens)), "endpoint", fake.url());
            assertThat(problem(standing).code()).isEqualTo(Problem.Code.DENIED);
            canaries.seen("the refusal", standing.toString());
        } finally {
            tokens.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"type\": \"else\"}", "{\"type\": \"service_account\", \"private_key\": 1}"})
    void saysThatAFileHoldsNoCredentials(String text) throws IOException {
        Files.writeString(home.resolve("key.json"), text);
        var problem = problem(standing(Map.of(), "endpoint", fake.url(), "project", "p", "credentials_file", "key.json"));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem.message()).contains("key.json");
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThat(problem(standing(Map.of(), "endpoint", fake.url(), "project", "p", "credentials_file", "none.json")).message())
                .endsWith("none.json is missing");
    }

    @Test
    void needsAProject() {
        assertThat(problem(standing(Map.of(), "endpoint", fake.url(), "access_token", FakeSecretManager.TOKEN)).hint().orElseThrow())
                .contains("GOOGLE_CLOUD_PROJECT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secretmanager.example.com", "ftp://h", "https://u:p@h", "https:///x", "http://h.example.com", "http://127.0.0.1.example.com",
        "https://h/path", "https://h/?q"})
    void refusesWhatIsNoEndpoint(String url) {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> Fixture.provider(Fixture.host(home, Map.of()), "endpoint", url));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(thrown.problem().message()).doesNotContain("u:p");
    }

    @Test
    void refusesATokenThatNoHeaderCarries(Canaries canaries) {
        var standing = standing(Map.of(), "endpoint", fake.url(), "project", "p", "access_token", canaries.make("token") + "\nx");
        assertThat(problem(standing).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        canaries.seen("the refusal", standing.toString());
    }

    private String read(String... pairs) {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        try (var provider = open()) {
            return switch (provider.read(query)) {
                case Observation.Shown(var content, var version) -> text(content) + version.map(v -> " v" + v.value()).orElse("");
                case Observation.Absent _ -> "absent";
                case Observation.Hidden _ -> "hidden";
                case Observation.Unseen _ -> "unseen";
            };
        }
    }

    private static String text(dev.secretzero.spi.Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void readsWhatWasMadeElsewhere() {
        fake.store("projects/p/secrets/app", "one");
        fake.store("projects/p/secrets/app", "two");
        fake.store("projects/q/secrets/app", "other");
        assertThat(read("name", "app")).isEqualTo("two v2");
        assertThat(read("path", "app", "version", "1")).isEqualTo("one v1");
        assertThat(read("name", "app", "project", "q")).isEqualTo("other v1");
        assertThat(read("name", "projects/p/secrets/app/versions/1")).isEqualTo("one v1");
        assertThat(read("name", "none")).isEqualTo("absent");
        for (var faulty : new String[][] {{"project", "p"}, {"name", "a/b"}, {"name", "app", "version", "../1"}}) {
            assertThat(catchThrowableOfType(ProblemException.class, () -> read(faulty)).problem().code())
                    .isEqualTo(Problem.Code.SETTING_INVALID);
        }
    }
}
