package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Sample;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Field;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Template;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Ground;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoliciesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final TargetDeclaration FILE = Sample.target("local", "file", Map.of("path", Sample.text(".env")));
    private static final TargetDeclaration SSM = Sample.target("aws", "ssm_parameter", Map.of("name", Sample.text("/x")));

    @Test
    void findsNothingWithoutPolicies() {
        assertThat(judge(Map.of(), Lock.empty(), secret("a", null)).compliant(true)).isTrue();
    }

    @Test
    void demandsAPeriod() {
        var verdict = judge(
                policy("rotation", Map.of("require_rotation_period", Sample.scalar(true), "max_age", Sample.text("30d"))),
                Lock.empty(),
                secret("a", null));
        assertThat(verdict.violations())
                .containsExactly(new Violation(
                        "p",
                        Severity.WARNING,
                        "a",
                        "has no rotation_period, and needs one",
                        "Add 'rotation_period: 30d'",
                        new Ground(
                                "rotation.required",
                                "Every secret declares a rotation_period.",
                                Optional.empty(),
                                Optional.of(Sample.AT),
                                false,
                                Cure.DECLARATION)));
        assertThat(verdict.compliant(false)).isTrue();
        assertThat(verdict.compliant(true)).isFalse();
    }

    @Test
    void boundsThePeriod() {
        var policies = policy("rotation", Map.of("max_age", Sample.text("90d"), "severity", Sample.text("error")));
        assertThat(messages(judge(policies, Lock.empty(), secret("a", "180d"), secret("b", "3m"), secret("c", null))))
                .containsExactly("a: rotation_period 180d exceeds max allowed 90d");
    }

    @Test
    void showsEveryHitAndNotOnlyTheFirst() {
        var policies = policy("rotation", Map.of("max_age", Sample.text("30d")));
        assertThat(messages(judge(policies, aged("a", 100), secret("a", "90d"))))
                .containsExactly("a: rotation_period 90d exceeds max allowed 30d", "a: Rotation overdue by 10 days");
    }

    @Test
    void saysWhatIsOverdueAndNotWhatIsDue() {
        var policies = policy("rotation", Map.of());
        assertThat(messages(judge(policies, aged("a", 90), secret("a", "90d")))).containsExactly("a: Rotation overdue by 0 days");
        assertThat(judge(policies, aged("a", 89), secret("a", "90d")).violations()).isEmpty();
        assertThat(judge(policies, Lock.empty(), secret("a", "90d")).violations()).isEmpty();
    }

    @Test
    void ofASecretFromATemplateTheOldestFieldCounts() {
        var generator = new GeneratorDeclaration("static", Sample.mapping(Map.of()), Sample.AT);
        var field = new Field("", generator, List.of(), Sample.AT);
        var template = new Template("", Map.of("user", field, "password", field), List.of(), Sample.AT);
        var secret = Sample.secret("db", "templates.t", Map.of(), List.of(), Optional.of("90d"));
        var manifest = Sample.manifest(
                List.of(secret), Map.of("t", template), policy("rotation", Map.of()), List.of());
        var entries = new TreeMap<String, Lock.Entry>();
        entries.putAll(aged("db.user", 95).entries());
        entries.putAll(aged("db.password", 10).entries());
        assertThat(messages(Policies.judge(Evidence.of(manifest, Lock.empty().entries(entries), NOW))))
                .containsExactly("db: Rotation overdue by 5 days");
    }

    @Test
    void aPeriodThatIsNoneIsAHit() {
        assertThat(messages(judge(policy("rotation", Map.of()), Lock.empty(), secret("a", "1h"))))
                .containsExactly("a: has an invalid rotation_period \"1h\"");
    }

    @ParameterizedTest
    @CsvSource({"soc2, soc2_rotation", "SOC2, soc2_rotation", "iso27001, iso27001_rotation", "Iso27001, iso27001_rotation"})
    void aStandardBringsItsPolicy(String standard, String policy) {
        var manifest = Sample.manifest(List.of(secret("a", null)), Map.of(), Map.of(), List.of(standard, "other"));
        assertThat(Policies.judge(Evidence.of(manifest, Lock.empty(), NOW)).violations())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.policy()).isEqualTo(policy);
                    assertThat(violation.severity()).isEqualTo(Severity.WARNING);
                    assertThat(violation.message()).contains("rotation_period");
                });
    }

    @Test
    void twoStandardsBringTwo() {
        var manifest = Sample.manifest(List.of(secret("a", null)), Map.of(), Map.of(), List.of("iso27001", "soc2"));
        assertThat(Policies.judge(Evidence.of(manifest, Lock.empty(), NOW)).violations()).hasSize(2);
    }

    @Test
    void aStandardsPolicyReplacesOneOfItsName() {
        var own = Map.of("soc2_rotation", Sample.mapping(Map.of("kind", Sample.text("rotation"))));
        var manifest = Sample.manifest(List.of(secret("a", "180d")), Map.of(), own, List.of("soc2"));
        assertThat(messages(Policies.judge(Evidence.of(manifest, Lock.empty(), NOW))))
                .containsExactly("a: rotation_period 180d exceeds max allowed 90d");
    }

    @Test
    void refusesKindsOfTargets() {
        var policies = policy(
                "access", Map.of("denied_targets", Sample.list("file"), "allowed_targets", Sample.list("vault_kv", "azure_keyvault")));
        var verdict = judge(policies, Lock.empty(), Sample.secret("a", "static", Map.of(), List.of(FILE, SSM)));
        assertThat(messages(verdict))
                .containsExactly(
                        "a: target local/file/.env: kind \"file\" is not allowed",
                        "a: target local/file/.env: kind \"file\" is not in allowed list",
                        "a: target aws/ssm_parameter//x: kind \"ssm_parameter\" is not in allowed list");
        assertThat(verdict.of(Severity.ERROR)).hasSize(3);
        assertThat(verdict.violations().getLast().suggestion()).isEqualTo("Use one of: azure_keyvault, vault_kv");
    }

    @Test
    void looksAtTheTargetsOfTemplatesOnceEach() {
        var generator = new GeneratorDeclaration("static", Sample.mapping(Map.of()), Sample.AT);
        var template = new Template(
                "",
                Map.of("a", new Field("", generator, List.of(SSM), Sample.AT), "b", new Field("", generator, List.of(), Sample.AT)),
                List.of(FILE),
                Sample.AT);
        var manifest = Sample.manifest(
                List.of(Sample.secret("db", "templates.t", Map.of(), List.of())),
                Map.of("t", template),
                policy("access", Map.of("denied_targets", Sample.list("file", "ssm_parameter"))),
                List.of());
        assertThat(Policies.judge(Evidence.of(manifest, Lock.empty(), NOW)).violations()).hasSize(2);
    }

    @Test
    void leavesOutWhatIsDisabledOrOfAnotherKind() {
        var body = Map.of("require_rotation_period", Sample.scalar(true), "enabled", Sample.text("no"));
        assertThat(judge(policy("rotation", body), Lock.empty(), secret("a", null)).violations()).isEmpty();
        assertThat(judge(policy("complexity", Map.of()), Lock.empty(), secret("a", null)).violations()).isEmpty();
        assertThat(judge(policy("compliance", Map.of("standard", Sample.text("house"))), Lock.empty(), secret("a", null))
                        .violations())
                .isEmpty();
    }

    @Test
    void aNameInTheBodyDoesNoHarm() {
        var body = Map.of("require_rotation_period", Sample.scalar(true), "name", Sample.text("other"));
        assertThat(judge(policy("rotation", body), Lock.empty(), secret("a", null)).violations())
                .singleElement()
                .extracting(Violation::policy)
                .isEqualTo("p");
    }

    @ParameterizedTest
    @CsvSource({
        "rotation, severity, fatal, 'severity must be error, warning or info'",
        "rotation, max_age, soon, max_age must be a period like 90d",
        "rotation, require_rotation_period, maybe, require_rotation_period must be true or false",
        "rotation, enabled, perhaps, enabled must be true or false",
        "rotation, enforce, perhaps, enforce must be true or false",
        "rotation, secrets, db, secrets must be a list of texts",
        "rotation, lanes, prod, lanes must be a list of texts",
        "strength, min_entropy, high, min_entropy must be a number of bits from 1 to 4096",
        "strength, unknown_entropy, deny, 'unknown_entropy must be ignore, info, warning or error'",
        "strength, forbidden_generators, static, forbidden_generators must be a list of texts",
        "access, allowed_targets, file, allowed_targets must be a list of target kinds",
        "access, denied_targets, file, denied_targets must be a list of target kinds",
    })
    void aPolicyThatCannotBeUnderstoodIsAnError(String kind, String key, String value, String message) {
        var verdict = judge(policy(kind, Map.of(key, Sample.text(value))), Lock.empty(), secret("a", null));
        assertThat(verdict.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.severity()).isEqualTo(Severity.ERROR);
            assertThat(violation.message()).isEqualTo("policy \"p\" cannot be applied: " + message);
            assertThat(violation.suggestion()).contains("Secretfile.yml:1:1");
        });
    }

    @Test
    void goesThroughTheSecretsAndThenThePolicies() {
        var policies = new LinkedHashMap<String, Mapping>();
        policies.put("z", body("rotation", Map.of("require_rotation_period", Sample.scalar(true))));
        policies.put("y", body("rotation", Map.of("require_rotation_period", Sample.scalar(true))));
        var manifest = Sample.manifest(List.of(secret("b", null), secret("a", null)), Map.of(), policies, List.of("iso27001"));
        assertThat(Policies.judge(Evidence.of(manifest, Lock.empty(), NOW)).violations())
                .extracting(violation -> violation.secret() + " " + violation.policy())
                .containsExactly("b z", "b y", "b iso27001_rotation", "a z", "a y", "a iso27001_rotation");
    }

    private static Verdict judge(Map<String, Mapping> policies, Lock lock, Declaration... secrets) {
        Manifest manifest = Sample.manifest(List.of(secrets), Map.of(), policies, List.of());
        return Policies.judge(Evidence.of(manifest, lock, NOW));
    }

    private static Map<String, Mapping> policy(String kind, Map<String, Value> members) {
        return Map.of("p", body(kind, members));
    }

    private static Mapping body(String kind, Map<String, Value> members) {
        var body = new LinkedHashMap<>(members);
        body.put("kind", Sample.text(kind));
        return Sample.mapping(body);
    }

    private static Declaration secret(String name, @org.jspecify.annotations.Nullable String period) {
        return Sample.secret(name, "random_password", Map.of(), List.of(), Optional.ofNullable(period));
    }

    private static Lock aged(String name, int days) {
        return Lock.empty().entries(new TreeMap<>(Map.of(name, Lock.Entry.made("h", NOW.minus(Duration.ofDays(days))))));
    }

    private static List<String> messages(Verdict verdict) {
        return verdict.violations().stream()
                .map(violation -> violation.secret() + ": " + violation.message())
                .toList();
    }
}
