package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.engine.Sample;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.policy.IdentityRules.Outcome;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentityRulesTest {

    private static final Map<String, Object> CLAIMS = Map.of(
            "account", "123456789012",
            "arn", "arn:aws:sts::123456789012:assumed-role/deploy/x",
            "number", 42,
            "mfa", true,
            "user", Map.of("login", "octo-canary"),
            "scopes", List.of("repo", "workflow"),
            "nothing", List.of(),
            "holes", Arrays.asList(null, null));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account    | glob     | 123*                      | true",
                "account    | glob     | 999*                      | false",
                "account    | glob     | ''                        | false",
                "account    | glob     | 12345678901               | false",
                "account    | glob     | ????????????              | true",
                "account    | glob     | [0-9]*[!3]                | true",
                "arn        | glob     | ARN:*                     | false",
                "arn        | glob     | *role/*                   | true",
                "number     | glob     | 42                        | true",
                "mfa        | glob     | true                      | true",
                "mfa        | glob     | True                      | true",
                "missing    | glob     | *                         | false",
                "user.login | glob     | octo-*                    | true",
                "user..login| glob     | octo-*                    | true",
                "user.name  | glob     | *                         | false",
                "account.x  | glob     | *                         | false",
                "scopes     | glob     | repo                      | false",
                "arn        | regex    | arn:aws:sts::\\d+:.*      | true",
                "arn        | regex    | arn:aws                   | false",
                "arn        | regex    | (?P<p>arn):.*             | true",
                "missing    | regex    | .*                        | false",
                "arn        | regex    | (                         | false",
                "scopes     | any_glob | admin*;work*              | true",
                "scopes     | any_glob | admin*                    | false",
                "account    | any_glob | 9*;1*                     | true",
                "missing    | any_glob | *                         | false",
                "nothing    | any_glob | *                         | false",
                "scopes     | all_glob | *                         | true",
                "scopes     | all_glob | repo*;work*               | true",
                "scopes     | all_glob | repo*                     | false",
                "nothing    | all_glob | *                         | false",
                "holes      | all_glob | *                         | false",
                "missing    | all_glob | *                         | false",
            })
    void testsAField(String field, String matcher, String pattern, boolean satisfied) {
        var outcome = policy(Map.of(), rule(field, matcher, pattern)).judge(CLAIMS);
        assertThat(outcome instanceof Outcome.Satisfied).isEqualTo(satisfied);
    }

    @Test
    void saysThatAFieldIsMissing() {
        assertThat(policy(Map.of(), rule("tenant", "glob", "*")).judge(CLAIMS))
                .isEqualTo(new Outcome.Refused("\"tenant\" is missing from the identity, and must match \"*\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "account | glob     | 9*    | \"account\" is \"123456789012\", and must match \"9*\"",
                "account | regex    | 9+    | \"account\" is \"123456789012\", and must match the regular expression \"9+\"",
                "account | regex    | (     | \"account\" is \"123456789012\", and must match \"(\", which is not a regular expression",
                "scopes  | any_glob | a;b   | \"scopes\" is \"repo\", \"workflow\", and must have something that matches [a, b]",
                "scopes  | all_glob | repo  | \"scopes\" is \"repo\", \"workflow\", and must have nothing but what matches [repo]",
            })
    void saysWhatWasFoundAndWhatIsExpected(String field, String matcher, String pattern, String reason) {
        assertThat(policy(Map.of(), rule(field, matcher, pattern)).judge(CLAIMS)).isEqualTo(new Outcome.Refused(reason));
    }

    @Test
    void aPatternFromTheEnvironmentIsShownAsItWasWritten() {
        var pattern = new Value.Text("canary*", "${EXPECTED}", true, Sample.AT);
        var list = new Value.Sequence(List.of(pattern), Sample.AT);
        for (var matcher : Map.of("glob", pattern, "regex", pattern, "any_glob", list, "all_glob", list).entrySet()) {
            var rule = Sample.mapping(Map.of("field", Sample.text("account"), matcher.getKey(), matcher.getValue()));
            assertThat(policy(Map.of(), rule).judge(CLAIMS).toString()).contains("${EXPECTED}").doesNotContain("canary");
        }
    }

    @Test
    void aLongClaimIsCut() {
        var claims = Map.of("account", "x".repeat(100_000));
        assertThat(policy(Map.of(), rule("account", "glob", "9*")).judge(claims))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason()).hasSizeLessThan(150));
        assertThat(policy(Map.of(), rule("account", "regex", "(x|y)*z")).judge(claims)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void allStopsAtTheFirstFailure() {
        var policy = policy(Map.of(), rule("account", "glob", "1*"), rule("account", "glob", "2*"), rule("x", "glob", "*"));
        assertThat(policy.judge(CLAIMS)).isEqualTo(new Outcome.Refused(
                "\"account\" is \"123456789012\", and must match \"2*\""));
    }

    @Test
    void anyTakesTheSecondRule() {
        var any = Map.<String, Value>of("match", Sample.text("any"));
        assertThat(policy(any, rule("account", "glob", "2*"), rule("account", "glob", "1*")).judge(CLAIMS))
                .isEqualTo(new Outcome.Satisfied());
        assertThat(policy(any, rule("account", "glob", "2*"), rule("x", "glob", "*")).judge(CLAIMS))
                .isEqualTo(new Outcome.Refused(
                        "\"account\" is \"123456789012\", and must match \"2*\"; "
                                + "\"x\" is missing from the identity, and must match \"*\""));
    }

    @Test
    void readsAPolicy() {
        var policy = policy(Map.of("enabled", Sample.scalar(false), "severity", Sample.text("error")), rule("a", "glob", "x"));
        assertThat(policy.enabled()).isFalse();
        assertThat(policy.all()).isTrue();
        assertThat(policy.providers()).containsExactly("aws");
        assertThat(policy.severity()).isEqualTo(Severity.ERROR);
        assertThat(policy(Map.of("severity", Sample.text("Info")), rule("a", "glob", "x")).severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void refusesAnotherShape() {
        assertThat(fault(Map.of("extra", Sample.text("x")))).contains("\"extra\" is not a key of it");
        assertThat(fault(Map.of("match", Sample.text("some")))).contains("match must be all or any");
        assertThat(fault(Map.of("enabled", Sample.text("maybe")))).contains("enabled must be true or false");
        assertThat(fault(Map.of("providers", Sample.list()))).contains("providers must be a list");
        assertThat(fault(Map.of("severity", Sample.text("bad")))).contains("severity must be error, warning or info");
        assertThat(fault(Map.of("rules", Sample.list()))).contains("rules must be a list with at least one rule");
        assertThat(fault(Map.of("rules", Sample.list("x")))).contains("every rule must be a map");
        assertThat(fault(rules(Map.of("glob", Sample.text("x"))))).contains("every rule needs a field");
        assertThat(fault(rules(Map.of("field", Sample.text("x"))))).contains("exactly one of");
        assertThat(fault(rules(Map.of("field", Sample.text("x"), "glob", Sample.text("x"), "regex", Sample.text("x")))))
                .contains("exactly one of");
        assertThat(fault(rules(Map.of("field", Sample.text("x"), "any_glob", Sample.list())))).contains("any_glob must be a list");
        assertThat(fault(rules(Map.of("field", Sample.text("x"), "like", Sample.text("x"))))).contains("\"like\" is not a key");
        assertThat(fault(rules(Map.of("field", Sample.text("x"), "glob", Sample.scalar(1))))).contains("glob must be a text");
    }

    @Test
    void aStarryPatternIsNoTrap() {
        assertThat(Glob.of("a*".repeat(200) + "b").matches("a".repeat(5000))).isFalse();
        assertThat(Glob.of("*").matches("line\nbreak/slash")).isTrue();
        assertThat(Glob.of("[]x]").matches("]")).isTrue();
        assertThat(Glob.of("[abc").matches("[abc")).isTrue();
        assertThat(Glob.of("[").matches("[")).isTrue();
        assertThat(Glob.of("?").matches("😀")).isTrue();
    }

    private static Map<String, Value> rules(Map<String, Value> rule) {
        return Map.of("rules", new Value.Sequence(List.of(Sample.mapping(rule)), Sample.AT));
    }

    private static String fault(Map<String, Value> members) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> policy(members, rule("a", "glob", "x")));
        var problem = Objects.requireNonNull(thrown, "it was taken").problem();
        assertThat(problem.code()).isEqualTo(Problem.Code.MANIFEST_INVALID);
        return problem.message();
    }

    private static IdentityRules policy(Map<String, Value> members, Mapping... rules) {
        var body = new LinkedHashMap<String, Value>();
        body.put("kind", Sample.text("provider_identity"));
        body.put("providers", Sample.list("aws"));
        body.put("rules", new Value.Sequence(List.of(rules), Sample.AT));
        body.putAll(members);
        return IdentityRules.of("p", Sample.mapping(body));
    }

    private static Mapping rule(String field, String matcher, String pattern) {
        var value = matcher.endsWith("_glob") ? Sample.list(pattern.split(";", -1)) : Sample.text(pattern);
        return Sample.mapping(Map.of("field", Sample.text(field), matcher, value));
    }
}
