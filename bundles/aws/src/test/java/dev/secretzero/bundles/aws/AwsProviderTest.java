package dev.secretzero.bundles.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.ProviderContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AwsProviderTest extends ProviderContract {

    private static final Map<String, String> KEY = Map.of("AWS_ACCESS_KEY_ID", "AKIATEST", "AWS_SECRET_ACCESS_KEY", "secret-of-the-test");
    private static final String ROLE = "arn:aws:iam::123456789012:role/deployer";

    private Optional<FakeAws> started = Optional.empty();

    @TempDir
    Path home;

    @BeforeAll
    void start() {
        started = Optional.of(FakeAws.start());
    }

    @AfterEach
    void reset() {
        aws().reset();
    }

    @AfterAll
    void stop() {
        started.ifPresent(FakeAws::close);
    }

    private FakeAws aws() {
        return started.orElseThrow();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(aws());
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        aws().fail(1, 403, "GetCallerIdentity", "InvalidClientTokenId");
        return Optional.of(Fixture.provider(aws(), credential));
    }

    private Provider.Standing standing(Map<String, String> environment, String... pairs) {
        var variables = new TreeMap<>(Map.of("AWS_ENDPOINT_URL", aws().url(), "HOME", home.toString()));
        variables.putAll(environment);
        try (var provider = Fixture.provider(Fixture.host(home, variables), pairs)) {
            return provider.standing();
        }
    }

    private static Problem problem(Provider.Standing standing) {
        return ((Provider.Standing.Refused) standing).problem();
    }

    private static Map<String, String> claims(Provider.Standing standing) {
        assertThat(standing).isInstanceOf(Provider.Standing.Ready.class);
        return ((Provider.Standing.Ready) standing).actor().claims();
    }

    private void configure(String config, String credentials) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), config);
        Files.writeString(home.resolve(".aws/credentials"), credentials);
    }

    @Test
    void tellsTheIdentity() {
        assertThat(claims(standing(KEY)))
                .containsEntry("provider", "aws")
                .containsEntry("account", "123456789012")
                .containsEntry("region", "us-east-1")
                .containsEntry("token_type", "aws_iam")
                .containsKeys("arn", "user", "user_id", "principal_id", "scopes");
        assertThat(aws().asked()).containsExactly("GetCallerIdentity");
    }

    @Test
    void takesTheRegionFromTheNearest() throws IOException {
        configure("[default]\nregion = eu-north-1\n[profile far]\nregion = ap-south-1\n", "");
        assertThat(claims(standing(KEY))).containsEntry("region", "eu-north-1");
        assertThat(claims(standing(with(KEY, "AWS_PROFILE", "far")))).containsEntry("region", "ap-south-1");
        assertThat(claims(standing(with(KEY, "AWS_DEFAULT_REGION", "eu-west-3")))).containsEntry("region", "eu-west-3");
        var both = with(with(KEY, "AWS_DEFAULT_REGION", "eu-west-3"), "AWS_REGION", "eu-west-2");
        assertThat(claims(standing(both))).containsEntry("region", "eu-west-2");
        assertThat(claims(standing(both, "region", "sa-east-1"))).containsEntry("region", "sa-east-1");
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        var more = new TreeMap<>(variables);
        more.put(name, value);
        return more;
    }

    @Test
    void readsTheFilesOfTheHostsHome() throws IOException {
        configure("[profile ci]\nregion = eu-west-1\n", "[ci]\naws_access_key_id = AKIACI\naws_secret_access_key = of-the-profile\n");
        assertThat(claims(standing(Map.of(), "profile", "ci"))).containsEntry("region", "eu-west-1");
        assertThat(claims(standing(Map.of("AWS_PROFILE", "ci")))).containsEntry("region", "eu-west-1");
        assertThat(problem(standing(Map.of(), "profile", "none")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem(standing(Map.of())).code()).isEqualTo(Problem.Code.DENIED);
    }

    @Test
    void assumesARole() {
        var standing = standing(KEY, "role_arn", ROLE, "session_name", "of-the-test", "external_id", "x");
        assertThat(claims(standing).get("arn")).endsWith("assumed-role/deployer/of-the-test");
        assertThat(aws().asked()).containsExactly("AssumeRole", "GetCallerIdentity");
    }

    @Test
    void assumesTheRoleOfAProfile() throws IOException {
        configure(
                "[profile ci]\nrole_arn = " + ROLE + "\nsource_profile = base\n[profile a]\nrole_arn = " + ROLE
                        + "\nsource_profile = b\n[profile b]\nrole_arn = " + ROLE + "\nsource_profile = a\n[profile env]\nrole_arn = " + ROLE
                        + "\ncredential_source = Environment\n[profile bare]\nregion = eu-west-1\n",
                "[base]\naws_access_key_id = AKIACI\naws_secret_access_key = of-the-profile\n");
        assertThat(claims(standing(Map.of(), "profile", "ci")).get("arn")).endsWith("assumed-role/deployer/secretzero-session");
        assertThat(claims(standing(KEY, "profile", "env")).get("arn")).contains("assumed-role/deployer");
        assertThat(problem(standing(Map.of(), "profile", "a")).message()).contains("comes back to itself");
        assertThat(problem(standing(Map.of(), "profile", "bare")).message()).contains("has no credentials");
    }

    @Test
    void exchangesASignedToken() throws IOException {
        Files.writeString(home.resolve("token"), "signed\n");
        assertThat(claims(standing(Map.of(), "role_arn", ROLE, "web_identity_token_file", "token")).get("arn")).contains("deployer");
        assertThat(claims(standing(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", home.resolve("token").toString(), "AWS_ROLE_ARN", ROLE)))
                        .get("arn"))
                .contains("deployer");
        assertThat(aws().count("AssumeRoleWithWebIdentity")).isEqualTo(2);
        assertThat(problem(standing(Map.of(), "role_arn", ROLE, "web_identity_token_file", "none")).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(standing(KEY, "web_identity_token_file", "token")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void namesTheRoleThatMayNotBeAssumed() {
        aws().fail(1, 403, "AssumeRole", "AccessDenied");
        assertThat(problem(standing(KEY, "role_arn", ROLE)).hint().orElseThrow()).contains("allow sts:AssumeRole on " + ROLE);
        aws().fail(1, 503, "AssumeRole", "x");
        assertThat(problem(standing(KEY, "role_arn", ROLE)).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @Test
    void asksForTheRoleOnce() {
        var host = Fixture.host(home, with(KEY, "AWS_ENDPOINT_URL", aws().url()));
        try (var provider = Fixture.provider(host, "role_arn", ROLE)) {
            var targets = List.of(Fixture.parameter(provider, "name", "/a"), Fixture.secret(provider, "name", "a"));
            var seen = IntStream.range(0, 16).parallel().mapToObj(i -> targets.get(i % 2).observe("a")).toList();
            assertThat(seen).hasOnlyElementsOfType(Observation.Absent.class);
        }
        assertThat(aws().count("AssumeRole")).isEqualTo(1);
        assertThat(aws().asked()).hasSize(17);
    }

    @Test
    void saysThatAFileIsBrokenWithoutItsText(Canaries canaries) throws IOException {
        configure("", "[default\n" + canaries.make("key") + "\n");
        canaries.source(home.resolve(".aws/credentials"));
        var standing = standing(Map.of());
        assertThat(problem(standing).code()).isEqualTo(Problem.Code.UNREADABLE);
        canaries.seen("the refusal", standing.toString());
    }

    @Test
    void namesPermissionsOfOtherPartitions() {
        aws().fail(1, 400, "GetParameters", "AccessDeniedException");
        var china = Fixture.parameter(Fixture.provider(aws()), "name", "/a", "region", "cn-north-1");
        var thrown = catchThrowableOfType(ProblemException.class, () -> china.observe("a"));
        assertThat(thrown.problem().hint().orElseThrow()).contains("arn:aws-cn:ssm:cn-north-1:*:parameter/a");
    }

    @Test
    void touchesNothingWhenItIsOpened() {
        Fixture.provider(Fixture.host(home, Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:1"))).close();
        assertThat(aws().asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"endpoint_url, ftp://x", "endpoint_url, http://u:p@x", "endpoint_url, x", "region, not a region", "timeout, 6m", "timeout, 0s"})
    void refusesWhatCannotBe(String key, String value) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> Fixture.provider(Fixture.host(home, KEY), key, value));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(thrown.problem().message()).contains(key).doesNotContain("u:p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "13h"})
    void refusesADurationOutOfBounds(String duration) {
        assertThat(problem(standing(KEY, "role_arn", ROLE, "duration", duration)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    private String read(String... pairs) {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        return switch (open().read(query)) {
            case Observation.Shown(var content, var version) -> text(content) + version.map(v -> v.value().length() > 9 ? "" : " v" + v.value()).orElse("");
            case Observation.Absent _ -> "absent";
            case Observation.Hidden _ -> "hidden";
            case Observation.Unseen _ -> "unseen";
        };
    }

    private static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void readsWhatWasMadeElsewhere() {
        aws().parameter("/team/url", "one");
        aws().parameter("/team/url", "two");
        try (var secrets = aws().secrets()) {
            secrets.createSecret(request -> request.name("login").secretString("{\"skip\":{\"user\":1},\"db\":{\"user\":\"a\",\"ports\":[1, 2]}}"));
        }
        assertThat(read("kind", "ssm_parameter", "name", "/team/url")).isEqualTo("two v2");
        assertThat(read("kind", "ssm_parameter", "path", "/team/url", "version", "1")).isEqualTo("one v1");
        assertThat(read("kind", "ssm_parameter", "name", "/none")).isEqualTo("absent");
        assertThat(read("kind", "secrets_manager", "name", "login", "field", "db.user")).isEqualTo("a");
        assertThat(read("name", "login", "field", "db.ports")).isEqualTo("[1,2]");
        assertThat(List.of(read("name", "login", "field", "db.none"), read("name", "login", "field", "db.user.x"))).containsOnly("absent");
        assertThat(read("name", "login", "version_stage", "AWSPREVIOUS")).isEqualTo("absent");
        assertThat(read("kind", "ssm_parameter", "name", "/team/url", "field", "x")).isEqualTo("absent");
        assertThat(read("kind", "ssm_parameter", "name", "/team/url", "region", "us-west-2")).isEqualTo("absent");
        assertThat(catchThrowableOfType(ProblemException.class, () -> read("kind", "iam_user", "name", "x")).problem().code())
                .isEqualTo(Problem.Code.NOT_SUPPORTED);
        assertThat(catchThrowableOfType(ProblemException.class, () -> read("field", "k")).problem().code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }
}
