package dev.secretzero.bundles.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KubernetesProviderTest extends ProviderContract {

    private final FakeKubernetes cluster = FakeKubernetes.start();

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Override
    protected Provider open() {
        return Fixture.provider(cluster);
    }

    @Override
    protected Optional<Provider> refused(String credential) {
        return Optional.of(Fixture.provider(cluster, credential));
    }

    private KubernetesProvider provider(Map<String, String> environment, String... pairs) {
        return Fixture.provider(Fixture.host(home, environment), pairs);
    }

    private static SortedMap<String, String> claims(Provider provider) {
        try (provider) {
            return switch (provider.standing()) {
                case Provider.Standing.Ready(var actor) -> actor.claims();
                case Provider.Standing.Refused(var problem) -> throw new AssertionError(problem.toString());
            };
        }
    }

    private static Problem refusal(Provider provider) {
        try (provider) {
            return ((Provider.Standing.Refused) provider.standing()).problem();
        }
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    private Path kubeconfig(String user) throws IOException {
        var file = home.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: main
                clusters:
                  - name: fake
                    cluster: {server: "%s"}
                contexts:
                  - name: main
                    context: {cluster: fake, user: admin}
                  - name: stranger
                    context: {cluster: fake, user: stranger}
                users:
                  - name: admin
                    user: %s
                  - name: stranger
                    user: {token: a-token-that-nobody-knows}
                """.formatted(cluster.url(), user));
        return file;
    }

    @Test
    void tellsTheIdentityAndWhatItMayDo() {
        cluster.allow("limited", "get secrets", "patch secrets/app", "patch deployments/api");
        var claims = claims(Fixture.provider(cluster, "limited"));
        assertThat(claims).containsEntry("provider", "kubernetes")
                .containsEntry("user", "system:serviceaccount:ci:deployer")
                .containsEntry("groups", "system:serviceaccounts,system:authenticated")
                .containsEntry("scopes", "secrets/app:patch,secrets:get")
                .containsEntry("namespace", "default")
                .containsEntry("url", cluster.url());
    }

    @Test
    void worksWithAClusterThatTellsNoNames() {
        cluster.forgetNames();
        assertThat(claims(Fixture.provider(cluster))).doesNotContainKey("user").containsEntry("provider", "kubernetes");
    }

    @Test
    void knowsTheNameWhereNothingIsSaidOfRights() {
        cluster.answer(201, "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"status\":{\"userInfo\":{\"username\":\"me\"}}}");
        cluster.answer(201, "<html>");
        assertThat(claims(Fixture.provider(cluster))).containsEntry("user", "me").doesNotContainKey("scopes");
    }

    @Test
    void takesNobodyForRefused() {
        var problem = refusal(provider(Map.of(), "server", cluster.url()));
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{token: admin-token-of-the-fake}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [login.sh],"
            + " interactiveMode: Never}}"})
    void logsInWithAKubeconfig(String user) throws IOException {
        var script = home.resolve("login.sh");
        Files.writeString(script, "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"admin-token-of-the-fake\"}}'\n");
        var file = kubeconfig(user.replace("login.sh", script.toString()));
        assertThat(claims(provider(Map.of(), "kubeconfig", file.toString()))).containsKey("user");
        assertThat(claims(provider(Map.of("KUBECONFIG", "kubeconfig"), "context", "main"))).containsKey("user");
    }

    @Test
    void takesTheUsualKubeconfig() throws IOException {
        Files.createDirectories(home.resolve(".kube"));
        Files.move(kubeconfig("{token: admin-token-of-the-fake}"), home.resolve(".kube/config"));
        assertThat(claims(provider(Map.of("HOME", home.toString())))).containsKey("user");
    }

    @Test
    void takesTheContextThatIsNamed() throws IOException {
        var file = kubeconfig("{token: admin-token-of-the-fake}").toString();
        assertThat(refusal(provider(Map.of(), "kubeconfig", file, "context", "stranger")).hint().orElseThrow()).contains("log in again");
        assertThat(refusal(provider(Map.of(), "kubeconfig", file, "context", "gone")).message()).contains("context");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a: [", "7", "- x", "apiVersion: v1\nkind: Config\n", "current-context: 7\nclusters: 7",
        "current-context: a\ncontexts: [{name: a, context: {cluster: gone, user: gone}}]"})
    void refusesAKubeconfigThatGivesNoLogin(String text) throws IOException {
        Files.writeString(home.resolve("config"), text);
        var problem = refusal(provider(Map.of(), "kubeconfig", "config"));
        assertThat(problem.code()).isIn(Problem.Code.DENIED, Problem.Code.SETTING_INVALID);
    }

    @Test
    void repeatsNothingOfAKubeconfig(Canaries canaries) throws IOException {
        var token = canaries.make("token");
        Files.writeString(home.resolve("config"), "current-context: [" + token + "\nusers: {" + token);
        canaries.source(home.resolve("config"));
        canaries.seen("the refusal", refusal(provider(Map.of(), "kubeconfig", "config")).toString());
        Files.writeString(kubeconfig("{client-certificate-data: " + base64(token) + ", client-key-data: " + base64(token) + "}"), "", StandardOpenOption.APPEND);
        canaries.source(home.resolve("kubeconfig"));
        var problem = refusal(provider(Map.of(), "kubeconfig", "kubeconfig"));
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
        canaries.seen("the refusal of a certificate", problem.toString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(refusal(provider(Map.of())).hint().orElseThrow()).contains("KUBECONFIG");
        assertThat(refusal(provider(Map.of(), "kubeconfig", "gone")).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(() -> provider(Map.of("KUBECONFIG", "a:b"))).message()).contains("several files");
        assertThat(problem(() -> provider(Map.of(), "token", "t")).message()).contains("server");
        assertThat(problem(() -> provider(Map.of(), "in_cluster", "true")).message()).contains("no pod");
        assertThat(refusal(provider(Map.of(), "server", cluster.url(), "ca_file", "gone")).code()).isEqualTo(Problem.Code.UNREADABLE);
        var pod = Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");
        assertThat(refusal(provider(pod, "service_account", "gone")).message()).contains("token");
    }

    @ParameterizedTest
    @CsvSource({"server, ftp://x", "server, /x", "server, https://u:p@x", "server, https://x?a=b", "timeout, 0s", "timeout, 6m", "namespace, A"})
    void refusesSettingsThatCannotBe(String key, String value) {
        assertThat(problem(() -> provider(Map.of(), "server", cluster.url(), key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void readsTheTokenOfAPodAnewForEachCall() throws Exception {
        Files.writeString(home.resolve("ca.crt"), Authority.make().pem());
        Files.writeString(home.resolve("token"), "an-old-token\n");
        var pod = new Cluster(new Login.Pod(cluster.url(), home), Duration.ofSeconds(30));
        assertThat(new Identity(pod, "default").standing()).isInstanceOf(Provider.Standing.Refused.class);
        Files.writeString(home.resolve("token"), FakeKubernetes.ADMIN + "\n");
        assertThat(new Identity(pod, "default").standing()).isInstanceOf(Provider.Standing.Ready.class);
        pod.close();
    }

    @Test
    void trustsTheAuthorityThatIsGivenAndNoOther() throws Exception {
        var authority = Authority.make();
        try (var tls = FakeKubernetes.start(authority.identity())) {
            Files.writeString(home.resolve("ca.crt"), authority.pem());
            assertThat(claims(provider(Map.of(), "server", tls.url(), "token", FakeKubernetes.ADMIN, "ca_file", "ca.crt"))).containsKey("user");
            Files.writeString(home.resolve("ca.crt"), Authority.make().pem());
            var problem = refusal(provider(Map.of(), "server", tls.url(), "token", FakeKubernetes.ADMIN, "ca_file", "ca.crt"));
            assertThat(problem.code()).isEqualTo(Problem.Code.UNREACHABLE);
            assertThat(problem.message()).contains("not trusted");
            Files.writeString(home.resolve("ca.crt"), "no certificate");
            assertThat(refusal(provider(Map.of(), "server", tls.url(), "token", FakeKubernetes.ADMIN, "ca_file", "ca.crt")).code())
                    .isIn(Problem.Code.DENIED, Problem.Code.UNREACHABLE);
        }
    }

    @Test
    void saysThatTheServerIsGone() {
        cluster.close();
        assertThat(refusal(Fixture.provider(cluster)).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "7", "<html>", "{\"kind\":\"SelfSubjectReview\",\"status\":7}", "{\"kind\":\"SelfSubjectReview\",\"status\":{\"userInfo\":[]}}"})
    void refusesAnIdentityThatMakesNoSense(String body) {
        cluster.answer(201, body);
        assertThat(open().standing()).isInstanceOf(Provider.Standing.Refused.class);
    }

    @Test
    void readsOneKeyOrAll() {
        cluster.store("team", "app", "a", "1");
        cluster.store("team", "app", "b", "2");
        try (var provider = Fixture.provider(cluster)) {
            assertThat(provider.read(query("name", "app", "namespace", "team", "key", "a"))).isInstanceOfSatisfying(Observation.Shown.class, shown ->
                    assertThat(shown.content()).isInstanceOf(Material.Single.class));
            assertThat(provider.read(query("name", "app", "namespace", "team"))).isInstanceOfSatisfying(Observation.Shown.class, shown ->
                    assertThat(((Material.Fields) shown.content()).values()).containsOnlyKeys("a", "b"));
            assertThat(provider.read(query("name", "app", "namespace", "team", "key", "c"))).isInstanceOf(Observation.Absent.class);
            assertThat(provider.read(query("name", "app"))).isInstanceOf(Observation.Absent.class);
            assertThat(problem(() -> provider.read(query("key", "a"))).message()).contains("name");
        }
    }

    private static SortedMap<String, String> query(String... pairs) {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        return query;
    }

    @Test
    void asksNothingBeforeItIsUsed() {
        try (var provider = Fixture.provider(cluster)) {
            Fixture.target(provider, "secret_name", "app");
            assertThat(provider.toString()).isEqualTo("kubernetes");
        }
        assertThat(cluster.calls()).isZero();
    }
}
