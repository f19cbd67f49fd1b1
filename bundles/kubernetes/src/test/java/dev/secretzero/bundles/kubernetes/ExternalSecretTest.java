package dev.secretzero.bundles.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExternalSecretTest {

    @TempDir
    Path home;

    private Shared target(String... pairs) {
        return Fixture.external(Fixture.provider(Fixture.host(home, Map.of())), pairs);
    }

    private Shared app(String... more) {
        var pairs = new String[more.length + 4];
        System.arraycopy(new String[] {"secret_name", "app", "output_path", "app.yaml"}, 0, pairs, 0, 4);
        System.arraycopy(more, 0, pairs, 4, more.length);
        return target(pairs);
    }

    private static Receipt put(Shared target, String name, String value) {
        return target.put(name, Material.of(value), new Expect.Anything());
    }

    private String text() throws IOException {
        return Files.readString(home.resolve("app.yaml"));
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void saysWhereTheValueIsAndNotWhatItIs(Canaries canaries) throws IOException {
        put(app("namespace", "team", "external_secret_name", "app-es", "secret_store_ref", "aws", "secret_store_kind", "ClusterSecretStore",
                "backend_key", "prod/app", "backend_property", "password", "refresh_interval", "15m", "api_version", "v1", "labels", "team=payments"),
                "DB_PASSWORD", canaries.make("value"));
        assertThat(text()).isEqualTo("""
                # Kept by SecretZero. It says where the values are, and holds none.
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata:
                  name: app-es
                  namespace: team
                  labels:
                    team: payments
                spec:
                  refreshInterval: 15m
                  secretStoreRef:
                    name: aws
                    kind: ClusterSecretStore
                  target:
                    name: app
                    creationPolicy: Owner
                  data:
                    - secretKey: DB_PASSWORD
                      remoteRef:
                        key: prod/app
                        property: password
                """);
    }

    @Test
    void keepsTheEntriesOfOthersAndWhatTheySay() throws IOException {
        put(app(), "A", "x");
        Files.writeString(home.resolve("app.yaml"), text().replace("creationPolicy: Owner", "creationPolicy: Merge\n    deletionPolicy: Retain"));
        put(app("backend_key", "b/key"), "B", "x");
        assertThat(text()).contains("creationPolicy: Merge", "deletionPolicy: Retain", "secretKey: A", "secretKey: B", "key: b/key");
        assertThat(text()).contains("apiVersion: external-secrets.io/v1beta1", "kind: SecretStore", "name: default");
    }

    @Test
    void writesNothingThatIsThere() throws IOException {
        put(app(), "A", "x");
        var before = Files.getLastModifiedTime(home.resolve("app.yaml"));
        put(app(), "A", "y");
        assertThat(Files.getLastModifiedTime(home.resolve("app.yaml"))).isEqualTo(before);
    }

    @Test
    void takesAnotherManifestForNone() throws IOException {
        put(app(), "A", "x");
        assertThat(app("refresh_interval", "5m").observe("A")).isInstanceOf(Observation.Absent.class);
        put(app("refresh_interval", "5m"), "A", "x");
        assertThat(text()).contains("refreshInterval: 5m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a: b", "- a", "kind: ExternalSecret\nmetadata: {name: another}", "kind: Secret\nmetadata: {name: app}"})
    void overwritesNothingElse(String text) throws IOException {
        Files.writeString(home.resolve("app.yaml"), text);
        assertThat(app().observe("A")).isInstanceOf(Observation.Absent.class);
        assertThat(problem(() -> put(app(), "A", "x")).code()).isEqualTo(Problem.Code.UNWRITABLE);
        app().remove("A");
        assertThat(text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: 1\na: 2", "a: 1\n---\nb: 2", "\"\\x\"", "a: *b"})
    void refusesWhatIsNoYaml(String text) throws IOException {
        Files.writeString(home.resolve("app.yaml"), text);
        assertThat(problem(() -> app().observe("A")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec: 7", "spec: {data: 7}", "spec: {data: [null, 7, {secretKey: [1]}]}", "metadata: {name: app, labels: 7}\nspec: [1]"})
    void readsWhatIsOddlyFormed(String rest) throws IOException {
        var head = rest.startsWith("metadata") ? "kind: ExternalSecret\n" : "kind: ExternalSecret\nmetadata: {name: app}\n";
        Files.writeString(home.resolve("app.yaml"), head + rest);
        put(app("labels", "a=b"), "A", "x");
        assertThat(app("labels", "a=b").observe("A")).isInstanceOf(Observation.Hidden.class);
    }

    @Test
    void refusesWhatCannotBeReadOrWritten() throws IOException {
        Files.createDirectory(home.resolve("app.yaml"));
        assertThat(problem(() -> app().observe("A")).code()).isEqualTo(Problem.Code.UNREADABLE);
        Files.writeString(home.resolve("file"), "");
        var below = target("secret_name", "app", "output_path", "file/app.yaml");
        assertThat(problem(() -> put(below, "A", "x")).code()).isIn(Problem.Code.UNREADABLE, Problem.Code.UNWRITABLE);
        Files.write(home.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        assertThat(problem(() -> target("secret_name", "app", "output_path", "large.yaml").observe("A")).message()).contains("1 MiB");
        Files.write(home.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0});
        assertThat(problem(() -> target("secret_name", "app", "output_path", "binary.yaml").observe("A")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void followsALink() throws IOException {
        Files.createDirectory(home.resolve("real"));
        Files.writeString(home.resolve("real/app.yaml"), "kind: ExternalSecret\nmetadata: {name: app}\n");
        Files.createSymbolicLink(home.resolve("app.yaml"), Path.of("real", "app.yaml"));
        put(app(), "A", "x");
        assertThat(Files.isSymbolicLink(home.resolve("app.yaml"))).isTrue();
        assertThat(Files.readString(home.resolve("real/app.yaml"))).contains("secretKey: A");
    }

    @Test
    void refusesTwoManifestsInOneFile() {
        var one = app();
        var other = app("secret_store_ref", "other");
        assertThat(problem(() -> one.observeAll(List.of(new Shared.Place(one, "A"), new Shared.Place(other, "B")))).message())
                .contains("two different");
    }

    @ParameterizedTest
    @CsvSource({"secret_name, A B", "external_secret_name, a/b", "namespace, A", "secret_store_ref, A"})
    void refusesNamesThatKubernetesDoesNotTake(String key, String written) {
        assertThat(problem(() -> app(key, written)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }
}
