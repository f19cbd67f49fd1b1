package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: strength, min_entropy: 100}                                   | ''
            {kind: strength, allow_literals: false, enforce: true, lanes: [p]}   | ''
            {kind: strength}                                                     | 4 warning policies.p: The policy demands nothing and has no effect
            {kind: strength, min_entropy: high}                                  | 4 error policies.p.min_entropy: Input should be a valid integer
            {kind: strength, min_entropy: 0}                                     | 4 error policies.p.min_entropy: Input should be greater than or equal to 1
            {kind: strength, min_entropy: 9999}                                  | 4 error policies.p.min_entropy: Input should be less than or equal to 4096
            {kind: strength, min_entropy: 1, unknown_entropy: deny}              | 4 error policies.p.unknown_entropy: Input should be 'ignore', 'info', 'warning' or 'error'
            {kind: strength, forbidden_generators: static}                       | 4 error policies.p.forbidden_generators: Input should be a valid list
            {kind: strength, forbidden_generators: [statik]}                     | 4 warning policies.p.forbidden_generators: No generator kind is called "statik"
            {kind: strength, min_entropy: 1, min_lenght: 8}                      | 4 warning policies.p.min_lenght: Unknown key "min_lenght"
            {kind: rotation, enforce: perhaps}                                   | 4 error policies.p.enforce: Input should be a valid boolean
            {kind: access, secrets: db}                                          | 4 error policies.p.secrets: Input should be a valid list
            {kind: compliance, standard: SOC2}                                   | ''
            {kind: compliance, standard: soc3}                                   | 4 warning policies.p.standard: There are no rules for the standard "soc3"; the policy has no effect
            {kind: compliance, standard: cis, requirements: {max_age: soon}}     | 4 warning policies.p.requirements.max_age: The period is not a number of days, weeks, months or years, and has no effect
            {kind: compliance, standard: cis, requirements: {mfa: true}}         | 4 warning policies.p.requirements.mfa: Unknown key "mfa"
            """)
    void findsWhatIsWrongAndWhere(String policy, String finding) {
        assertThat(findings("version: '1'\nsecrets: []\npolicies:\n  p: " + policy))
                .isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @Test
    void everyStandardIsFoundByItsLabel() {
        assertThat(Standard.values()).allSatisfy(standard -> assertThat(Standard.of(standard.label())).contains(standard));
        assertThat(Standard.labels()).containsExactly("soc2", "iso27001", "pci_dss", "hipaa", "nist_800_53", "cis");
        assertThat(Standard.of("NIST 800-53")).contains(Standard.NIST_800_53);
        assertThat(Standard.of("house rules")).isEmpty();
    }

    private static List<String> findings(String text) {
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), Path.of("/work"));
        var found = switch (new ManifestReader(Catalogs.small(), Map.of()).read(Path.of("/work/Secretfile.yml"), text, wish)) {
            case Parsed.Valid valid -> valid.warnings();
            case Parsed.Invalid invalid -> invalid.diagnostics();
        };
        return found.stream().map(PolicyCheckTest::shown).toList();
    }

    private static String shown(Diagnostic found) {
        var at = found.at().map(mark -> String.valueOf(mark.line())).orElse("?");
        return at + " " + found.severity().name().toLowerCase(java.util.Locale.ROOT) + " " + found.path() + ": " + found.message();
    }
}
