package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Standard;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.policy.Verdict.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PacksTest {

    private static final Path PAGE = Path.of("..", "docs", "policies.md");
    private static final String BEGIN = "<!-- rules -->\n";
    private static final String END = "<!-- end of rules -->\n";

    /// Everything that a pack looks at is wrong here.
    private static final String BAD = """
            providers:
              v: {kind: vault, auth: {kind: token, config: {token: hvs.literal}}, config: {url: "http://vault.example:8200"}}
            secrets:
              - name: WEAK
                kind: random_string
                config: {length: 8}
                targets:
                  - {provider: local, kind: file, config: {path: .env, mode: "0644"}}
                  - {provider: v, kind: vault_kv, config: {path: app}}
              - name: OLD
                kind: random_string
                rotation_period: 2y
              - {name: STATED, kind: static, rotation_period: 30d, config: {default: hunter2}}
            policies:
              pack: {kind: compliance, standard: %s, requirements: {forbidden_generators: [static]}}
            """;

    /// Everything that a pack looks at is right here.
    private static final String GOOD = """
            metadata: {owner: platform-team}
            providers:
              v: {kind: vault, auth: {kind: token, config: {token: "{{ env.TOKEN }}"}}, config: {url: "https://vault.example:8200"}}
            secrets:
              - name: STRONG
                kind: random_string
                rotation_period: 30d
                targets: [{provider: v, kind: vault_kv, config: {path: app}}]
              - {name: KEYS, kind: rsa_keypair, rotation_period: 90d}
            policies:
              pack: {kind: compliance, standard: %s}
              who: {kind: provider_identity, providers: [v], rules: [{field: path, glob: "app/*"}]}
            """;

    @ParameterizedTest
    @EnumSource(Standard.class)
    void everyRuleOfAPackCitesAControlOfItsStandard(Standard standard) {
        assertThat(rules(standard)).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.id()).startsWith(standard.label() + ".");
            assertThat(rule.control()).hasValueSatisfying(control -> {
                assertThat(control.standard()).isEqualTo(standard);
                assertThat(control.number()).isNotBlank();
                assertThat(control.demand()).endsWith(".");
            });
        });
    }

    @ParameterizedTest
    @EnumSource(Standard.class)
    void everyRuleOfAPackFindsWhatIsWrong(Standard standard) {
        var verdict = Court.judge(BAD.formatted(standard.label()), Optional.empty(), bad());
        assertThat(verdict.violations()).extracting(violation -> violation.ground().rule())
                .containsAll(rules(standard).stream().map(Rule::id).toList());
        assertThat(verdict.compliant(false)).isFalse();
        assertThat(verdict.violations()).noneMatch(violation -> violation.message().contains("hunter2"));
        assertThat(verdict.violations()).noneMatch(violation -> violation.message().contains("hvs.literal"));
    }

    @ParameterizedTest
    @EnumSource(Standard.class)
    void aSecretfileThatIsInOrderIsCompliant(Standard standard) {
        var verdict = Court.judge(GOOD.formatted(standard.label()));
        assertThat(Court.lines(verdict)).isEmpty();
        assertThat(verdict.compliant(true)).isTrue();
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        var verdict = Court.judge(BAD.formatted("soc2"), Optional.empty(), bad());
        assertThat(Court.lines(verdict)).containsExactly(
                "error soc2.literal : a credential of provider \"v\" is written in the Secretfile",
                "error soc2.transport : provider \"v\" is reached without TLS",
                "warning soc2.inventory : the lockfile tracks \"GONE\", which is not declared",
                "warning soc2.rotation-period WEAK: has no rotation_period, and needs one",
                "error soc2.min-entropy WEAK: 47 bits of entropy, and 112 are needed",
                "error soc2.plaintext WEAK: target local/file/.env keeps it in plain text, and no lane says that this is development",
                "error soc2.file-mode WEAK: target local/file/.env has the mode 0644, which lets in more than its owner",
                "warning soc2.write-access WEAK: target v/vault_kv/app is written under any identity",
                "warning soc2.owner WEAK: nobody owns it",
                "error soc2.max-age OLD: rotation_period 2y exceeds max allowed 90d",
                "error soc2.max-age OLD: the value is 800 days old, and 90d is the most",
                "error soc2.overdue OLD: Rotation overdue by 70 days",
                "warning soc2.owner OLD: nobody owns it",
                "info soc2.min-entropy STATED: the entropy is unknown: a generator of the kind static does not say",
                "error soc2.forbidden-generators STATED: the generator \"static\" is forbidden",
                "error soc2.literal STATED: its value is written in the Secretfile",
                "warning soc2.owner STATED: nobody owns it");
        assertThat(verdict.violations()).filteredOn(v -> v.ground().rule().equals("soc2.file-mode"))
                .singleElement()
                .satisfies(v -> assertThat(v.ground().at()).hasToString("Optional[Secretfile.yml:8:66]"));
    }

    @Test
    void aPlaceThatARotationLeftBehindIsFound() {
        var verdict = Court.judge(BAD.formatted("nist_800_53"), Optional.empty(), bad());
        assertThat(Court.lines(verdict))
                .contains("warning nist_800_53.delivered WEAK: target v/vault_kv/app holds an earlier value");
    }

    @ParameterizedTest
    @CsvSource({"dev, false", "DEV, false", "sandbox, false", "production, true", "staging, true"})
    void plainFilesAreForDevelopment(String lane, boolean found) {
        var text = """
                metadata: {owner: o}
                environments: {profiles: {%s: {}}}
                secrets:
                  - {name: a, kind: random_string, rotation_period: 30d, targets: [{provider: local, kind: file}]}
                policies: {pack: {kind: compliance, standard: soc2}}
                """.formatted(lane);
        assertThat(Court.judge(text, Optional.of(lane), Lock.empty()).compliant(true)).isNotEqualTo(found);
    }

    @Test
    void whatIsDevelopmentMayBeSaid() {
        var text = """
                metadata: {owner: o, environments: [dev]}
                secrets:
                  - {name: a, kind: random_string, rotation_period: 30d, targets: [{provider: local, kind: file}]}
                policies: {pack: {kind: compliance, standard: soc2, requirements: {development: [%s]}}}
                """;
        assertThat(Court.judge(text.formatted("Dev")).compliant(true)).isTrue();
        assertThat(Court.judge(text.formatted("laptop")).compliant(true)).isFalse();
    }

    @Test
    void aSecretOfThisMachineAloneMayStandInAPlainFile() {
        var text = """
                metadata: {owner: o}
                secrets:
                  - {name: a, kind: random_string, local: true, rotation_period: 30d, targets: [{provider: local, kind: file}]}
                policies: {pack: {kind: compliance, standard: soc2}}
                """;
        assertThat(Court.lines(Court.judge(text))).isEmpty();
    }

    @Test
    void requirementsChangeTheLimits() {
        var text = """
                metadata: {owner: o}
                secrets: [{name: a, kind: passphrase, rotation_period: 1y}]
                policies: {pack: {kind: compliance, standard: soc2, requirements: {max_age: 1y, min_entropy: 64}}}
                """;
        assertThat(Court.lines(Court.judge(text))).isEmpty();
        assertThat(Court.lines(Court.judge(text.replace("min_entropy: 64", "min_entropy: \"67\""))))
                .containsExactly("error soc2.min-entropy a: 66 bits of entropy, and 67 are needed");
    }

    @Test
    void aSeverityIsThatOfEveryRule() {
        var text = BAD.formatted("hipaa").replace("standard: hipaa", "standard: HIPAA, severity: warning");
        assertThat(Court.judge(text, Optional.empty(), bad()).of(Severity.ERROR)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pci_dss, pci_dss", "PCI-DSS, pci_dss", "NIST 800-53, nist_800_53", "hipaa, hipaa", "cis, cis"})
    void aStandardThatIsOnlyNamedWarns(String written, String policy) {
        var verdict = Court.judge("metadata: {compliance: [\"" + written + "\"]}\n"
                + "secrets: [{name: a, kind: random_string, config: {length: 4}}]");
        assertThat(verdict.of(Severity.WARNING)).isNotEmpty().allMatch(found -> found.policy().equals(policy));
        assertThat(verdict.of(Severity.ERROR)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://vault.example, true", "HTTP://10.0.0.1:8200, true", "http://localhost.evil.example, true",
        "http://127.0.0.1:8200, false", "http://localhost, false", "http://localhost:1/x, false", "'http://[::1]:9', false",
        "https://vault.example, false",
    })
    void onlyThisMachineMayBeReachedWithoutTls(String url, boolean found) {
        var verdict = Court.judge(GOOD.formatted("soc2").replace("https://vault.example:8200", url));
        assertThat(verdict.violations().stream().anyMatch(v -> v.ground().rule().equals("soc2.transport"))).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "${API_TOKEN}"           | false
            "{{ env.TOKEN }}"        | false
            ""                       | false
            true                     | false
            {a: null, b: null}       | false
            hunter2                  | true
            "x${API_TOKEN}"          | true
            "{{ env.TOKEN }}-suffix" | true
            "{{ env.A }}{{ env.B }}" | true
            42                       | true
            {a: null, b: [x]}        | true
            """)
    void aLiteralIsWhatIsNotJustOnePlaceholder(String value, boolean found) {
        var verdict = Court.judge("secrets: [{name: a, kind: static, config: {default: " + value + "}}]\n"
                + "policies: {p: {kind: strength, allow_literals: false}}");
        assertThat(verdict.violations()).hasSize(found ? 1 : 0);
    }

    @Test
    void everyKindThatAsksAsStaticDoesCanHoldALiteral() {
        var verdict = Court.judge("secrets: [{name: a, kind: azure_app_reg, config: {default: {client_id: null, client_secret: hunter2}}}]\n"
                + "policies: {p: {kind: strength, allow_literals: false}}");
        assertThat(verdict.violations()).singleElement().satisfies(violation -> assertThat(violation.message()).doesNotContain("hunter2"));
    }

    @Test
    void thePageInTheRepositoryHasEveryRule() throws IOException {
        var page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        var written = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, written);
        }
        assertThat(Files.readString(PAGE)).as("written by -Dgolden=write").isEqualTo(written);
    }

    private static String table() {
        var text = new StringBuilder();
        Arrays.stream(Standard.values()).forEach(standard -> {
            text.append("\n### `").append(standard.label()).append("`: ").append(standard.edition()).append("\n\n");
            text.append("| Rule | Checks | Severity | Control | Which demands, in our words |\n|---|---|---|---|---|\n");
            rules(standard).forEach(rule -> text.append(row(rule)));
        });
        return text.append('\n').toString();
    }

    private static String row(Rule rule) {
        var control = rule.control().orElseThrow();
        var check = rule.check() instanceof Check.Generators
                ? "Generators of the kinds in `forbidden_generators` are not used."
                : rule.check().summary();
        return "| `" + rule.id() + "` | " + check + " | " + rule.severity().label() + " | " + control.number() + " | "
                + control.demand() + " |\n";
    }

    private static List<Rule> rules(Standard standard) {
        var limits = Packs.limits(standard);
        return Packs.rules(
                standard,
                new Packs.Limits(
                        limits.maxAge(), limits.minEntropy(), limits.unknown(), limits.development(), Set.of("static")));
    }

    private static Lock bad() {
        var old = Court.NOW.minus(Duration.ofDays(800));
        var behind = Lock.Entry.made("before", Court.NOW)
                .delivered(new TargetId("v/vault_kv/app"), new Lock.Delivery(Court.NOW, Map.of()))
                .renewed("after", Court.NOW);
        return Lock.empty().entries(new TreeMap<>(Map.of(
                "WEAK", behind, "OLD", Lock.Entry.made("h", old), "GONE", Lock.Entry.made("h", Court.NOW))));
    }
}
