package dev.secretzero.bundles.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Material;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.ProviderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GithubProviderTest extends ProviderContract {

    private final FakeGithub github = FakeGithub.start();
    private static final KeyPair PAIR = Fixture.keyPair();

    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        github.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(github);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(Fixture.host(Map.of()), "api_url", github.url(), "token", credential));
    }

    private Provider.Standing standing(Map<String, String> environment, String... pairs) {
        try (var provider = Fixture.provider(Fixture.host(clock, home, environment), pairs)) {
            return provider.standing();
        }
    }

    private static Map<String, String> claims(Provider.Standing standing) {
        assertThat(standing).isInstanceOf(Provider.Standing.Ready.class);
        return ((Provider.Standing.Ready) standing).actor().claims();
    }

    private static Problem problem(Provider.Standing standing) {
        assertThat(standing).isInstanceOf(Provider.Standing.Refused.class);
        return ((Provider.Standing.Refused) standing).problem();
    }

    @Test
    void saysWhoTheTokenIs() {
        assertThat(claims(open().standing())).isEqualTo(Map.of(
                "provider", "github", "url", github.url(), "token_type", "PAT", "user", "octocat", "scopes", "repo,admin:org"));
    }

    @Test
    void takesTheTokenFromEitherVariable() {
        assertThat(claims(standing(Map.of("GITHUB_TOKEN", FakeGithub.TOKEN, "GITHUB_API_URL", github.url())))).containsKey("user");
        assertThat(claims(standing(Map.of("GH_TOKEN", FakeGithub.TOKEN), "api_url", github.url()))).containsKey("user");
        assertThat(problem(standing(Map.of("GH_TOKEN", " "), "api_url", github.url())).hint().orElseThrow()).contains("GITHUB_TOKEN");
    }

    @Test
    void findsTheApiOfAnEnterpriseServer() {
        var provider = Fixture.provider(Fixture.host(Map.of()), "github_url", "https://github.example.com/", "token", "t");
        assertThat(provider.session().server().base()).isEqualTo("https://github.example.com/api/v3");
    }

    @Test
    void knowsATokenOfAWorkflow() {
        github.allow("ghs_of-a-workflow");
        assertThat(claims(standing(Map.of("GITHUB_TOKEN", "ghs_of-a-workflow"), "api_url", github.url())))
                .containsEntry("token_type", "installation");
    }

    private String[] app(String... more) {
        github.app("123", "456", PAIR.getPublic());
        var pairs = new java.util.ArrayList<>(java.util.List.of("api_url", github.url(), "app_id", "123", "installation_id", "456"));
        pairs.addAll(java.util.List.of(more));
        return pairs.toArray(String[]::new);
    }

    @Test
    void logsInAsAnAppOnceAnHourAndEndsTheToken() {
        var provider = Fixture.provider(Fixture.host(clock, home, Map.of()), app("private_key", Fixture.pem(PAIR)));
        assertThat(claims(provider.standing())).containsEntry("scopes", "metadata:read,secrets:write");
        var target = Fixture.target(provider, "repository", "acme/app");
        target.put("KEY", Material.of("v"), new Expect.Anything());
        assertThat(github.asked().stream().filter(call -> call.endsWith("access_tokens"))).hasSize(1);
        clock.advance(Duration.ofMinutes(56));
        target.observe("KEY");
        assertThat(github.asked().stream().filter(call -> call.endsWith("access_tokens"))).hasSize(2);
        provider.close();
        assertThat(github.asked().getLast()).isEqualTo("DELETE installation/token");
    }

    @Test
    void takesTheKeyAsGithubGivesItOut() throws IOException {
        byte[] der = PrivateKeyInfo.getInstance(PAIR.getPrivate().getEncoded()).parsePrivateKey().toASN1Primitive().getEncoded();
        var pem = "-----BEGIN RSA PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END RSA PRIVATE KEY-----\n";
        Files.writeString(home.resolve("app.pem"), pem);
        assertThat(claims(standing(Map.of(), app("private_key_path", "app.pem")))).containsKey("user");
        assertThat(claims(standing(Map.of("GITHUB_APP_PRIVATE_KEY", pem.replace("\n", "\\n").replace("\r", "")), app()))).containsKey("user");
    }

    @Test
    void refusesAKeyThatIsNone(Canaries canaries) {
        var key = "-----BEGIN PRIVATE KEY-----\n" + canaries.make("key") + "\n-----END PRIVATE KEY-----";
        var standing = standing(Map.of(), app("private_key", key));
        canaries.seen("the refusal", standing.toString());
        assertThat(problem(standing).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem(standing(Map.of(), app("private_key_path", "none.pem"))).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void saysThatAnotherKeyIsRefused() {
        assertThat(problem(standing(Map.of(), app("private_key", Fixture.pem(Fixture.keyPair())))).code())
                .isEqualTo(Problem.Code.DENIED);
    }

    @ParameterizedTest
    @CsvSource({"429, , , THROTTLED, 0", "429, Retry-After, 7, THROTTLED, 7", "403, Retry-After, 60, THROTTLED, 60",
        "403, x-ratelimit-reset, 1767225690, THROTTLED, 90", "403, , , DENIED, 0", "503, Retry-After, 5, UNREACHABLE, 5",
        "301, Location, http://127.0.0.1:1/, UNREACHABLE, 0"})
    void tellsARefusalFromABusyServer(int status, String header, String value, Problem.Code code, int pause) {
        github.header("x-ratelimit-remaining", header != null && header.startsWith("x-") ? "0" : "40");
        if (header != null) {
            github.header(header, value);
        }
        github.fail(status, 1);
        var problem = problem(open().standing());
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.pause().map(Duration::toSeconds).orElse(0L)).isEqualTo(pause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"login\":", "<html>", "{\"login\":null}", "{\"login\":{\"a\":1}}", "{\"login\":[1]}"})
    void takesAnotherServerForWhatItIs(String answer) {
        github.say(answer);
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void saysThatNobodyAnswers() {
        github.close();
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({"api_url, ftp://x", "github_url, no address", "method, oauth_device", "app_id, a b", "installation_id, x"})
    void refusesSettingsThatCannotBe(String key, String value) {
        var pairs = app("private_key", Fixture.pem(PAIR), key, value);
        var thrown = catchThrowableOfType(ProblemException.class, () -> {
            var given = key.equals("github_url") ? new String[] {key, value} : pairs;
            Fixture.provider(Fixture.host(clock, home, Map.of()), given);
        });
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(thrown.problem().hint()).isPresent();
    }
}
