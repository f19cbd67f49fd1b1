package dev.secretzero.bundles.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import dev.secretzero.testkit.Canary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StagedSecretTest {

    private static final String NAME = "team/app";

    private Optional<FakeAws> started = Optional.empty();
    private Optional<AwsProvider> provider = Optional.empty();

    @BeforeAll
    void start() {
        started = Optional.of(FakeAws.start());
    }

    @BeforeEach
    void connect() {
        provider = started.map(Fixture::provider);
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

    private Batched target(String... more) {
        var pairs = new ArrayList<>(List.of("name", NAME));
        pairs.addAll(List.of(more));
        return Fixture.secret(provider.orElseThrow(), pairs.toArray(String[]::new));
    }

    private static Material value(String label) {
        return Material.of(Canary.of(label));
    }

    private static Problem problem(Runnable action) {
        return catchThrowableOfType(ProblemException.class, action::run).problem();
    }

    private static Version version(Receipt receipt) {
        return ((Receipt.Written) receipt).version().orElseThrow();
    }

    private List<String> stages(Version version) {
        try (var secrets = aws().secrets()) {
            return secrets.describeSecret(request -> request.secretId(NAME)).versionIdsToStages().getOrDefault(version.value(), List.of());
        }
    }

    private int versions() {
        try (var secrets = aws().secrets()) {
            return secrets.describeSecret(request -> request.secretId(NAME)).versionIdsToStages().size();
        }
    }

    @Test
    void labelsTheNewValueAndTheOneBefore() {
        var first = version(target().put("db", value("first"), new Expect.Nothing()));
        assertThat(stages(first)).containsExactly("AWSCURRENT");
        var second = version(target().put("db", value("second"), new Expect.Exactly(first)));
        assertThat(stages(first)).containsExactly("AWSPREVIOUS");
        assertThat(stages(second)).containsExactly("AWSCURRENT");
        assertThat(aws().asked()).containsExactly("CreateSecret", "GetSecretValue", "PutSecretValue");
    }

    @Test
    void marksWhatItMakes() {
        target().put("db", value("first"), new Expect.Nothing());
        try (var secrets = aws().secrets()) {
            var made = secrets.describeSecret(request -> request.secretId(NAME));
            assertThat(made.description()).isEqualTo("Managed by SecretZero: db");
            assertThat(made.tags()).singleElement().satisfies(tag -> assertThat(tag.key() + "=" + tag.value()).isEqualTo("managed-by=secretzero"));
        }
    }

    @Test
    void makesOneVersionWhenTheAnswerWasLost() {
        aws().lose("CreateSecret");
        assertThat(problem(() -> target().put("db", value("first"), new Expect.Nothing())).code()).isEqualTo(Problem.Code.UNREACHABLE);
        var first = version(target().put("db", value("first"), new Expect.Nothing()));
        aws().lose("PutSecretValue");
        problem(() -> target().put("db", value("second"), new Expect.Anything()));
        assertThat(version(target().put("db", value("second"), new Expect.Anything()))).isNotEqualTo(first);
        assertThat(versions()).isEqualTo(2);
    }

    @Test
    void anotherSessionFindsWhatThisOneWrote() {
        aws().lose("CreateSecret");
        problem(() -> target().put("db", value("first"), new Expect.Nothing()));
        connect();
        assertThat(target().put("db", value("first"), new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void writesAValueAgainThatWasReplaced() {
        target().put("db", value("a"), new Expect.Anything());
        target().put("db", value("b"), new Expect.Anything());
        target().put("db", value("a"), new Expect.Anything());
        assertThat(aws().secret(NAME)).isEqualTo(Canary.of("a"));
    }

    @Test
    void readsTwentyByOneCall() {
        var places = IntStream.range(0, 20)
                .mapToObj(i -> new Batched.Place(Fixture.secret(provider.orElseThrow(), "name", "many/s" + i), "name"))
                .toList();
        places.get(7).target().put("name", value("seventh"), new Expect.Nothing());
        int before = aws().asked().size();
        var seen = places.getFirst().target().observeAll(places);
        assertThat(aws().asked().subList(before, aws().asked().size())).containsExactly("BatchGetSecretValue");
        assertThat(IntStream.range(0, 20).filter(i -> seen.get(i) instanceof Observation.Shown)).containsExactly(7);
        assertThat(places.getFirst().target().most()).isEqualTo(20);
        assertThat(places.getFirst().target().observeAll(List.of())).isEmpty();
    }

    @Test
    void readsOneByOneWhereThatIsAllThatIsAllowed() {
        target().put("db", value("first"), new Expect.Nothing());
        aws().fail(1, 400, "BatchGetSecretValue", "AccessDeniedException");
        var places = List.of(new Batched.Place(target(), "db"), new Batched.Place(Fixture.secret(provider.orElseThrow(), "name", "other"), "x"));
        var seen = target().observeAll(places);
        assertThat(seen.get(0)).isInstanceOf(Observation.Shown.class);
        assertThat(seen.get(1)).isInstanceOf(Observation.Absent.class);
        assertThat(aws().count("GetSecretValue")).isEqualTo(2);
    }

    @Test
    void oneThatMayNotBeReadHidesNoOther() {
        aws().answer("{\"SecretValues\":[{\"Name\":\"team/app\",\"ARN\":\"arn\",\"VersionId\":\"v\",\"SecretString\":\"x\"}],"
                + "\"Errors\":[{\"SecretId\":\"b\",\"ErrorCode\":\"AccessDeniedException\",\"Message\":\"said by another\"},"
                + "{\"SecretId\":\"c\",\"ErrorCode\":\"ResourceNotFoundException\"},{\"SecretId\":\"d\",\"ErrorCode\":\"DecryptionFailure\"}]}");
        var names = List.of(NAME, "b", "c", "d");
        var places = names.stream().map(name -> new Batched.Place(Fixture.secret(provider.orElseThrow(), "name", name), "x")).toList();
        var seen = target().observeAll(places);
        assertThat(seen.get(0)).isInstanceOf(Observation.Shown.class);
        assertThat(((Observation.Unseen) seen.get(1)).why().hint().orElseThrow())
                .contains("allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:*:secret:b-??????");
        assertThat(seen.get(2)).isInstanceOf(Observation.Absent.class);
        assertThat(((Observation.Unseen) seen.get(3)).why().message()).contains("KMS key");
    }

    @Test
    void restoresWhatWaitsForItsDeletion() {
        target().put("db", value("first"), new Expect.Nothing());
        target().remove("db");
        assertThat(target().observe("db")).isInstanceOf(Observation.Absent.class);
        assertThat(target().put("db", value("second"), new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(aws().secret(NAME)).isEqualTo(Canary.of("second"));
        assertThat(aws().count("RestoreSecret")).isEqualTo(1);
    }

    @Test
    void writesOverWhatWaitsForItsDeletion() {
        target().put("db", value("first"), new Expect.Nothing());
        target().remove("db");
        // The server behind would take it; AWS does not.
        aws().fail(1, 400, "PutSecretValue", "InvalidRequestException");
        assertThat(target().put("db", value("second"), new Expect.Anything())).isInstanceOf(Receipt.Written.class);
        assertThat(aws().secret(NAME)).isEqualTo(Canary.of("second"));
    }

    @Test
    void removesAtOnceWhereNothingIsToBeKept() {
        var target = target("recovery_window_in_days", "0");
        target.put("db", value("first"), new Expect.Nothing());
        target.remove("db");
        try (var secrets = aws().secrets()) {
            assertThat(secrets.listSecrets(request -> request.includePlannedDeletion(true)).secretList()).isEmpty();
        }
        assertThat(problem(() -> target("recovery_window_in_days", "3")).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void fillsASecretThatHoldsNothing() {
        try (var secrets = aws().secrets()) {
            secrets.createSecret(request -> request.name(NAME));
        }
        assertThat(target().observe("db")).isInstanceOf(Observation.Absent.class);
        assertThat(target().put("db", value("first"), new Expect.Nothing())).isInstanceOf(Receipt.Written.class);
        assertThat(aws().secret(NAME)).isEqualTo(Canary.of("first"));
    }

    @Test
    void keepsBytesThatAreNoText() {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0x80};
        target().put("db", new Material.Single(Secret.take(bytes.clone())), new Expect.Nothing());
        var seen = (Observation.Shown) target().observe("db");
        try (var kept = Secret.take(bytes)) {
            assertThat(((Material.Single) seen.content()).value().matches(kept)).isTrue();
        }
    }

    @Test
    void keepsWhatIsThereWhenItMayNotBeReplaced() {
        var first = version(target().put("db", value("first"), new Expect.Nothing()));
        var kept = target("overwrite", "false");
        assertThat(problem(() -> kept.put("db", value("other"), new Expect.Exactly(first))).code()).isEqualTo(Problem.Code.CONFLICT);
        assertThat(kept.put("db", value("other"), new Expect.Anything())).isEqualTo(new Receipt.Conflict(Optional.of(first)));
        assertThat(aws().secret(NAME)).isEqualTo(Canary.of("first"));
    }

    @Test
    void refusesWhatIsTooLargeBeforeItAsks() {
        assertThat(problem(() -> target().put("db", Material.of("x".repeat(65537)), new Expect.Anything())).message())
                .contains("larger than the 65536 bytes");
        assertThat(aws().asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "{}", "{\"SecretString\":5}", "{\"SecretString\":\"x\"}", "{\"SecretString\":{},\"VersionId\":[]}", "<html>"})
    void saysThatAnAnswerMakesNoSense(String answer) {
        aws().answer(answer);
        assertThat(problem(() -> target().observe("db")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void breaksOffAnAnswerWithoutEnd() {
        aws().answer("{\"SecretString\":\"" + "x".repeat(33 << 20) + "\"}");
        assertThat(problem(() -> target().observe("db")).code()).isIn(Problem.Code.UNREADABLE, Problem.Code.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "arn:aws:x\"", "p\u00e4ss"})
    void refusesWhatIsNoName(String name) {
        assertThat(problem(() -> Fixture.secret(provider.orElseThrow(), "name", name)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }
}
