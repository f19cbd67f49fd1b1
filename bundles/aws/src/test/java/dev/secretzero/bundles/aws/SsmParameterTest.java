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
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.Canary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.ParameterType;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SsmParameterTest {

    private static final String NAME = "/team/password";

    private Optional<FakeAws> started = Optional.empty();

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

    private Batched target(String... more) {
        var pairs = new ArrayList<>(List.of("name", NAME));
        pairs.addAll(List.of(more));
        return Fixture.parameter(Fixture.provider(aws()), pairs.toArray(String[]::new));
    }

    private static Material value(String label) {
        return Material.of(Canary.of(label));
    }

    private static Problem problem(Runnable action) {
        return catchThrowableOfType(ProblemException.class, action::run).problem();
    }

    private static Receipt written(int version) {
        return new Receipt.Written(Optional.of(new Version(String.valueOf(version))), Optional.empty());
    }

    @Test
    void readsTenByOneCall() {
        var provider = Fixture.provider(aws());
        var places = IntStream.range(0, 10)
                .mapToObj(i -> new Batched.Place(Fixture.parameter(provider, "name", "/many/p" + i), "name"))
                .toList();
        places.get(3).target().put("name", value("third"), new Expect.Nothing());
        var before = aws().asked().size();
        var seen = places.getFirst().target().observeAll(places);
        assertThat(aws().asked().subList(before, aws().asked().size())).containsExactly("GetParameters");
        assertThat(seen).hasSize(10);
        assertThat(IntStream.range(0, 10).filter(i -> seen.get(i) instanceof Observation.Shown)).containsExactly(3);
        assertThat(places.stream().map(place -> place.target().batch()).distinct()).hasSize(1);
        assertThat(places.getFirst().target().most()).isEqualTo(10);
        assertThat(places.getFirst().target().observeAll(List.of())).isEmpty();
    }

    @Test
    void oneThatMayNotBeReadHidesNoOther() {
        var provider = Fixture.provider(aws());
        var places = IntStream.range(0, 3)
                .mapToObj(i -> new Batched.Place(Fixture.parameter(provider, "name", "/some/p" + i), "name"))
                .toList();
        aws().fail(2, 400, "GetParameters", "AccessDeniedException");
        var seen = places.getFirst().target().observeAll(places);
        assertThat(seen.get(0)).isInstanceOfSatisfying(Observation.Unseen.class, unseen -> {
            assertThat(unseen.why().code()).isEqualTo(Problem.Code.DENIED);
            assertThat(unseen.why().hint().orElseThrow())
                    .contains("allow ssm:GetParameters on arn:aws:ssm:eu-west-1:*:parameter/some/p0");
        });
        assertThat(seen.subList(1, 3)).hasOnlyElementsOfType(Observation.Absent.class);
    }

    @Test
    void isThrottledAsAWhole() {
        var provider = Fixture.provider(aws());
        var places = IntStream.range(0, 3)
                .mapToObj(i -> new Batched.Place(Fixture.parameter(provider, "name", "/some/p" + i), "name"))
                .toList();
        aws().fail(1, 400, "GetParameters", "AccessDeniedException");
        aws().fail(1, 429, "GetParameters", "ThrottlingException");
        assertThat(problem(() -> places.getFirst().target().observeAll(places)).code()).isEqualTo(Problem.Code.THROTTLED);
    }

    @Test
    void findsItsOwnWriteWhenTheAnswerWasLost() {
        aws().lose("PutParameter");
        assertThat(problem(() -> target().put("db", value("kept"), new Expect.Nothing())).code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(target().put("db", value("kept"), new Expect.Nothing())).isEqualTo(written(1));
        aws().lose("PutParameter");
        problem(() -> target().put("db", value("second"), new Expect.Exactly(new Version("1"))));
        assertThat(target().put("db", value("second"), new Expect.Exactly(new Version("1")))).isEqualTo(written(2));
    }

    @Test
    void writesOnceAndSaysWhoManagesIt() {
        target().put("db", value("kept"), new Expect.Nothing());
        assertThat(aws().asked()).containsExactly("PutParameter");
        try (var ssm = aws().ssm()) {
            assertThat(ssm.describeParameters().parameters()).singleElement().satisfies(found -> {
                assertThat(found.description()).isEqualTo("Managed by SecretZero: db");
                assertThat(found.type()).isEqualTo(ParameterType.SECURE_STRING);
            });
        }
    }

    @Test
    void keepsWhatIsThereWhenItMayNotBeReplaced() {
        target().put("db", value("kept"), new Expect.Nothing());
        var kept = target("overwrite", "false");
        assertThat(problem(() -> kept.put("db", value("other"), new Expect.Exactly(new Version("1")))).code())
                .isEqualTo(Problem.Code.CONFLICT);
        assertThat(kept.put("db", value("other"), new Expect.Anything())).isInstanceOf(Receipt.Conflict.class);
        assertThat(aws().parameter(NAME)).isEqualTo(Canary.of("kept"));
    }

    @Test
    void conflictsWithWhatIsGone() {
        assertThat(target().put("db", value("x"), new Expect.Exactly(new Version("1")))).isEqualTo(new Receipt.Conflict(Optional.empty()));
        assertThat(aws().count("PutParameter")).isZero();
    }

    @Test
    void holdsMoreInAHigherTier() {
        try (var large = Material.of("x".repeat(8192))) {
            assertThat(problem(() -> target().put("db", large, new Expect.Anything())).message()).contains("larger than the 4096 bytes");
            assertThat(aws().asked()).isEmpty();
            assertThat(target("tier", "Advanced").put("db", large, new Expect.Anything())).isEqualTo(written(1));
        }
    }

    @Test
    void refusesWhatItCannotHoldBeforeItAsks(Canaries canaries) {
        var text = canaries.make("no json");
        assertThat(problem(() -> target("format", "json").put("db", Material.of(text), new Expect.Anything())).message()).contains("is no JSON");
        var bytes = new Material.Single(Secret.take(new byte[] {(byte) 0xff, (byte) 0xfe}));
        assertThat(problem(() -> target().put("db", bytes, new Expect.Anything())).message()).contains("is not UTF-8");
        assertThat(problem(() -> target().put("db", Material.of(""), new Expect.Anything())).message()).contains("is empty");
        assertThat(aws().asked()).isEmpty();
        assertThat(target("format", "json").put("db", Material.of("{\"a\": [1]}"), new Expect.Anything())).isEqualTo(written(1));
    }

    @Test
    void holdsRegionsApart() {
        target().put("db", value("here"), new Expect.Nothing());
        var there = target("region", "us-west-2");
        assertThat(there.batch()).isNotEqualTo(target().batch());
        assertThat(there.observe("db")).isInstanceOf(Observation.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "team/password", "/a:3", "p\u00e4ss"})
    void refusesWhatIsNoName(String name) {
        assertThat(problem(() -> Fixture.parameter(Fixture.provider(aws()), "name", name)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "{}", "{\"Parameters\":{}}", "{\"Parameters\":[{\"Name\":\"/team/password\"}]}",
        "{\"Parameters\":[{\"Name\":[],\"Version\":{}}]}", "<html>"})
    void saysThatAnAnswerMakesNoSense(String answer) {
        aws().answer(answer);
        assertThat(problem(() -> target().observe("db")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }
}
