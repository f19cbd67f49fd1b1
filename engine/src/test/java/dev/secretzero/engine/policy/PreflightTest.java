package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Sample;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.ManifestReader;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.policy.Identity.Cause;
import dev.secretzero.engine.policy.Preflight.Row;
import dev.secretzero.engine.policy.Preflight.State;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.spi.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PreflightTest {

    private static final Catalog CATALOG = new Catalog(
            List.of(kind("cloud")), List.of(kind("place")), List.of(kind("made")));

    private static Catalog.Kind kind(String name) {
        return new Catalog.Kind(name, "cloud", "For tests.", List.of());
    }

    /// @param first the aliases that the policy `p` is about
    /// @param target the alias of the only target
    /// @param named whether the target names the policy
    @ParameterizedTest
    @CsvSource({
        "'[a]', a, false, a",
        "'[a, b]', a, false, a",
        "'[a, b]', a, true, a",
        "'[a, b]', c, false, ''",
        "'[a, b]', c, true, 'a,b'",
        "'[a, a]', a, false, a",
        "'[b]', c, true, b"
    })
    void asksThoseInScopeElseThoseOfANamedPolicy(String first, String target, boolean named, String asked) {
        var manifest = manifest(target, named ? "[p]" : "[]", "p: {kind: provider_identity, providers: " + first
                + ", rules: [{field: account, glob: '1*'}]}");
        assertThat(String.join(",", providers(manifest))).isEqualTo(asked);
    }

    private static List<String> providers(Manifest manifest) {
        return Preflight.demands(manifest, manifest.units()).stream().map(Preflight.Demand::provider).toList();
    }

    @Test
    void otherKindsAndDisabledPoliciesAreNotAsked() {
        var manifest = manifest("a", "[]", """
                idle: {kind: provider_identity, enabled: false, providers: [a], rules: [{field: x, glob: y}]}
                  other: {kind: rotation, max_age: 90d}""");
        assertThat(Preflight.demands(manifest, manifest.units())).isEmpty();
        assertThat(Preflight.judge(List.of(), Map.of()).headline()).isEqualTo("no identity policy applies");
        assertThat(Preflight.judge(List.of(), Map.of()).problem()).isEmpty();
    }

    @Test
    void anIdentityThatFitsPasses() {
        var verdict = verdict("", known("account", "123"));
        assertThat(verdict.satisfied()).isTrue();
        assertThat(verdict.blocked()).isFalse();
        assertThat(verdict.problem()).isEmpty();
        assertThat(verdict.headline()).isEqualTo("every identity policy is satisfied");
    }

    @Test
    void theProblemNamesPolicyProviderExpectedAndFound() {
        var problem = verdict("", known("account", "999")).problem().orElseThrow();
        assertThat(problem.code()).isEqualTo(Problem.Code.POLICY_VIOLATED);
        assertThat(problem.message()).isEqualTo(
                "identity policy \"must_be_prod\" forbids provider \"a\": \"account\" is \"999\", and must match \"1*\"");
        assertThat(problem.hint().orElseThrow()).contains("provider \"a\"").contains("Secretfile.yml:");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void whoCannotBeKnownIsNotLetThrough(Cause cause) {
        var verdict = verdict("", new Identity.Unknown(cause, "no luck", Optional.empty()));
        assertThat(verdict.rows()).extracting(Row::state).containsExactly(switch (cause) {
            case UNREGISTERED, UNOPENED -> State.PROVIDER_MISSING;
            case REFUSED -> State.AUTH_FAILED;
            case UNTOLD -> State.ACTOR_FAILED;
        });
        assertThat(verdict.problem().orElseThrow().message())
                .isEqualTo("identity policy \"must_be_prod\" cannot be tested on provider \"a\": no luck");
    }

    @ParameterizedTest
    @EnumSource(Severity.class)
    void onlyAnErrorBlocks(Severity severity) {
        var verdict = verdict(", severity: " + severity.label(), known("account", "999"));
        assertThat(verdict.blocked()).isEqualTo(severity == Severity.ERROR);
        assertThat(verdict.problem().isPresent()).isEqualTo(severity == Severity.ERROR);
        assertThat(verdict.warnings()).hasSize(severity == Severity.ERROR ? 0 : 1);
        assertThat(verdict.headline()).isEqualTo("1 of 1 identity checks failed");
    }

    @Test
    void aProviderThatWasNotAskedDoesNotPass() {
        var manifest = manifest("a", "[]", policy(""));
        var verdict = Preflight.judge(Preflight.demands(manifest, manifest.units()), Map.of());
        assertThat(verdict.blocked()).isTrue();
    }

    @Test
    void manyRefusalsMakeAShortMessage() {
        var row = new Row("p", "a", State.POLICY_FAILED, Severity.ERROR, "wrong", Sample.AT);
        var problem = new Preflight(java.util.Collections.nCopies(1000, row)).problem().orElseThrow();
        assertThat(problem.message()).endsWith("; and 995 more").hasSizeLessThan(400);
    }

    private static Identity known(String claim, String value) {
        return new Identity.Known(new TreeMap<>(Map.of(claim, value)));
    }

    private static Preflight verdict(String more, Identity identity) {
        var manifest = manifest("a", "[]", policy(more));
        return Preflight.judge(Preflight.demands(manifest, manifest.units()), Map.of("a", identity));
    }

    private static String policy(String more) {
        return "must_be_prod: {kind: provider_identity, providers: [a], rules: [{field: account, glob: '1*'}]" + more + "}";
    }

    private static Manifest manifest(String alias, String named, String policies) {
        var text = """
                providers: {a: {kind: cloud}, b: {kind: cloud}, c: {kind: cloud}}
                secrets:
                  - name: s
                    kind: made
                    targets: [{provider: %s, kind: place, identity_policies: %s}]
                policies:
                  %s
                """.formatted(alias, named, policies);
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), Path.of("/home"));
        return switch (new ManifestReader(CATALOG, Map.of()).read(Path.of("/home/Secretfile.yml"), text, wish)) {
            case Parsed.Valid valid -> valid.manifest();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.diagnostics() + text);
        };
    }
}
