package dev.secretzero.bundles.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.rest.Answer;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.ProviderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultProviderTest extends ProviderContract {

    private final FakeVault vault = FakeVault.start();

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        vault.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(vault);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(vault, credential));
    }

    private Provider.Standing standing(Map<String, String> environment, String... pairs) {
        return Fixture.provider(Fixture.host(home, environment), pairs).standing();
    }

    private static Problem problem(Provider.Standing standing) {
        return ((Provider.Standing.Refused) standing).problem();
    }

    @Test
    void tellsTheIdentity() {
        var standing = standing(Map.of("VAULT_ADDR", vault.url() + "/", "VAULT_TOKEN", FakeVault.ROOT, "VAULT_NAMESPACE", "team"));
        assertThat(((Provider.Standing.Ready) standing).actor().claims())
                .containsEntry("user", "token-of-a-test")
                .containsEntry("scopes", "admin,default,writer")
                .containsEntry("token_type", "service")
                .containsEntry("renewable", "true")
                .containsEntry("namespace", "team")
                .containsEntry("url", vault.url());
        assertThat(vault.namespaces).containsOnly("team");
    }

    @Test
    void readsTheTokenOfTheHomeDirectory() throws IOException {
        Files.writeString(home.resolve(".vault-token"), FakeVault.ROOT + "\n");
        assertThat(standing(Map.of("HOME", home.toString()), "url", vault.url())).isInstanceOf(Provider.Standing.Ready.class);
    }

    @Test
    void saysThatThereIsNoToken() throws IOException {
        assertThat(problem(standing(Map.of("HOME", home.toString()), "url", vault.url())).code()).isEqualTo(Problem.Code.DENIED);
        Files.writeString(home.resolve(".vault-token"), " \n");
        assertThat(problem(standing(Map.of("HOME", home.toString()), "url", vault.url())).code())
                .isEqualTo(Problem.Code.UNREADABLE);
        assertThat(vault.asked).isEmpty();
    }

    @Test
    void logsInOnceAndEndsTheTokenItMade() throws IOException {
        vault.login("auth/approle/login", "{\"role_id\":\"r\",\"secret_id\":\"s\"}", "made-for-approle");
        vault.allow("made-for-approle", "read secret/data/");
        var provider = Fixture.provider(Fixture.host(home, Map.of()), "url", vault.url(), "role_id", "r", "secret_id", "s");
        assertThat(provider.standing()).isInstanceOf(Provider.Standing.Ready.class);
        assertThat(provider.standing()).isInstanceOf(Provider.Standing.Ready.class);
        provider.close();
        assertThat(vault.asked).containsExactly(
                "POST auth/approle/login", "GET auth/token/lookup-self", "GET auth/token/lookup-self", "POST auth/token/revoke-self");
    }

    @Test
    void logsInWithSignedTokens() throws IOException {
        vault.login("auth/ci/login", "{\"jwt\":\"signed\",\"role\":\"r\"}", "made-for-jwt");
        vault.login("auth/kubernetes/login", "{\"jwt\":\"signed\",\"role\":\"r\"}", "made-for-kubernetes");
        vault.allow("made-for-jwt");
        vault.allow("made-for-kubernetes");
        Files.writeString(home.resolve("account"), "signed\n");
        assertThat(standing(Map.of(), "url", vault.url(), "method", "jwt", "role", "r", "jwt", "signed", "auth_mount", "auth/ci"))
                .isInstanceOf(Provider.Standing.Ready.class);
        assertThat(standing(Map.of(), "url", vault.url(), "method", "kubernetes", "role", "r", "jwt_file", "account"))
                .isInstanceOf(Provider.Standing.Ready.class);
        assertThat(problem(standing(Map.of(), "url", vault.url(), "method", "kubernetes", "role", "r", "jwt_file", "none")).message())
                .endsWith("none is missing");
    }

    @Test
    void saysThatTheLoginIsRefusedWithoutItsProof(Canaries canaries) {
        var proof = canaries.make("secret id");
        var standing = standing(Map.of(), "url", vault.url(), "role_id", "r", "secret_id", proof);
        assertThat(problem(standing).message()).contains("refused the login at \"auth/approle/login\"");
        canaries.seen("the refusal", standing.toString());
    }

    @ParameterizedTest
    @CsvSource({"429, THROTTLED, 7 seconds", "503, UNREACHABLE, unseal", "500, UNREACHABLE, try again", "307, UNREACHABLE, active node",
        "403, DENIED, capabilities", "418, UNREADABLE, check"})
    void tellsWhatAnAnswerMeans(int status, Problem.Code code, String hint) {
        vault.fail(status);
        var problem = problem(open().standing());
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.hint().orElseThrow()).contains(hint);
    }

    @Test
    void saysThatNobodyAnswers() {
        vault.close();
        assertThat(problem(open().standing()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault.example.com", "ftp://vault.example.com", "https://u:p@vault.example.com", "https:///x", "http://h/?q"})
    void refusesWhatIsNoAddress(String url) {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> Fixture.provider(Fixture.host(home, Map.of()), "url", url, "token", "t"));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(thrown.problem().message()).doesNotContain("u:p");
    }

    @Test
    void refusesATokenThatNoHeaderCarries(Canaries canaries) {
        var standing = Fixture.provider(vault, canaries.make("token") + "\nx").standing();
        assertThat(problem(standing).code()).isEqualTo(Problem.Code.SETTING_INVALID);
        canaries.seen("the refusal", standing.toString());
    }

    private String read(String... pairs) {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        return switch (open().read(query)) {
            case Observation.Shown(var content, var version) -> Answer.text(content) + version.map(v -> " v" + v.value()).orElse("");
            case Observation.Absent _ -> "absent";
            case Observation.Hidden _ -> "hidden";
            case Observation.Unseen _ -> "unseen";
        };
    }

    @Test
    void readsWhatWasMadeElsewhere() {
        vault.store("secret/team/app", FakeVault.parse("{\"user\":\"a\"}"));
        vault.store("secret/team/app", FakeVault.parse("{\"user\":\"b\",\"none\":null,\"n\":[1,{\"z\":\"\\u00e9\",\"a\":2}]}"));
        vault.store("old/app", FakeVault.fields(Map.of("k", Material.of("v"))));
        assertThat(read("path", "/secret/data/team/app", "kind", "vault_kv", "field", "user")).isEqualTo("b v2");
        assertThat(read("name", "team/app", "field", "user", "version", "1")).isEqualTo("a v1");
        assertThat(read("secret_path", "team/app", "field", "none")).isEqualTo(" v2");
        assertThat(read("path", "team/app", "field", "absent")).isEqualTo("absent");
        assertThat(read("path", "team/app", "field", "n")).isEqualTo("[1,{\"a\":2,\"z\":\"\\u00e9\"}] v2");
        assertThat(read("path", "app", "mount_point", "old", "kv_version", "1")).isEqualTo("{\"k\":\"v\"}");
        assertThat(read("path", "old/app", "engine", "generic", "field", "k")).isEqualTo("v");
        assertThat(read("path", "cubbyhole/x", "field", "k")).isEqualTo("of-the-cubbyhole");
        assertThat(catchThrowableOfType(ProblemException.class, () -> read("field", "k")).problem().code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }
}
