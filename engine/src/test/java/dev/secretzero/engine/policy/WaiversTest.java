package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.policy.Verdict.Severity;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WaiversTest {

    private static final String WEAK = """
            secrets:
              - {name: legacy-a, kind: random_string, config: {length: 8}}
              - {name: legacy-b, kind: random_string, config: {length: 8}}
              - {name: other, kind: random_string, config: {length: 8}}
            policies: {strong: {kind: strength, min_entropy: 100, enforce: true}}
            waivers:
              - {rule: "%s", secrets: [%s], owner: ann, until: %s, reason: the vendor allows 8}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            strength.entropy | legacy-a             | 2
            strong           | legacy-a             | 2
            strength.*       | "legacy-*"           | 1
            strength.entropy | legacy-a, legacy-b   | 1
            "*"              | "*"                  | 0
            """)
    void aWaivedViolationDoesNotCountAndIsShown(String rule, String secrets, int left) {
        var verdict = Court.judge(WEAK.formatted(rule.replace("\"", ""), secrets, "2026-12-31"));
        assertThat(verdict.violations()).hasSize(left);
        assertThat(verdict.waived()).hasSize(3 - left).allSatisfy(waived -> {
            assertThat(waived.violation().message()).contains("bits of entropy");
            assertThat(waived.waiver().owner()).isEqualTo("ann");
        });
    }

    @Test
    void aWaiverHoldsThroughItsLastDay() {
        var text = WEAK.formatted("strong", "'*'", "\"2026-06-01\"");
        assertThat(at(text, "2026-06-01T23:59:59Z").waived()).hasSize(3);
        assertThat(at(text, "2026-06-02T00:00:00Z").waived()).isEmpty();
    }

    @Test
    void anExpiredWaiverIsAViolationOfItsOwn() {
        var verdict = at(WEAK.formatted("strong", "'*'", "2026-05-31"), "2026-06-01T00:00:00Z");
        assertThat(verdict.violations()).hasSize(4).last().satisfies(expired -> {
            assertThat(expired.ground().rule()).isEqualTo("waiver.expired");
            assertThat(expired.severity()).isEqualTo(Severity.ERROR);
            assertThat(expired.message()).isEqualTo("the waiver of \"strong\" by ann ended on 2026-05-31");
            assertThat(expired.ground().at()).hasToString("Optional[Secretfile.yml:7:5]");
        });
    }

    @Test
    void aWaiverThatCoversNothingIsSaid() {
        var verdict = Court.judge(WEAK.formatted("strenght.entropy", "other", "2026-12-31"));
        assertThat(Court.lines(verdict))
                .contains("info waiver.unused : the waiver of \"strenght.entropy\" by ann covers nothing");
    }

    @Test
    void manyWaiversAndManySecretsAreLinear() {
        var text = new StringBuilder("policies: {strong: {kind: strength, min_entropy: 100}}\nsecrets:\n");
        for (int i = 0; i < 5000; i++) {
            text.append("  - {name: s").append(i).append(", kind: random_string, config: {length: 8}}\n");
        }
        text.append("waivers:\n");
        for (int i = 0; i < 5000; i++) {
            text.append("  - {rule: strong, secrets: [s").append(i).append("], owner: ann, until: 2026-12-31, reason: r}\n");
        }
        assertThat(Court.judge(text.toString()).waived()).hasSize(5000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {secrets: [a], owner: o, until: 2027-01-01, reason: r}                    | waivers.0.rule: Field required
            {rule: r, owner: o, until: 2027-01-01, reason: r}                         | waivers.0.secrets: Field required
            {rule: r, secrets: [], owner: o, until: 2027-01-01, reason: r}            | waivers.0.secrets: List should have at least 1 item after validation, not 0
            {rule: r, secrets: a, owner: o, until: 2027-01-01, reason: r}             | waivers.0.secrets: Input should be a valid list
            {rule: r, secrets: [a], until: 2027-01-01, reason: r}                     | waivers.0.owner: Field required
            {rule: r, secrets: [a], owner: " ", until: 2027-01-01, reason: r}         | waivers.0.owner: Input should be a text that is not blank
            {rule: r, secrets: [a], owner: o, reason: r}                              | waivers.0.until: Field required
            {rule: r, secrets: [a], owner: o, until: 90d, reason: r}                  | waivers.0.until: Input should be a day like 2027-01-31
            {rule: r, secrets: [a], owner: o, until: 2027-01-01 10:00:00, reason: r}  | waivers.0.until: Input should be a day like 2027-01-31
            {rule: r, secrets: [a], owner: o, until: 2027-01-01}                      | waivers.0.reason: Field required
            {rule: r, secrets: [a], owner: o, until: 2027-01-01, reason: r, by: me}   | waivers.0.by: Extra inputs are not permitted
            never                                                                     | waivers.0: Input should be a valid dictionary
            """)
    void aWaiverNeedsEverythingThatMakesItOne(String waiver, String finding) {
        assertThat(Court.findings("waivers: [" + waiver + "]\nsecrets: []"))
                .singleElement()
                .satisfies(found -> assertThat(found).startsWith("1:").endsWith(" " + finding));
    }

    private static Verdict at(String text, String now) {
        return Policies.judge(Court.evidence(text, Optional.empty(), Lock.empty(), Instant.parse(now)));
    }
}
