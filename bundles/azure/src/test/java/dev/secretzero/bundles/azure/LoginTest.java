package dev.secretzero.bundles.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.sun.net.httpserver.HttpServer;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.OtherProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each way to log in, by the official library against what answers as the system is documented.
final class LoginTest {

    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final FakeKeyVault fake = FakeKeyVault.start();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        fake.close();
    }

    private Provider.Standing standing(String... pairs) {
        try (var provider = Fixture.provider(Fixture.host(home, Fixture.environment(fake)), pairs)) {
            return provider.standing();
        }
    }

    private static Map<String, String> claims(Provider.Standing standing) {
        return switch (standing) {
            case Provider.Standing.Ready(var actor) -> actor.claims();
            case Provider.Standing.Refused(var problem) -> throw new AssertionError(problem.toString());
        };
    }

    private static Problem problem(Provider.Standing standing) {
        return ((Provider.Standing.Refused) standing).problem();
    }

    // A certificate: the assertion is as RFC 7523 and Microsoft's page on certificate credentials have it.

    private static Map<String, Object> json(String part) {
        try (var reader = JsonProviders.createReader(Base64.getUrlDecoder().decode(part))) {
            return Objects.requireNonNull(reader.readMap(JsonReader::readUntyped));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isSigned(Map<String, String> form, FakeTls known) {
        var parts = form.getOrDefault("client_assertion", "").split("\\.", -1);
        if (parts.length != 3 || !ASSERTION.equals(form.get("client_assertion_type"))) {
            return false;
        }
        try {
            var header = json(parts[0]);
            var signature = signature(String.valueOf(header.get("alg")));
            signature.initVerify(known.certificate());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            var claims = json(parts[1]);
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && names(known, String.valueOf(header.get("x5t#S256")))
                    && FakeKeyVault.CLIENT.equals(claims.get("iss"))
                    && FakeKeyVault.CLIENT.equals(claims.get("sub"))
                    && String.valueOf(claims.get("aud")).endsWith("/" + FakeKeyVault.TENANT + "/oauth2/v2.0/token");
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("RS256")) {
            return Signature.getInstance("SHA256withRSA");
        }
        var signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return signature;
    }

    /// The library writes the thumbprint with the letters of plain Base64.
    private static boolean names(FakeTls known, String thumbprint) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(known.certificate().getEncoded());
        return Arrays.equals(digest, Base64.getUrlDecoder().decode(thumbprint.replace('+', '-').replace('/', '_')));
    }

    @Test
    void aCertificateSignsTheAssertion(Canaries canaries) throws IOException {
        var own = FakeTls.rsa();
        var file = home.resolve("principal.pem");
        var key = own.keyPem();
        canaries.source(file);
        canaries.watch("key", Material.of(key));
        Files.writeString(file, key + own.pem());
        fake.admit(form -> isSigned(form, own));
        assertThat(claims(standing("client_certificate_path", "principal.pem")))
                .containsEntry("token_type", "service_principal")
                .containsEntry("app_id", FakeKeyVault.CLIENT);
        var other = FakeTls.rsa();
        fake.admit(form -> isSigned(form, other));
        assertThat(problem(standing("client_certificate_path", "principal.pem")).code()).isEqualTo(Problem.Code.DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void saysThatAFileHoldsNoCertificate(String text) throws IOException {
        Files.writeString(home.resolve("principal.pem"), text);
        assertThat(problem(standing("client_certificate_path", "principal.pem")).message()).endsWith("principal.pem holds no certificate with its RSA key");
        assertThat(problem(standing("client_certificate_path", "none.pem")).message()).endsWith("none.pem cannot be read");
    }

    // A workload identity.

    @Test
    void aWorkloadIdentityExchangesTheSignedTokenOfItsFile(Canaries canaries) throws IOException {
        var signed = canaries.make("signed");
        canaries.source(home.resolve("token"));
        Files.writeString(home.resolve("token"), signed);
        fake.admit(form -> signed.equals(form.get("client_assertion"))
                && ASSERTION.equals(form.get("client_assertion_type"))
                && FakeKeyVault.CLIENT.equals(form.get("client_id"))
                && "client_credentials".equals(form.get("grant_type"))
                && form.getOrDefault("scope", "").contains("https://vault.azure.net/.default"));
        var file = home.resolve("token").toString();
        assertThat(claims(standing("federated_token_file", file))).containsEntry("token_type", "workload_identity");
        assertThat(claims(standing("method", "workload_identity", "federated_token_file", "token"))).containsEntry("tenant_id", FakeKeyVault.TENANT);
        fake.admit(form -> false);
        var refused = standing("federated_token_file", file);
        canaries.seen("the refusal", refused.toString());
        assertThat(problem(refused).code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem(standing("federated_token_file", "none")).message()).endsWith("none cannot be read");
        Files.writeString(home.resolve("empty"), "");
        assertThat(problem(standing("federated_token_file", "empty")).message()).endsWith("empty is empty");
    }

    // What the library reads from the environment of its process.

    /// The tokens of a machine: `/msi` as App Service has them, `/metadata` as virtual machines.
    private HttpServer machine(String header, int status) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().toString());
                var headers = exchange.getRequestHeaders();
                boolean known = exchange.getRequestURI().getPath().equals("/msi")
                        ? header.equals(headers.getFirst("X-IDENTITY-HEADER"))
                        : "true".equals(headers.getFirst("Metadata"));
                var text = "{\"access_token\": \"" + FakeKeyVault.jwt() + "\", \"expires_on\": \"4102444800\", \"expires_in\": \"3599\","
                        + " \"resource\": \"https://vault.azure.net\", \"token_type\": \"Bearer\", \"client_id\": \"c\"}";
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(known ? status : 400, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String elsewhere(Map<String, String> environment, String... pairs) {
        var all = new TreeMap<>(Map.of("PATH", home + ":/usr/bin:/bin", "HOME", home.toString()));
        all.putAll(environment);
        return OtherProcess.standing("azure", all, List.of(), pairs);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "11111111-0000-0000-0000-000000000000, client_id=11111111-0000-0000-0000-000000000000"})
    void anAppServiceHasAManagedIdentity(String client, String sent, Canaries canaries) throws IOException {
        var header = canaries.make("header");
        var machine = machine(header, 200);
        try {
            var pairs = new ArrayList<>(List.of("method", "managed_identity"));
            Optional.of(client).filter(id -> !id.isEmpty()).ifPresent(id -> pairs.addAll(List.of("client_id", id)));
            var said = elsewhere(Map.of("IDENTITY_ENDPOINT", url(machine) + "/msi", "IDENTITY_HEADER", header), pairs.toArray(String[]::new));
            canaries.seen("what is said", said);
            assertThat(said).startsWith("ready\n").contains("token_type=managed_identity").contains("object_id=of-the-object");
            assertThat(asked).singleElement().asString().startsWith("/msi?").contains("resource=https%3A%2F%2Fvault.azure.net").contains(sent);
        } finally {
            machine.stop(0);
        }
    }

    @Test
    void aVirtualMachineHasAManagedIdentity() throws IOException {
        var machine = machine("", 200);
        try {
            var said = elsewhere(Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", url(machine)), "method", "managed_identity");
            assertThat(said).startsWith("ready\n").contains("token_type=managed_identity");
            assertThat(asked).isNotEmpty().allSatisfy(uri -> assertThat(uri).startsWith("/metadata/identity/oauth2/token?"));
        } finally {
            machine.stop(0);
        }
    }

    @Test
    void saysThatTheMachineHasNoIdentity() throws IOException {
        var machine = machine("", 400);
        try {
            assertThat(elsewhere(Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", url(machine)), "method", "managed_identity"))
                    .startsWith("refused DENIED: no token");
        } finally {
            machine.stop(0);
        }
        assertThat(elsewhere(Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", url(machine)), "method", "managed_identity"))
                .startsWith("refused ");
    }

    /// A command `az` in the first directory of PATH.
    private void install(String script) throws IOException {
        var az = home.resolve("az");
        Files.writeString(az, "#!/bin/sh\necho \"$@\" >> " + home + "/asked\n" + script);
        assertThat(az.toFile().setExecutable(true)).isTrue();
    }

    private static String printed() {
        return "cat <<E\n{\"accessToken\": \"" + FakeKeyVault.jwt() + "\", \"expiresOn\": \"2099-01-01 00:00:00.000000\","
                + " \"expires_on\": 4070908800, \"subscription\": \"s\", \"tenant\": \"t\", \"tokenType\": \"Bearer\"}\nE\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"cli", "default"})
    void theCommandLineGivesItsToken(String method, Canaries canaries) throws IOException {
        install(printed());
        var said = elsewhere(Map.of("AZURE_TENANT_ID", FakeKeyVault.TENANT), "method", method);
        canaries.seen("what is said", said);
        assertThat(said).startsWith("ready\n").contains("token_type=" + method).doesNotContain(FakeKeyVault.jwt());
        assertThat(Files.readString(home.resolve("asked")))
                .contains("account get-access-token --output json --resource https://vault.azure.net")
                .contains("--tenant " + FakeKeyVault.TENANT);
    }

    @Test
    void theMachineIsAskedWhenNobodyIsLoggedIn() throws IOException {
        install("echo \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n");
        var machine = machine("h", 200);
        try {
            assertThat(elsewhere(Map.of("IDENTITY_ENDPOINT", url(machine) + "/msi", "IDENTITY_HEADER", "h"))).startsWith("ready\n").contains("token_type=default");
        } finally {
            machine.stop(0);
        }
    }

    @Test
    void saysThatTheCommandLineGivesNone() throws IOException {
        assertThat(elsewhere(Map.of("PATH", home.toString()), "method", "cli")).startsWith("refused DENIED: no token");
        install("echo '" + "x".repeat(1000) + " quoted'\n");
        assertThat(elsewhere(Map.of(), "method", "cli")).startsWith("refused DENIED: no token").doesNotContain("quoted");
    }
}
