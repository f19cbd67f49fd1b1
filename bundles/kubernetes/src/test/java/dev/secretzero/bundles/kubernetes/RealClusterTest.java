package dev.secretzero.bundles.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import dev.secretzero.testkit.SharedContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same against a real cluster, where there is one: KUBERNETES_TEST_SERVER, KUBERNETES_TEST_CA and
/// KUBERNETES_TEST_TOKEN name it, and KUBERNETES_TEST_STRANGER is a token without rights. The namespace `default` is used.
@EnabledIfEnvironmentVariable(named = "KUBERNETES_TEST_SERVER", matches = ".+")
final class RealClusterTest extends SharedContract {

    private final String name = "test-" + UUID.randomUUID();
    private final KubernetesProvider provider = provider("KUBERNETES_TEST_TOKEN");

    private static KubernetesProvider provider(String token) {
        return Fixture.provider(
                Fixture.host(Path.of("/"), Map.of()),
                "server", System.getenv("KUBERNETES_TEST_SERVER"),
                "ca_file", System.getenv("KUBERNETES_TEST_CA"),
                "token", System.getenv(token));
    }

    @AfterEach
    void stop() {
        cluster().send(Call.delete(secret(), "{}"));
        provider.close();
    }

    private Cluster cluster() {
        return provider.cluster();
    }

    private SecretName secret() {
        return new SecretName("default", name);
    }

    @Override
    protected Shared open() {
        return Fixture.target(provider, "secret_name", name);
    }

    private Shared key(String key, String... more) {
        var pairs = new String[more.length + 4];
        System.arraycopy(new String[] {"secret_name", name, "data_key", key}, 0, pairs, 0, 4);
        System.arraycopy(more, 0, pairs, 4, more.length);
        return Fixture.target(provider, pairs);
    }

    @Override
    protected boolean tamper(Target target, String key) {
        store(key, "changed by another");
        return true;
    }

    /// Writes a key as somebody else would.
    private void store(String key, String value) {
        var body = "{\"data\":{\"" + key + "\":\"" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "\"}}";
        var call = Call.merge(secret(), body);
        var theirs = new Call(call.method(), secret().path() + "?fieldManager=kubectl-patch", call.right(), call.place(), call.type(), call.body());
        assertThat(cluster().send(theirs).status()).isEqualTo(200);
    }

    @Override
    protected List<Shared.Place> places(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Shared.Place(key("key" + i), "name")).toList();
    }

    private static Receipt put(Shared target, String value) {
        return target.put("name", Material.of(value), new Expect.Anything());
    }

    private static String value(Shared target) {
        return switch (target.observe("name")) {
            case Observation.Shown(Material.Single(var secret), var _) -> secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
            case Observation other -> other.getClass().getSimpleName();
        };
    }

    private static Version version(Shared target) {
        return ((Observation.Shown) target.observe("name")).version().orElseThrow();
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void knowsUs() {
        assertThat(provider.standing()).isInstanceOfSatisfying(Provider.Standing.Ready.class, ready ->
                assertThat(ready.actor().claims()).containsKeys("user", "scopes"));
        try (var nobody = Fixture.provider(provider.host(), "server", cluster().server(), "ca_file", System.getenv("KUBERNETES_TEST_CA"), "token", "x")) {
            assertThat(nobody.standing()).isInstanceOf(Provider.Standing.Refused.class);
        }
    }

    @Test
    void keepsWhatIsOfOthersAndWhatIsOurs() {
        put(key("a", "labels", "team=payments"), "1");
        store("theirs", "stays");
        put(key("b"), "2");
        put(key("c"), "3");
        put(key("a"), "4");
        assertThat(List.of(value(key("a")), value(key("b")), value(key("c")), value(key("theirs")))).containsExactly("4", "2", "3", "stays");
        store("b", "taken");
        put(key("a"), "5");
        assertThat(value(key("b"))).isEqualTo("taken");
        put(key("b"), "ours");
        put(key("a"), "6");
        assertThat(value(key("b"))).isEqualTo("ours");
        var live = KubernetesSecret.read(cluster(), secret()).orElseThrow();
        assertThat(live.labels()).containsEntry("team", "payments").containsEntry(Draft.MANAGED_BY, "secretzero");
        assertThat(live.owned().keys()).containsExactly("a", "b", "c");
    }

    @Test
    void tellsAChangeOfOursFromAnother() {
        put(key("a"), "1");
        var seen = version(key("a"));
        store("theirs", "x");
        assertThat(key("a").put("name", Material.of("2"), new Expect.Exactly(seen))).isInstanceOf(Receipt.Written.class);
        var again = version(key("a"));
        store("a", "changed");
        assertThat(key("a").put("name", Material.of("3"), new Expect.Exactly(again))).isInstanceOf(Receipt.Conflict.class);
    }

    @Test
    void isRefusedWithAConflictWhenTheSecretHasMovedOnOrIsGone() {
        put(key("a"), "1");
        var old = KubernetesSecret.read(cluster(), secret()).orElseThrow();
        store("theirs", "x");
        var draft = new Draft(secret(), Optional.empty(), old.data(), old.labels(), old.annotations(), new TreeSet<>());
        assertThat(cluster().send(draft.apply(cluster(), old)).status()).isEqualTo(409);
        assertThat(cluster().send(draft.create(cluster())).status()).isEqualTo(409);
        var preconditions = "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"" + old.uid() + "\",\"resourceVersion\":\"" + old.version() + "\"}}";
        assertThat(cluster().send(Call.delete(secret(), preconditions)).status()).isEqualTo(409);
        cluster().send(Call.delete(secret(), "{}"));
        assertThat(cluster().send(draft.apply(cluster(), old)).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({"kubernetes.io/tls, tls.crt", "kubernetes.io/tls, tls.key", "kubernetes.io/ssh-auth, ssh-privatekey", "kubernetes.io/basic-auth, username",
        "kubernetes.io/dockerconfigjson, .dockerconfigjson", "example.com/own, x"})
    void makesASecretOfEachType(String type, String key) {
        put(key(key, "secret_type", type), "{}");
        put(key(key), "{\"auths\":{}}");
        assertThat(value(key(key))).isEqualTo("{\"auths\":{}}");
        assertThat(problem(() -> put(key(key, "secret_type", "another"), "{}")).message()).contains(type);
        key(key).remove("name");
        assertThat(value(key(key))).isEqualTo("Absent");
    }

    @Test
    void fillsATlsSecretOneKeyAfterTheOther() {
        put(key("tls.crt", "secret_type", "kubernetes.io/tls"), "cert");
        assertThat(value(key("tls.key"))).isEqualTo("Absent");
        put(key("tls.key", "secret_type", "kubernetes.io/tls"), "key");
        key("tls.crt").remove("name");
        assertThat(value(key("tls.crt")) + value(key("tls.key"))).isEqualTo("Absentkey");
    }

    @Test
    void restartsADeploymentOnceForEachChange() {
        var path = "/apis/apps/v1/namespaces/default/deployments";
        var right = new Call.Right("create", "apps", "deployments", Optional.of("default"), Optional.empty());
        var body = "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
        assertThat(cluster().send(new Call("POST", path, right, name, "application/json", Optional.of(body))).status()).isEqualTo(201);
        var target = key("a", "restart", "deployment/" + name);
        put(target, "1");
        put(target, "1");
        assertThat(cluster().send(new Call("GET", path + "/" + name, right, name, "", Optional.empty())).body()).contains("\"generation\":2", "secret.secretzero.dev/");
        put(target, "2");
        assertThat(cluster().send(new Call("GET", path + "/" + name, right, name, "", Optional.empty())).body()).contains("\"generation\":3");
        cluster().send(new Call("DELETE", path + "/" + name, right, name, "application/json", Optional.of("{}")));
    }

    @Test
    void restartsWithTheNextRunWhatCouldNotBeRestarted() {
        var path = "/apis/apps/v1/namespaces/default/deployments";
        var right = new Call.Right("create", "apps", "deployments", Optional.of("default"), Optional.empty());
        var target = key("a", "restart", "deployment/" + name);
        put(target, "1");
        assertThat(problem(() -> put(target, "2")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        var body = "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
        assertThat(cluster().send(new Call("POST", path, right, name, "application/json", Optional.of(body))).status()).isEqualTo(201);
        put(key("b"), "other");
        assertThat(value(target)).isEqualTo("2");
        assertThat(((KubernetesSecret) target).unfinished("name")).isTrue();
        put(target, "2");
        assertThat(cluster().send(new Call("GET", path + "/" + name, right, name, "", Optional.empty())).body()).contains("\"generation\":2");
        var before = version(target);
        assertThat(((KubernetesSecret) target).unfinished("name")).isFalse();
        put(target, "2");
        assertThat(version(target)).isEqualTo(before);
        var live = KubernetesSecret.read(cluster(), secret()).orElseThrow();
        assertThat(live.annotations()).doesNotContainKey(Owed.ANNOTATION);
        assertThat(live.owned().keys()).containsExactly("a", "b");
        cluster().send(new Call("DELETE", path + "/" + name, right, name, "application/json", Optional.of("{}")));
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(problem(() -> put(Fixture.target(provider, "secret_name", "a", "namespace", "gone"), "1")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        try (var stranger = provider("KUBERNETES_TEST_STRANGER")) {
            var problem = problem(() -> put(Fixture.target(stranger, "secret_name", name), "1"));
            assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
            assertThat(problem.hint().orElseThrow()).contains("resources: [\"secrets\"]", "verbs: [\"get\"]");
        }
        assertThat(problem(() -> put(key("a", "labels", "a b=c"), "1")).code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(problem(() -> put(key(".dockerconfigjson", "secret_type", "kubernetes.io/dockerconfigjson"), "no json")).code()).isEqualTo(Problem.Code.UNWRITABLE);
    }
}
