package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GateTest {

    private static final String SECRETS = """
            secrets:
              - {name: weak, kind: random_string, config: {length: 8}, rotation_period: 90d}
              - {name: fine, kind: random_string, rotation_period: 90d}
            policies:
              strong: {kind: strength, min_entropy: 100, enforce: true}
              fresh: {kind: rotation, severity: error, enforce: true}
            """;

    @Test
    void refusesWhatAnEnforcedPolicyForbids() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> gate(SECRETS, Lock.empty(), Set.of("weak", "fine"), Set.of()).pass())
                .satisfies(e -> {
                    assertThat(e.problem().code()).isEqualTo(Problem.Code.POLICY_VIOLATED);
                    assertThat(e.problem().message())
                            .isEqualTo("the policy \"strong\" forbids it: weak: 47 bits of entropy, and 100 are needed");
                    assertThat(e.problem().hint()).hasValueSatisfying(hint -> assertThat(hint).contains("secretzero policy"));
                });
    }

    @Test
    void looksOnlyAtWhatIsTouched() {
        assertThatCode(gate(SECRETS, Lock.empty(), Set.of("fine"), Set.of())::pass).doesNotThrowAnyException();
    }

    @Test
    void letsThroughWhatOnlyWarnsOrIsNotEnforced() {
        var warned = SECRETS.replace("enforce: true}\n  fresh", "enforce: true, severity: warning}\n  fresh");
        assertThat(gate(warned, Lock.empty(), Set.of("weak"), Set.of()).obstacles()).isEmpty();
        assertThat(gate(SECRETS.replace("enforce: true", "enforce: no"), Lock.empty(), Set.of("weak"), Set.of()).obstacles())
                .isEmpty();
    }

    @Test
    void letsThroughWhatIsWaived() {
        var waived = SECRETS + "waivers: [{rule: strong, secrets: [weak], owner: o, until: 2026-12-31, reason: r}]\n";
        assertThat(gate(waived, Lock.empty(), Set.of("weak"), Set.of()).obstacles()).isEmpty();
        assertThat(gate(waived.replace("2026-12-31", "2026-01-01"), Lock.empty(), Set.of("weak"), Set.of()).obstacles())
                .hasSize(1);
    }

    @Test
    void doesNotKeepARotationFromCuringWhatIsOverdue() {
        var old = Lock.Entry.made("h", Court.NOW.minus(Duration.ofDays(100)));
        var lock = Lock.empty().entries(new TreeMap<>(Map.of("fine", old)));
        assertThat(gate(SECRETS, lock, Set.of("fine"), Set.of()).obstacles())
                .extracting(Violation::message)
                .containsExactly("Rotation overdue by 10 days");
        assertThat(gate(SECRETS, lock, Set.of("fine"), Set.of("fine")).obstacles()).isEmpty();
    }

    @Test
    void aPolicyThatIsForAnotherLaneIsNotInTheWay() {
        var text = SECRETS.replace("min_entropy: 100", "min_entropy: 100, lanes: [prod]")
                + "environments: {profiles: {prod: {}, dev: {}}}\n";
        var touched = Set.of("weak");
        assertThat(Gate.of(evidence(text, "dev"), touched, Set.of()).obstacles()).isEmpty();
        assertThat(Gate.of(evidence(text, "prod"), touched, Set.of()).obstacles()).hasSize(1);
    }

    @Test
    void aPolicyMayBeAboutSomeSecrets() {
        var text = SECRETS.replace("min_entropy: 100", "min_entropy: 100, secrets: [\"prod-*\"]");
        assertThat(gate(text, Lock.empty(), Set.of("weak"), Set.of()).obstacles()).isEmpty();
    }

    @Test
    void countsTheOthers() {
        var gate = gate(SECRETS.replace("min_entropy: 100", "min_entropy: 1000"), Lock.empty(), Set.of("weak", "fine"), Set.of());
        assertThatExceptionOfType(ProblemException.class).isThrownBy(gate::pass).withMessageContaining("(and 1 more)");
        assertThat(gate.warnings()).hasSize(2).allMatch(warning -> warning.endsWith("a sync is refused"));
    }

    private static Evidence evidence(String text, String lane) {
        return Court.evidence(text, Optional.of(lane), Lock.empty(), Court.NOW);
    }

    private static Gate gate(String text, Lock lock, Set<String> touched, Set<String> renewed) {
        return Gate.of(Court.evidence(text, Optional.empty(), lock, Court.NOW), touched, renewed);
    }
}
