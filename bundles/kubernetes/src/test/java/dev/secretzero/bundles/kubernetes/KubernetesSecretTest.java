package dev.secretzero.bundles.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KubernetesSecretTest {

    private static final String APP = "/api/v1/namespaces/default/secrets/app";

    private final FakeKubernetes cluster = FakeKubernetes.start();
    private final KubernetesProvider provider = Fixture.provider(cluster);

    @AfterEach
    void stop() {
        provider.close();
        cluster.close();
    }

    private Shared target(String... pairs) {
        return Fixture.target(provider, pairs);
    }

    private Shared app(String key) {
        return target("secret_name", "app", "data_key", key);
    }

    private static Receipt put(Shared target, String value) {
        return put(target, value, new Expect.Anything());
    }

    private static Receipt put(Shared target, String value, Expect expect) {
        return target.put("name", Material.of(value), expect);
    }

    private static Shared.Delivery delivery(Shared target, String value) {
        return new Shared.Delivery(new Shared.Place(target, "name"), Material.of(value), new Expect.Anything());
    }

    private static Version version(Shared target) {
        return ((Observation.Shown) target.observe("name")).version().orElseThrow();
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    private String value(String key) {
        return cluster.value("default", "app", key).orElse("(none)");
    }

    @Test
    void holdsTheKeyOfThatName() {
        target("secret_name", "app").put("DB_PASSWORD", Material.of("v"), new Expect.Nothing());
        target("name", "app").put("tls.crt", Material.of("w"), new Expect.Nothing());
        assertThat(value("DB_PASSWORD") + value("tls.crt")).isEqualTo("vw");
    }

    @Test
    void readsTheSecretOnceAndWritesItOnce() {
        var all = List.of(app("a"), app("b"), app("c"));
        all.getFirst().observeAll(all.stream().map(each -> new Shared.Place(each, "name")).toList());
        all.getFirst().putAll(all.stream().map(each -> delivery(each, "v")).toList());
        assertThat(cluster.asked()).containsExactly("GET " + APP, "GET " + APP, "POST /api/v1/namespaces/default/secrets");
    }

    @Test
    void writesNothingThatIsThere() {
        put(app("a"), "v");
        var before = version(app("a"));
        put(app("a"), "v");
        put(app("a"), "v", new Expect.Nothing());
        assertThat(version(app("a"))).isEqualTo(before);
        assertThat(cluster.asked()).noneMatch(call -> call.startsWith("PATCH"));
    }

    @Test
    void keepsWhatIsOfOthersAndWhatIsOurs() {
        put(app("a"), "1");
        cluster.store("default", "app", "theirs", "stays");
        put(app("b"), "2");
        put(app("a"), "3");
        assertThat(value("a") + value("b") + value("theirs")).isEqualTo("32stays");
    }

    @Test
    void takesBackAKeyThatSomebodyChanged() {
        put(app("a"), "1");
        cluster.store("default", "app", "a", "changed");
        put(app("a"), "2", new Expect.Exactly(version(app("a"))));
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void takesAWriteToAnotherKeyForNoChange() {
        put(app("a"), "1");
        var seen = version(app("a"));
        cluster.store("default", "app", "theirs", "x");
        assertThat(put(app("a"), "2", new Expect.Exactly(seen))).isInstanceOf(Receipt.Written.class);
        assertThat(value("a") + value("theirs")).isEqualTo("2x");
    }

    @Test
    void overwritesNothingThatCameSinceItLooked() {
        put(app("a"), "1");
        var seen = version(app("a"));
        cluster.store("default", "app", "a", "changed");
        assertThat(put(app("a"), "2", new Expect.Exactly(seen))).isInstanceOf(Receipt.Conflict.class);
        assertThat(put(app("a"), "2", new Expect.Exactly(new Version("1")))).isInstanceOf(Receipt.Conflict.class);
        assertThat(value("a")).isEqualTo("changed");
    }

    @Test
    void overwritesNothingThatComesWhileItWrites() {
        put(app("a"), "1");
        var seen = version(app("a"));
        cluster.beforeWrite(() -> cluster.store("default", "app", "a", "just now"));
        assertThat(put(app("a"), "2", new Expect.Exactly(seen))).isInstanceOf(Receipt.Conflict.class);
        assertThat(value("a")).isEqualTo("just now");
        cluster.beforeWrite(() -> cluster.store("default", "new", "a", "just now"));
        assertThat(put(target("secret_name", "new", "data_key", "a"), "2", new Expect.Nothing())).isInstanceOf(Receipt.Conflict.class);
    }

    @Test
    void writesAgainWhenOthersAreFaster() {
        put(app("a"), "1");
        cluster.beforeWrite(() -> cluster.store("default", "app", "theirs", "just now"));
        put(app("a"), "2");
        assertThat(value("a") + value("theirs")).isEqualTo("2just now");
        cluster.beforeWrite(() -> cluster.drop("default", "app"));
        put(app("a"), "3");
        assertThat(value("a")).isEqualTo("3");
    }

    @Test
    void givesUpWhereOthersAreAlwaysFaster() {
        put(app("a"), "1");
        for (int i = 0; i < 5; i++) {
            cluster.answer(200, "{\"kind\":\"Secret\",\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\"}}");
            cluster.fail(409, 1);
        }
        assertThat(problem(() -> put(app("a"), "2")).code()).isEqualTo(Problem.Code.UNWRITABLE);
    }

    @Test
    void losesNothingWhenManyWriteAtOnce() {
        var writers = IntStream.range(0, 4).mapToObj(i -> app("k" + i)).toList();
        try (var threads = Executors.newFixedThreadPool(4)) {
            CompletableFuture.allOf(writers.stream()
                            .map(each -> CompletableFuture.runAsync(() -> put(each, "v"), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        assertThat(IntStream.range(0, 4).mapToObj(i -> value("k" + i))).containsOnly("v");
    }

    @Test
    void marksWhatItMakesAndNotWhatIsOfOthers() {
        put(target("secret_name", "app", "data_key", "a", "labels", "team=payments,tier=web", "annotations", "note=x"), "1");
        assertThat(cluster.field("default", "secrets", "app", "labels/" + Draft.MANAGED_BY)).contains("secretzero");
        assertThat(cluster.field("default", "secrets", "app", "labels/team")).contains("payments");
        put(app("b"), "2");
        assertThat(cluster.field("default", "secrets", "app", "labels/tier")).contains("web");
        assertThat(cluster.field("default", "secrets", "app", "annotations/note")).contains("x");
        cluster.make("default", "chart", Map.of("type", "Opaque", "labels/" + Draft.MANAGED_BY, "Helm"));
        put(target("secret_name", "chart", "data_key", "a"), "1");
        assertThat(cluster.field("default", "secrets", "chart", "labels/" + Draft.MANAGED_BY)).contains("Helm");
    }

    @Test
    void fillsATlsSecretOneKeyAfterTheOther() {
        var certificate = target("secret_name", "app", "secret_type", "kubernetes.io/tls", "data_key", "tls.crt");
        var key = target("secret_name", "app", "secret_type", "kubernetes.io/tls", "data_key", "tls.key");
        put(certificate, "cert", new Expect.Nothing());
        assertThat(key.observe("name")).isInstanceOf(Observation.Absent.class);
        put(key, "key", new Expect.Nothing());
        assertThat(value("tls.crt") + value("tls.key")).isEqualTo("certkey");
        assertThat(cluster.field("default", "secrets", "app", "type")).contains("kubernetes.io/tls");
        key.remove("name");
        assertThat(key.observe("name")).isInstanceOf(Observation.Absent.class);
        assertThat(value("tls.crt")).isEqualTo("cert");
        certificate.remove("name");
        assertThat(cluster.holds("default", "app")).isFalse();
    }

    @Test
    void bringsFieldsToTheirKeys() {
        var target = target("secret_name", "app", "secret_type", "kubernetes.io/tls", "data_keys", "tls.crt=certificate,tls.key=private_key");
        var pair = new Material.Fields(new TreeMap<>(Map.of("certificate", Material.of("C"), "private_key", Material.of("K"))));
        target.put("name", pair, new Expect.Nothing());
        assertThat(value("tls.crt") + value("tls.key")).isEqualTo("CK");
        assertThat(text(((Observation.Shown) target.observe("name")).content())).isEqualTo(text(pair));
        target.remove("name");
        assertThat(target.observe("name")).isInstanceOf(Observation.Absent.class);
        assertThat(problem(() -> put(target, "no fields")).message()).contains("data_keys");
        var odd = new Material.Fields(new TreeMap<>(Map.of("certificate", Material.of("C"), "private_key", new Material.Literal(Secret.of("1")))));
        assertThat(problem(() -> target.put("name", odd, new Expect.Nothing())).code()).isEqualTo(Problem.Code.UNWRITABLE);
    }

    private static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({"kubernetes.io/ssh-auth, a, ssh-privatekey", "kubernetes.io/basic-auth, a, username or password",
        "kubernetes.io/dockerconfigjson, a, .dockerconfigjson"})
    void refusesATypeWithoutItsKeyBeforeItAsks(String type, String key, String named) {
        var target = target("secret_name", "app", "secret_type", type, "data_key", key);
        assertThat(problem(() -> put(target, "v")).hint().orElseThrow()).contains(named);
        assertThat(cluster.asked()).containsExactly("GET " + APP);
    }

    @ParameterizedTest
    @CsvSource({"kubernetes.io/ssh-auth, ssh-privatekey", "kubernetes.io/basic-auth, username", "kubernetes.io/basic-auth, password",
        "kubernetes.io/dockerconfigjson, .dockerconfigjson", "example.com/own, x", "Opaque, x"})
    void makesASecretOfEachType(String type, String key) {
        put(target("secret_name", "app", "secret_type", type, "data_key", key), "{}");
        put(app(key), "{\"auths\":{}}");
        assertThat(cluster.field("default", "secrets", "app", "type")).contains(type);
        assertThat(value(key)).isEqualTo("{\"auths\":{}}");
    }

    @Test
    void neitherChangesATypeNorWritesWhatIsImmutable() {
        put(app("a"), "1");
        assertThat(problem(() -> put(target("secret_name", "app", "secret_type", "kubernetes.io/tls", "data_key", "a"), "2")).message())
                .contains("secret_type").contains("Opaque");
        cluster.freeze("default", "app");
        assertThat(problem(() -> put(app("a"), "2")).message()).contains("immutable");
        assertThat(put(app("a"), "1")).isInstanceOf(Receipt.Written.class);
    }

    @Test
    void refusesWhatIsTooLarge() {
        var large = "x".repeat(700_000);
        assertThat(problem(() -> put(app("a"), large + large)).message()).contains("1 MiB");
        assertThat(cluster.asked()).isEmpty();
        put(app("a"), large);
        assertThat(problem(() -> put(app("b"), large)).message()).contains("1 MiB");
    }

    @Test
    void keepsBytesThatAreNoText() {
        var material = new Material.Single(Secret.take(new byte[] {(byte) 0xff, 0, 1}));
        app("a").put("name", material, new Expect.Nothing());
        assertThat(app("a").observe("name")).isInstanceOfSatisfying(Observation.Shown.class, shown ->
                assertThat(((Material.Single) shown.content()).value().matches(material.value())).isTrue());
    }

    @Test
    void keepsNamespacesApart() {
        put(target("secret_name", "app", "namespace", "team", "data_key", "a"), "1");
        put(app("a"), "2");
        assertThat(cluster.value("team", "app", "a")).contains("1");
        assertThat(app("a").container()).isNotEqualTo(target("secret_name", "app", "namespace", "team").container());
    }

    @Test
    void saysThatANamespaceIsMissing() {
        var target = target("secret_name", "app", "namespace", "gone", "data_key", "a");
        assertThat(target.observe("name")).isInstanceOf(Observation.Absent.class);
        var problem = problem(() -> put(target, "1"));
        assertThat(problem.code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem.hint().orElseThrow()).contains("kubectl create namespace gone");
    }

    @Test
    void leavesWhatIsOfOthersWhenItRemoves() {
        cluster.store("default", "app", "theirs", "x");
        put(app("a"), "1");
        app("a").remove("name");
        assertThat(value("a")).isEqualTo("(none)");
        assertThat(value("theirs")).isEqualTo("x");
        cluster.make("default", "chart", Map.of("type", "Opaque", "labels/" + Draft.MANAGED_BY, "Helm"));
        var chart = target("secret_name", "chart", "data_key", "a");
        put(chart, "1");
        chart.remove("name");
        assertThat(cluster.holds("default", "chart")).isTrue();
        put(app("b"), "1");
        cluster.beforeWrite(() -> cluster.store("default", "app", "b", "just now"));
        app("b").remove("name");
        assertThat(value("b")).isEqualTo("(none)");
    }

    @Test
    void restartsWhatUsesTheSecretOnceForEachChange() {
        cluster.run("default", "deployments", "api");
        cluster.run("default", "statefulsets", "db");
        cluster.run("default", "daemonsets", "agent");
        var a = target("secret_name", "app", "data_key", "a", "restart", "deployment/api,sts/db");
        var b = target("secret_name", "app", "data_key", "b", "restart", "Deploy/api,daemonset/agent");
        a.putAll(List.of(delivery(a, "1"), delivery(b, "1")));
        assertThat(List.of(restarts("deployments", "api"), restarts("statefulsets", "db"), restarts("daemonsets", "agent"))).containsOnly(1);
        a.putAll(List.of(delivery(a, "1"), delivery(b, "1")));
        assertThat(restarts("deployments", "api")).isEqualTo(1);
        put(a, "2");
        assertThat(restarts("deployments", "api")).isEqualTo(2);
        assertThat(restarts("daemonsets", "agent")).isEqualTo(1);
    }

    private int restarts(String resource, String name) {
        return cluster.restarts("default", resource, name);
    }

    @Test
    void saysThatTheSecretIsWrittenWhenARestartFails() {
        cluster.allow("writer", "* secrets");
        cluster.run("default", "deployments", "api");
        var target = Fixture.target(Fixture.provider(cluster, "writer"), "secret_name", "app", "data_key", "a", "restart", "deployment/api");
        var problem = problem(() -> put(target, "1"));
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem.message()).contains("is written").contains("patch deployments/api in default");
        assertThat(problem.hint().orElseThrow())
                .contains("apiGroups: [\"apps\"], resources: [\"deployments\"], resourceNames: [\"api\"], verbs: [\"patch\"]");
        assertThat(value("a")).isEqualTo("1");
        cluster.allow("writer", "* *");
        put(target, "1");
        assertThat(restarts("deployments", "api")).isEqualTo(1);
        assertThat(owed()).isEmpty();
    }

    private Optional<String> owed() {
        return cluster.field("default", "secrets", "app", "annotations/" + Owed.ANNOTATION);
    }

    /// The target as a program sees it that was just started.
    private KubernetesSecret anew(String key, String... consumers) {
        var fresh = Fixture.provider(cluster);
        return (KubernetesSecret) (consumers.length == 0
                ? Fixture.target(fresh, "secret_name", "app", "data_key", key)
                : Fixture.target(fresh, "secret_name", "app", "data_key", key, "restart", String.join(",", consumers)));
    }

    private boolean unfinished(KubernetesSecret target) {
        assertThat(target.observe("name")).isInstanceOf(Observation.Shown.class);
        return target.unfinished("name");
    }

    private long writes() {
        return cluster.asked().stream().filter(call -> !call.startsWith("GET")).count();
    }

    @Test
    void writesNothingWhereNothingIsOwed() {
        cluster.run("default", "deployments", "api");
        put(anew("a", "deployment/api"), "1");
        long before = writes();
        assertThat(unfinished(anew("a", "deployment/api"))).isFalse();
        put(anew("a", "deployment/api"), "1");
        put(anew("a", "deployment/api", "deployment/web"), "1");
        assertThat(writes()).isEqualTo(before);
        assertThat(restarts("deployments", "api")).isEqualTo(1);
    }

    @Test
    void givesTheVersionAfterTheRestart() {
        cluster.run("default", "deployments", "api");
        var target = anew("a", "deployment/api");
        for (var value : List.of("1", "2")) {
            var receipt = put(target, value);
            assertThat(((Receipt.Written) receipt).version()).contains(version(target));
            assertThat(owed()).isEmpty();
        }
        assertThat(put(target, "3", new Expect.Exactly(version(target)))).isInstanceOf(Receipt.Written.class);
        assertThat(restarts("deployments", "api")).isEqualTo(3);
    }

    @Test
    void doesTheRestartThatWasRefusedWithTheNextRunOnce() {
        cluster.run("default", "deployments", "api");
        cluster.run("default", "statefulsets", "db");
        put(anew("a"), "0");
        cluster.allow("writer", "* secrets", "patch statefulsets/db");
        var refused = Fixture.target(Fixture.provider(cluster, "writer"), "secret_name", "app", "data_key", "a", "restart", "deployment/api,sts/db");
        assertThat(problem(() -> put(refused, "1")).hint().orElseThrow()).contains("the next run tries again");
        assertThat(owed().orElseThrow()).matches("deployments/api=\\d+");
        assertThat(unfinished(anew("a", "deployment/api", "sts/db"))).isTrue();
        assertThat(unfinished(anew("a", "sts/db"))).isFalse();
        put(anew("a", "deployment/api", "sts/db"), "1");
        assertThat(List.of(restarts("deployments", "api"), restarts("statefulsets", "db"))).containsOnly(1);
        assertThat(unfinished(anew("a", "deployment/api", "sts/db"))).isFalse();
        assertThat(owed()).isEmpty();
    }

    @Test
    void isTriedAgainWhereTheServerIsBusy() {
        cluster.run("default", "deployments", "api");
        cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.fail(429, 1)));
        var problem = problem(() -> put(anew("a", "deployment/api"), "1"));
        assertThat(problem.code()).isEqualTo(Problem.Code.THROTTLED);
        assertThat(problem.pause()).contains(Duration.ofSeconds(7));
        put(anew("a", "deployment/api"), "1", new Expect.Nothing());
        assertThat(restarts("deployments", "api")).isEqualTo(1);
    }

    @Test
    void takesUpWhatARunLeftThatWasKilledBeforeTheRestart() throws Exception {
        cluster.run("default", "deployments", "api");
        put(anew("a"), "0");
        try (var pool = Executors.newSingleThreadExecutor()) {
            var runner = new CompletableFuture<Thread>();
            cluster.beforeWrite(() -> cluster.beforeWrite(() -> {
                cluster.fail(500, 1);
                runner.join().interrupt();
            }));
            var killed = pool.submit(() -> {
                runner.complete(Thread.currentThread());
                put(anew("a", "deployment/api"), "1");
            });
            assertThat(catchThrowable(killed::get)).hasCauseInstanceOf(ProblemException.class);
        }
        assertThat(value("a")).isEqualTo("1");
        assertThat(restarts("deployments", "api")).isZero();
        assertThat(unfinished(anew("a", "deployment/api"))).isTrue();
        put(anew("a", "deployment/api"), "1");
        assertThat(restarts("deployments", "api")).isEqualTo(1);
        assertThat(owed()).isEmpty();
    }

    @Test
    void doesNotRestartTwiceAfterARunThatWasKilledBehindTheRestart() {
        cluster.run("default", "deployments", "api");
        cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.fail(500, 1))));
        assertThat(problem(() -> put(anew("a", "deployment/api"), "1")).code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(restarts("deployments", "api")).isEqualTo(1);
        assertThat(unfinished(anew("a", "deployment/api"))).isTrue();
        put(anew("a", "deployment/api"), "1");
        assertThat(restarts("deployments", "api")).isEqualTo(1);
        assertThat(unfinished(anew("a", "deployment/api"))).isFalse();
    }

    @Test
    void keepsWhatIsOwedThroughTheWritesOfOthersAndOfOurs() {
        cluster.run("default", "deployments", "api");
        cluster.run("default", "daemonsets", "agent");
        cluster.allow("writer", "* secrets");
        var refused = Fixture.target(Fixture.provider(cluster, "writer"), "secret_name", "app", "data_key", "a", "restart", "deployment/api");
        assertThat(problem(() -> put(refused, "1")).code()).isEqualTo(Problem.Code.DENIED);
        cluster.store("default", "app", "theirs", "x");
        put(anew("b", "ds/agent"), "1");
        put(anew("c"), "1");
        assertThat(owed()).contains("deployments/api=" + Owed.FIRST);
        assertThat(restarts("daemonsets", "agent")).isEqualTo(1);
        // A value that came after makes it one restart, not two.
        put(anew("a", "deployment/api"), "2");
        assertThat(restarts("deployments", "api")).isEqualTo(1);
        assertThat(owed()).isEmpty();
    }

    @Test
    void takesOutWhatWasDoneThoughSomebodyElseWrote() {
        cluster.run("default", "deployments", "api");
        cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.store("default", "app", "theirs", "x"))));
        put(anew("a", "deployment/api"), "1");
        assertThat(owed()).isEmpty();
        assertThat(cluster.value("default", "app", "theirs")).contains("x");
        cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.beforeWrite(() -> cluster.drop("default", "app"))));
        put(anew("a", "deployment/api"), "2");
        assertThat(cluster.holds("default", "app")).isFalse();
    }

    @Test
    void restartsForASecretThatIsMadeAnew() {
        cluster.run("default", "deployments", "api");
        put(anew("a", "deployment/api"), "1");
        cluster.drop("default", "app");
        put(anew("a", "deployment/api"), "1");
        assertThat(restarts("deployments", "api")).isEqualTo(2);
    }

    @Test
    void asksNothingOfWhatIsNotThereYetWhenTheSecretIsNew() {
        put(anew("a", "deployment/api"), "1");
        assertThat(owed()).isEmpty();
        var problem = problem(() -> put(anew("a", "deployment/api"), "2"));
        assertThat(problem.code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(problem.message()).contains("deployments/api in default");
        assertThat(unfinished(anew("a", "deployment/api"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deployments/../api=1", "pods/api=1", "deployments/api", "deployments/api=x", "deployments/api=1=2", "=", "a b  c"})
    void restartsNothingForWhatSomebodyElseNoted(String text) {
        cluster.make("default", "app", Map.of("type", "Opaque", "data/a", "MQ==", "annotations/" + Owed.ANNOTATION, text));
        assertThat(unfinished(anew("a", "deployment/api"))).isFalse();
        put(anew("a", "deployment/api"), "1");
        assertThat(writes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "pod/api", "deployment/", "deployment/api/x", "deployment/API", ""})
    void refusesWhatCannotBeRestarted(String written) {
        assertThat(problem(() -> target("secret_name", "app", "restart", written)).message()).contains("restart");
    }

    @ParameterizedTest
    @CsvSource({"secret_name, App", "secret_name, a/b", "secret_name, ''", "secret_name, -a", "secret_name, ../x", "data_key, a b",
        "data_key, ..a", "data_key, a/b", "namespace, A", "namespace, a.b", "data_keys, ''", "data_keys, 'a=x,b=x'", "data_keys, 'a b=x'"})
    void refusesNamesThatKubernetesDoesNotTake(String key, String written) {
        assertThat(problem(() -> target(key.equals("secret_name") ? new String[] {key, written} : new String[] {"secret_name", "app", key, written})).code())
                .isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void refusesSettingsThatContradict() {
        assertThat(problem(() -> target()).message()).contains("secret_name");
        assertThat(problem(() -> target("secret_name", "app", "data_key", "a", "data_keys", "a=x")).message()).contains("both set");
        var one = app("a");
        assertThat(problem(() -> one.putAll(List.of(delivery(one, "1"), delivery(app("a"), "2")))).message()).contains("two secrets");
        var tls = target("secret_name", "app", "data_key", "b", "secret_type", "kubernetes.io/tls");
        var own = target("secret_name", "app", "data_key", "c", "secret_type", "own");
        assertThat(problem(() -> tls.putAll(List.of(delivery(tls, "1"), delivery(own, "2")))).message()).contains("secret_type");
        assertThat(catchThrowable(() -> target("secret_name", "app").observe("a name"))).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @CsvSource({"get, get the Secret default/app", "create, create the Secret default/app", "patch, patch the Secret default/app",
        "delete, delete the Secret default/app"})
    void namesTheRightThatIsMissing(String verb, String named, Canaries canaries) {
        var others = List.of("get", "create", "patch", "delete").stream().filter(each -> !each.equals(verb)).map(each -> each + " secrets").toList();
        if (!verb.equals("create")) {
            put(app("a"), "before");
        }
        cluster.allow("limited", others.toArray(String[]::new));
        var target = Fixture.target(Fixture.provider(cluster, "limited"), "secret_name", "app", "data_key", "a");
        var value = canaries.make("value");
        var thrown = catchThrowableOfType(ProblemException.class, () -> {
            if (verb.equals("delete")) {
                target.remove("name");
            } else {
                put(target, value);
            }
        });
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.DENIED);
        assertThat(thrown.problem().message()).contains(named);
        assertThat(thrown.problem().hint().orElseThrow())
                .contains("Role in the namespace default").contains("resources: [\"secrets\"]").contains("verbs: [\"" + verb + "\"]");
    }

    @ParameterizedTest
    @CsvSource({"302, UNREACHABLE", "400, UNWRITABLE", "401, DENIED", "413, UNWRITABLE", "422, UNWRITABLE", "429, THROTTLED", "500, UNREACHABLE",
        "503, UNREACHABLE", "504, UNREACHABLE", "418, UNWRITABLE"})
    void repeatsNothingOfWhatTheServerSays(int status, Problem.Code code, Canaries canaries) {
        put(app("a"), "before");
        var value = canaries.make("value");
        cluster.beforeWrite(() -> cluster.fail(status, 1));
        int calls = cluster.calls();
        var thrown = catchThrowableOfType(ProblemException.class, () -> put(app("a"), value));
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        assertThat(thrown.problem().code()).isEqualTo(code);
        assertThat(cluster.calls() - calls).as("the engine tries again, not the client").isEqualTo(2);
        assertThat(thrown.problem().pause()).isEqualTo(status == 429 || status == 503 ? Optional.of(Duration.ofSeconds(7)) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "null", "\"Secret\"", "{\"kind\":\"Secret\"}", "{\"kind\":\"Secret\",\"metadata\":[]}",
        "{\"kind\":\"Secret\",\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\"},\"data\":{\"a\":\"no base64!\"}}",
        "{\"kind\":\"Secret\",\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\"},\"data\":{\"a\":[1]}}",
        "{\"kind\":\"Secret\",\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\"},\"data\":7}",
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\"}}"})
    void saysThatAnAnswerMakesNoSense(String body) {
        cluster.answer(200, body.isEmpty() ? " " : body);
        assertThat(problem(() -> app("a").observe("name")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":null}", "null"})
    void readsASecretWithHoles(String data) {
        cluster.answer(200, "{\"kind\":\"Secret\",\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\",\"managedFields\":[{\"manager\":\"secretzero\","
                + "\"fieldsV1\":{\"f:data\":7,\"f:metadata\":{\"f:labels\":[]}}}]},\"data\":" + data + "}");
        assertThat(catchThrowable(() -> app("a").observe("name"))).isNull();
    }

    @Test
    void readsNoAnswerWithoutEnd() {
        cluster.answer(200, "x".repeat(9 << 20));
        assertThat(problem(() -> app("a").observe("name")).message()).contains("8 MiB");
    }

    @Test
    void followsNoRedirection() {
        cluster.fail(302, 1);
        assertThat(problem(() -> app("a").observe("name")).message()).contains("another address");
    }

    @Test
    void waitsNoLongerThanItMay() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var slow = Fixture.provider(provider.host(), "server", "http://127.0.0.1:" + silent.getLocalPort(), "timeout", "1s")) {
            var target = Fixture.target(slow, "secret_name", "app");
            assertThat(problem(() -> target.observe("name")).code()).isEqualTo(Problem.Code.UNREACHABLE);
        }
    }

    @Test
    void saysThatTheServerIsGone() {
        cluster.close();
        assertThat(problem(() -> app("a").observe("name")).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({"exceeded quota: pods, UNWRITABLE, quota", "NamespaceTerminating, UNWRITABLE, deleting the namespace", "no reason, DENIED, create"})
    void tellsRefusalsApart(String said, Problem.Code code, String named) {
        cluster.beforeWrite(() -> cluster.answer(403, "{\"kind\":\"Status\",\"message\":\"" + said + "\"}"));
        var problem = problem(() -> put(app("a"), "1"));
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.message()).contains(named);
    }
}
