package dev.secretzero.bundles.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.secretmanager.v1.SecretVersion;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import dev.secretzero.testkit.Canaries;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GcpSecretTest {

    private static final String APP = "projects/p/secrets/app";

    private final FakeSecretManager fake = FakeSecretManager.start();
    private final GcpProvider provider = Fixture.provider(fake);

    @AfterEach
    void stop() {
        provider.close();
        fake.close();
    }

    private Receipt put(String value, Expect expect) {
        try (var material = Material.of(value)) {
            return Fixture.target(provider, "name", "app").put("x", material, expect);
        }
    }

    private Problem refusal(String value, Expect expect) {
        return catchThrowableOfType(ProblemException.class, () -> put(value, expect)).problem();
    }

    private static Receipt version(String number) {
        return new Receipt.Written(Optional.of(new Version(number)), Optional.empty());
    }

    private static Expect exactly(String number) {
        return new Expect.Exactly(new Version(number));
    }

    @Test
    void createsOnceAndThenMakesOneCallForEachChange() {
        assertThat(put("one", new Expect.Nothing())).isEqualTo(version("1"));
        assertThat(put("two", new Expect.Anything())).isEqualTo(version("2"));
        assertThat(put("three", exactly("2"))).isEqualTo(version("3"));
        assertThat(fake.calls()).containsExactly(
                "CreateSecret projects/p", "AddSecretVersion " + APP, "AddSecretVersion " + APP,
                "AccessSecretVersion " + APP + "/versions/latest", "AddSecretVersion " + APP);
        assertThat(fake.text(APP)).isEqualTo("three");
    }

    @Test
    void createsWhatIsOverwrittenAndNotThere() {
        assertThat(put("one", new Expect.Anything())).isEqualTo(version("1"));
        assertThat(fake.secret(APP).getLabelsMap()).isEqualTo(Map.of("managed-by", "secretzero"));
        assertThat(fake.secret(APP).getReplication().hasAutomatic()).isTrue();
    }

    @Test
    void keepsItsLabelsUpToDateAndLeavesOthers() {
        fake.store(APP, "of another");
        var labels = new TreeMap<>(Map.of("team", "core"));
        var target = new GcpSecret(provider, Optional.of("app"), Optional.empty(), labels, List.of());
        try (var material = Material.of("new")) {
            target.put("x", material, new Expect.Anything());
            target.put("x", material, new Expect.Anything());
        }
        assertThat(fake.secret(APP).getLabelsMap()).isEqualTo(labels);
        assertThat(fake.calls()).filteredOn(call -> call.startsWith("UpdateSecret")).hasSize(1);
    }

    @Test
    void holdsTheValueWhereItIsTold() {
        var target = new GcpSecret(
                provider, Optional.of("app"), Optional.of("other"), new TreeMap<>(), List.of("europe-west3", "europe-west4"));
        try (var material = Material.of("new")) {
            target.put("x", material, new Expect.Nothing());
        }
        assertThat(fake.secret("projects/other/secrets/app").getReplication().getUserManaged().getReplicasList())
                .extracting(replica -> replica.getLocation())
                .containsExactly("europe-west3", "europe-west4");
    }

    @Test
    void hidesADisabledVersionAndMissesADestroyedOne() {
        var target = Fixture.target(provider, "name", "app");
        fake.store(APP, "first");
        fake.turn(APP, SecretVersion.State.DISABLED);
        assertThat(target.observe("x")).isEqualTo(new Observation.Hidden(Optional.of(new Version("1"))));
        assertThat(put("y", new Expect.Nothing())).isInstanceOf(Receipt.Conflict.class);
        fake.turn(APP, SecretVersion.State.DESTROYED);
        assertThat(target.observe("x")).isInstanceOf(Observation.Absent.class);
        assertThat(put("second", new Expect.Nothing())).isEqualTo(version("2"));
    }

    @Test
    void fillsASecretThatWasLeftEmpty() {
        fake.create(APP);
        assertThat(put("first", new Expect.Nothing())).isEqualTo(version("1"));
    }

    @Test
    void addsTheFirstVersionWhereItMayNotCreate() {
        fake.deny("CreateSecret");
        assertThat(refusal("first", new Expect.Nothing()).hint().orElseThrow()).contains("secretmanager.secrets.create");
        fake.create(APP);
        assertThat(put("first", new Expect.Nothing())).isEqualTo(version("1"));
    }

    @Test
    void deletesOnlyWhatItCreated() {
        fake.store(APP, "of another");
        var target = Fixture.target(provider, "name", "app");
        var thrown = catchThrowableOfType(ProblemException.class, () -> target.remove("x"));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(fake.text(APP)).isEqualTo("of another");
    }

    @ParameterizedTest
    @CsvSource({
        "RESOURCE_EXHAUSTED, THROTTLED, quota", "UNAVAILABLE, UNREACHABLE, endpoint", "INTERNAL, UNREACHABLE, try again",
        "DEADLINE_EXCEEDED, UNREACHABLE, try again", "ABORTED, UNREACHABLE, try again", "UNAUTHENTICATED, DENIED, gcloud auth",
        "PERMISSION_DENIED, DENIED, secretmanager.versions.add", "INVALID_ARGUMENT, UNWRITABLE, settings", "DATA_LOSS, UNWRITABLE, settings"
    })
    void tellsWhatARefusalMeansAndAsksOnce(Status.Code status, Problem.Code code, String hint, Canaries canaries) {
        fake.store(APP, "before");
        fake.fail(status, 1);
        var problem = refusal(canaries.make("value"), new Expect.Anything());
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.hint().orElseThrow()).contains(hint);
        assertThat(problem.pause()).isEqualTo(
                code == Problem.Code.THROTTLED ? Optional.of(Duration.ofSeconds(7)) : Optional.empty());
        canaries.seen("the problem", problem.toString());
        assertThat(fake.count()).isEqualTo(1);
        assertThat(fake.text(APP)).isEqualTo("before");
    }

    @Test
    void namesThePermissionToRead() {
        fake.fail(Status.Code.PERMISSION_DENIED, 1);
        var target = Fixture.target(provider, "name", "app");
        var problem = catchThrowableOfType(ProblemException.class, () -> target.observe("x")).problem();
        assertThat(problem.code()).isEqualTo(Problem.Code.DENIED);
        assertThat(problem.hint().orElseThrow()).contains("roles/secretmanager.secretAccessor", APP);
    }

    @Test
    void refusesAValueThatWasDamagedOnItsWay(Canaries canaries) {
        fake.store(APP, canaries.make("value"));
        fake.damage();
        var target = Fixture.target(provider, "name", "app");
        var thrown = catchThrowableOfType(ProblemException.class, () -> target.observe("x"));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNREACHABLE);
        canaries.seen("the refusal", thrown);
    }

    @Test
    void readsNoAnswerThatIsFarTooLong() {
        fake.store(APP, "x".repeat(2_000_000));
        var target = Fixture.target(provider, "name", "app");
        assertThat(catchThrowableOfType(ProblemException.class, () -> target.observe("x"))).isNotNull();
    }

    @Test
    void refusesWhatIsTooLongBeforeAnyCall() {
        assertThat(refusal("x".repeat(65_537), new Expect.Anything()).hint().orElseThrow()).contains("65536");
        assertThat(fake.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"db.password", "a/b", "", "ü", "x y"})
    void refusesAnIdThatSecretManagerCannotHold(String id) {
        var target = Fixture.target(provider);
        var thrown = catchThrowableOfType(ProblemException.class, () -> target.observe(id));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(fake.count()).isZero();
    }

    @Test
    void refusesLabelsAndRegionsThatCannotBe() {
        var none = new TreeMap<String, String>();
        assertThat(catchThrowableOfType(ProblemException.class, () -> GcpSecret.check(new TreeMap<>(Map.of("Team", "x")), List.of())))
                .hasMessageContaining("labels");
        assertThat(catchThrowableOfType(ProblemException.class, () -> GcpSecret.check(none, List.of("../x"))))
                .hasMessageContaining("locations");
    }

    @Test
    void saysThatNobodyAnswers() {
        fake.close();
        assertThat(refusal("x", new Expect.Anything()).code()).isEqualTo(Problem.Code.UNREACHABLE);
    }
}
