package dev.secretzero.bundles.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.secretzero.bundles.gcp.GoogleServers.Reply;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.OtherProcess;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each way to a token that ends at servers of Google, by the official library against what answers as they are documented. Secret
/// Manager then takes the token that they gave.
final class LoginTest {

    private static final String DEPLOYER = "deployer@p.iam.gserviceaccount.com";
    private static final String IMPERSONATE = "/v1/projects/-/serviceAccounts/" + DEPLOYER + ":generateAccessToken";

    private final FakeSecretManager fake = FakeSecretManager.start();
    private volatile String own = "";
    private volatile String signed = "";
    private volatile int status = 200;
    private volatile String refusal = "{\"error\": \"invalid_grant\", \"error_description\": \"%s\"}";
    private GoogleServers google;

    @TempDir
    Path home;

    @BeforeEach
    void start(Canaries canaries) throws IOException {
        own = canaries.make("own");
        signed = canaries.make("signed");
        google = GoogleServers.start(home, this::answer);
    }

    @AfterEach
    void stop() {
        google.close();
        fake.close();
    }

    private Reply answer(HttpExchange request, String body) {
        if (status != 200) {
            return new Reply(status, refusal.formatted("refused: " + signed));
        }
        var path = request.getRequestURI().getPath();
        return switch (path) {
            case "/v1/token" -> exchanged(URLDecoder.decode(body, StandardCharsets.UTF_8));
            case IMPERSONATE -> impersonated(request, body);
            case "/subject" -> "Bearer x".equals(request.getRequestHeaders().getFirst("Authorization"))
                    ? new Reply(200, "{\"id_token\": \"" + signed + "\"}")
                    : new Reply(403, "{}");
            case "/computeMetadata/v1/instance/service-accounts/default/token" -> "Google".equals(request.getRequestHeaders().getFirst("Metadata-Flavor"))
                    ? granted(FakeSecretManager.TOKEN)
                    : new Reply(403, "{}");
            default -> new Reply(404, "{}");
        };
    }

    private static Reply granted(String token) {
        return new Reply(200, "{\"access_token\": \"" + token + "\", \"expires_in\": 3599, \"token_type\": \"Bearer\","
                + " \"issued_token_type\": \"urn:ietf:params:oauth:token-type:access_token\"}");
    }

    /// RFC 8693, as the Security Token Service takes it.
    private Reply exchanged(String form) {
        boolean good = form.contains("grant_type=urn:ietf:params:oauth:grant-type:token-exchange")
                && form.contains("subject_token=" + signed)
                && form.contains("subject_token_type=urn:ietf:params:oauth:token-type:jwt")
                && form.contains("audience=//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x")
                && form.contains("cloud-platform");
        return good ? granted(own) : new Reply(400, "{\"error\": \"invalid_grant\", \"error_description\": \"" + form + "\"}");
    }

    private Reply impersonated(HttpExchange request, String body) {
        boolean good = ("Bearer " + own).equals(request.getRequestHeaders().getFirst("Authorization")) && body.contains("cloud-platform") && body.contains("3600s");
        return good
                ? new Reply(200, "{\"accessToken\": \"" + FakeSecretManager.TOKEN + "\", \"expireTime\": \"2099-01-01T00:00:00Z\"}")
                : new Reply(403, "{\"error\": {\"code\": 403, \"status\": \"PERMISSION_DENIED\"}}");
    }

    private String standing(Canaries canaries, Map<String, String> environment, String... pairs) {
        var all = new TreeMap<>(Map.of("HOME", home.toString(), "GOOGLE_CLOUD_PROJECT", "p"));
        all.putAll(environment);
        var said = OtherProcess.standing("gcp", all, google.options(), pairs(pairs));
        canaries.seen("what is said", said);
        return said;
    }

    private String[] pairs(String... more) {
        var all = new String[more.length + 2];
        all[0] = "endpoint";
        all[1] = fake.url();
        System.arraycopy(more, 0, all, 2, more.length);
        return all;
    }

    // Another service account.

    @Test
    void actsAsAnotherServiceAccount(Canaries canaries) {
        var said = standing(canaries, Map.of("GOOGLE_OAUTH_ACCESS_TOKEN", own), "impersonate_service_account", DEPLOYER);
        assertThat(said).startsWith("ready\n").contains("token_type=impersonated_service_account").contains("user=" + DEPLOYER);
        assertThat(google.asked()).containsExactly("POST iamcredentials.googleapis.com" + IMPERSONATE);
    }

    @Test
    void saysThatItMayNotActAsAnother(Canaries canaries) {
        status = 403;
        assertThat(standing(canaries, Map.of("GOOGLE_OAUTH_ACCESS_TOKEN", own), "impersonate_service_account", DEPLOYER))
                .startsWith("refused DENIED: no token could be had for Google Cloud as " + DEPLOYER);
        status = 503;
        assertThat(standing(canaries, Map.of("GOOGLE_OAUTH_ACCESS_TOKEN", own), "impersonate_service_account", DEPLOYER))
                .startsWith("refused UNREACHABLE");
        assertThat(fake.count()).isZero();
    }

    // Workload identity federation, with a file as gcloud writes it.

    private void federate(String source, String more) throws IOException {
        Files.writeString(home.resolve("federated.json"), """
                {"type": "external_account", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                 "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
                 "token_url": "https://sts.googleapis.com/v1/token", "credential_source": {%s}%s}
                """.formatted(source, more));
    }

    private String file() throws IOException {
        Files.writeString(home.resolve("subject"), signed);
        return "\"file\": \"" + home.resolve("subject") + "\"";
    }

    private Map<String, String> federated() {
        return Map.of("GOOGLE_APPLICATION_CREDENTIALS", home.resolve("federated.json").toString());
    }

    private static final String AS_DEPLOYER =
            ", \"service_account_impersonation_url\": \"https://iamcredentials.googleapis.com" + IMPERSONATE + "\"";

    @Test
    void aSignedTokenOfAFileIsExchanged(Canaries canaries) throws IOException {
        canaries.source(home.resolve("subject"));
        federate(file(), AS_DEPLOYER);
        assertThat(standing(canaries, federated())).startsWith("ready\n").contains("token_type=workload_identity").contains("user=" + DEPLOYER);
        assertThat(google.asked()).containsExactly("POST sts.googleapis.com/v1/token", "POST iamcredentials.googleapis.com" + IMPERSONATE);
    }

    @Test
    void aSignedTokenOfAnAddressIsExchanged(Canaries canaries) throws IOException {
        federate("\"url\": \"http://" + google.plain() + "/subject\", \"headers\": {\"Authorization\": \"Bearer x\"},"
                + " \"format\": {\"type\": \"json\", \"subject_token_field_name\": \"id_token\"}", "");
        own = FakeSecretManager.TOKEN;
        assertThat(standing(canaries, federated())).startsWith("ready\n").contains("token_type=workload_identity");
        assertThat(google.asked()).containsExactly("GET 127.0.0.1/subject", "POST sts.googleapis.com/v1/token");
    }

    @Test
    void aFederatedIdentityActsAsAnother(Canaries canaries) throws IOException {
        canaries.source(home.resolve("subject"));
        federate(file(), "");
        assertThat(standing(canaries, federated(), "impersonate_service_account", DEPLOYER)).startsWith("ready\n").contains("user=" + DEPLOYER);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void saysThatTheExchangeIsRefused(int code, Canaries canaries) throws IOException {
        canaries.source(home.resolve("subject"));
        federate(file(), "");
        status = code;
        assertThat(standing(canaries, federated())).startsWith("refused DENIED: no token");
    }

    @Test
    void saysThatNobodyExchanges(Canaries canaries) throws IOException {
        canaries.source(home.resolve("subject"));
        federate(file(), "");
        google.close();
        assertThat(standing(canaries, federated())).startsWith("refused UNREACHABLE: Google's token server did not answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"error\": {\"message\": \"%s\"}}", "{\"error\": null}"})
    void aRefusalThatMakesNoSenseIsARefusal(String text, Canaries canaries) throws IOException {
        canaries.source(home.resolve("subject"));
        federate(file(), "");
        status = 400;
        refusal = text;
        assertThat(standing(canaries, federated())).startsWith("refused DENIED: no token");
    }

    @Test
    void saysThatTheSignedTokenIsMissing(Canaries canaries) throws IOException {
        federate("\"file\": \"" + home.resolve("none") + "\"", "");
        assertThat(standing(canaries, federated())).startsWith("refused DENIED: no token");
        assertThat(google.asked()).isEmpty();
    }

    // A machine.

    @Test
    void aMachineHasAToken(Canaries canaries) {
        assertThat(standing(canaries, Map.of("GCE_METADATA_HOST", google.plain()))).startsWith("ready\n").contains("token_type=machine");
        assertThat(google.asked()).contains("GET 127.0.0.1/computeMetadata/v1/instance/service-accounts/default/token");
    }

    @Test
    void saysThatTheMachineHasNone(Canaries canaries) {
        status = 404;
        assertThat(standing(canaries, Map.of("GCE_METADATA_HOST", google.plain()))).startsWith("refused DENIED: no token");
        assertThat(standing(canaries, Map.of("GCE_METADATA_HOST", "127.0.0.1:1"))).startsWith("refused ");
    }
}
