package dev.secretzero.bundles.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Credentials of the machine, the container and of a program, by the official library against what answers as AWS's endpoints
/// are documented. STS then tells whose key signed the question.
final class LoginTest {

    private static final String SESSION = "token-of-the-metadata-service";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String authorization = "";
    private volatile String secret = "";
    private HttpServer http;

    @TempDir
    Path home;

    @BeforeEach
    void start(Canaries canaries) throws IOException {
        secret = canaries.make("secret");
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                var path = exchange.getRequestURI().getPath();
                asked.add(exchange.getRequestMethod() + " " + path);
                var body = answer(exchange, path).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(body.length == 0 ? 403 : path.equals("/") ? 200 : status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private String answer(HttpExchange exchange, String path) {
        var headers = exchange.getRequestHeaders();
        return switch (exchange.getRequestMethod() + " " + path) {
            case "POST /" -> identity(String.valueOf(headers.getFirst("Authorization")).replaceAll("(?s).*Credential=(\\w+)/.*", "$1"));
            case "GET /container" -> String.valueOf(headers.getFirst("Authorization")).equals(authorization) ? key("AKIACONTAINER", "") : "";
            case "PUT /latest/api/token" -> {
                exchange.getResponseHeaders().set("x-aws-ec2-metadata-token-ttl-seconds", "21600");
                yield headers.getFirst("x-aws-ec2-metadata-token-ttl-seconds") == null ? "" : SESSION;
            }
            case "GET /latest/meta-data/iam/security-credentials/", "GET /latest/meta-data/iam/security-credentials-extended/" ->
                SESSION.equals(headers.getFirst("x-aws-ec2-metadata-token")) ? "deployer" : "";
            case "GET /latest/meta-data/iam/security-credentials/deployer", "GET /latest/meta-data/iam/security-credentials-extended/deployer" ->
                SESSION.equals(headers.getFirst("x-aws-ec2-metadata-token")) ? key("AKIAMACHINE", "\"Code\": \"Success\", \"Type\": \"AWS-HMAC\",") : "";
            default -> "";
        };
    }

    /// Who signed.
    private static String identity(String id) {
        return """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
                <Arn>arn:aws:iam::123456789012:user/%s</Arn><UserId>U</UserId><Account>123456789012</Account>
                </GetCallerIdentityResult></GetCallerIdentityResponse>
                """.formatted(id);
    }

    private String key(String id, String more) {
        return "{" + more + "\"AccessKeyId\": \"" + id + "\", \"SecretAccessKey\": \"" + secret + "\", \"Token\": \"t\","
                + " \"LastUpdated\": \"2099-01-01T00:00:00Z\", \"Expiration\": \"2099-01-01T06:00:00Z\"}";
    }

    private String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private Map<String, String> with(String... pairs) {
        var variables = new TreeMap<>(Map.of("AWS_ENDPOINT_URL", url(), "HOME", home.toString(), "AWS_REGION", "eu-west-1"));
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return variables;
    }

    private static String elsewhere(Map<String, String> environment, String... pairs) {
        return OtherProcess.standing("aws", environment, List.of(), pairs);
    }

    // A container: the library reads its variables from the environment of the process.

    @Test
    void aContainerHasCredentials(Canaries canaries) {
        authorization = canaries.make("authorization");
        var said = elsewhere(with("AWS_CONTAINER_CREDENTIALS_FULL_URI", url() + "/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN", authorization));
        canaries.seen("what is said", said);
        assertThat(said).startsWith("ready\n").contains("user=arn:aws:iam::123456789012:user/AKIACONTAINER");
        assertThat(asked).containsExactly("GET /container", "POST /");
    }

    @Test
    void theTokenOfAContainerMayStandInAFile(Canaries canaries) throws IOException {
        authorization = canaries.make("authorization");
        canaries.source(home.resolve("token"));
        Files.writeString(home.resolve("token"), authorization);
        assertThat(elsewhere(with(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI", url() + "/container",
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", home.resolve("token").toString())))
                .startsWith("ready\n").contains("AKIACONTAINER");
    }

    @Test
    void aProfileMayNameTheContainer() throws IOException {
        authorization = "a";
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), "[profile ci]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = EcsContainer\n");
        var said = elsewhere(
                with("AWS_CONTAINER_CREDENTIALS_FULL_URI", url() + "/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "wrong"), "profile", "ci");
        assertThat(said).startsWith("refused DENIED");
        assertThat(asked).contains("GET /container").doesNotContain("POST /");
    }

    @ParameterizedTest
    @CsvSource({"http://example.com/container", "ftp://127.0.0.1/", "'not a url'", "http://127.0.0.1:1/container"})
    void saysThatAContainerHasNone(String uri) {
        assertThat(elsewhere(with("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri))).startsWith("refused DENIED: there are no credentials for AWS");
        assertThat(asked).isEmpty();
    }

    // A machine: the second version of its metadata service, which asks for a token first.

    private Provider.Standing standing(Map<String, String> environment, String... pairs) {
        var variables = new TreeMap<>(environment);
        variables.putIfAbsent("AWS_EC2_METADATA_DISABLED", "false");
        try (var provider = Fixture.provider(Fixture.host(home, variables), pairs)) {
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

    @Test
    void aMachineHasCredentials() {
        assertThat(claims(standing(with("AWS_EC2_METADATA_SERVICE_ENDPOINT", url())))).containsEntry("arn", "arn:aws:iam::123456789012:user/AKIAMACHINE");
        assertThat(asked).startsWith("PUT /latest/api/token").endsWith("POST /").hasSize(4);
    }

    @Test
    void aMachineWithoutARoleOrAServiceHasNone() {
        status = 404;
        assertThat(problem(standing(with("AWS_EC2_METADATA_SERVICE_ENDPOINT", url()))).code()).isEqualTo(Problem.Code.DENIED);
        stop();
        assertThat(problem(standing(with("AWS_EC2_METADATA_SERVICE_ENDPOINT", url()))).message()).isEqualTo("there are no credentials for AWS");
    }

    // A program.

    private void configure(String script) throws IOException {
        var program = home.resolve("program");
        Files.writeString(program, "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), "[profile ci]\ncredential_process = " + program + " --for us\n");
    }

    @Test
    void aProgramGivesCredentials(Canaries canaries) throws IOException {
        canaries.source(home.resolve("program"));
        configure("test \"$*\" = '--for us' || exit 1\ncat <<E\n{\"Version\": 1, \"AccessKeyId\": \"AKIAPROGRAM\", \"SecretAccessKey\": \"" + secret
                + "\", \"SessionToken\": \"t\", \"Expiration\": \"2099-01-01T00:00:00Z\"}\nE\n");
        assertThat(claims(standing(with(), "profile", "ci"))).containsEntry("arn", "arn:aws:iam::123456789012:user/AKIAPROGRAM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "echo no JSON $SECRET", "echo '{\"Version\": 2}'", "echo '{\"Version\": 1, \"AccessKeyId\": \"A\"}'", "echo quoted >&2; exit 3"})
    void saysThatAProgramGivesNone(String script, Canaries canaries) throws IOException {
        canaries.source(home.resolve("program"));
        configure("SECRET=" + secret + "\n" + script + "\n");
        var refused = standing(with(), "profile", "ci");
        canaries.seen("the refusal", refused.toString());
        assertThat(problem(refused).code()).isEqualTo(Problem.Code.DENIED);
    }
}
