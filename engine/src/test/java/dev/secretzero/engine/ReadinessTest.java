package dev.secretzero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Readiness.Access;
import dev.secretzero.engine.Readiness.Blocker;
import dev.secretzero.engine.Readiness.Standing;
import dev.secretzero.engine.Readiness.State;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.ManifestReader;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.policy.Identity;
import dev.secretzero.engine.policy.Identity.Cause;
import dev.secretzero.engine.policy.Preflight;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadinessTest {

    private static final Preflight NO_POLICY = new Preflight(List.of());

    @Test
    void aRowForEachDeclaredProviderByAlias() {
        var ready = of(Map.of(
                "zone", known("account", "1", "region", "eu", "token_type", "sts", "tenant_id", "t", "api_url", "u", "namespace", "n"),
                "refused", new Identity.Unknown(Cause.REFUSED, "the token has ended", Optional.empty()),
                "broken", new Identity.Unknown(Cause.UNOPENED, "a setting is missing", Optional.empty()),
                "local", known("provider", "local", "username", "ann")));
        assertThat(ready.providers()).containsExactly(
                new Standing("broken", "cloud", State.ERROR, "-", "", Optional.of("a setting is missing")),
                new Standing("local", "local", State.LOCAL, "ann", "", Optional.empty()),
                new Standing("refused", "cloud", State.UNAUTHENTICATED, "-", "", Optional.of("the token has ended")),
                new Standing("zone", "cloud", State.OK, "1", "sts · tenant_id=t · account=1 · region=eu · namespace=n", Optional.empty()));
        assertThat(ready.access()).containsExactly(
                new Access("refused", Optional.of("the token has ended")), new Access("zone", Optional.empty()));
        assertThat(ready.headline()).isEqualTo("ready to sync, but for 1 of 2 providers");
        assertThat(ready.blockers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UNREGISTERED, UNREGISTERED", "UNOPENED, ERROR", "REFUSED, UNAUTHENTICATED", "UNTOLD, ERROR"})
    void whoIsNotKnownIsToldWithTheReason(Cause cause, State state) {
        var ready = all(new Identity.Unknown(cause, "why", Optional.empty()));
        assertThat(ready.providers()).allSatisfy(row -> {
            assertThat(row.state()).isEqualTo(state);
            assertThat(row.error()).contains("why");
        });
        assertThat(ready.blockers()).containsExactly(Blocker.NO_ACCESSIBLE_TARGETS);
        assertThat(ready.headline()).isEqualTo("sync is blocked: no provider that targets use can be reached");
    }

    @Test
    void longNamesAreCut() {
        var row = all(known("user", "u".repeat(500), "region", "r".repeat(500))).providers().getFirst();
        assertThat(row.primary()).hasSize(72).endsWith("…");
        assertThat(row.secondary()).hasSize(48).startsWith("region=rrr").endsWith("…");
        assertThat(all(known("user", " ", "arn", "a")).providers().getFirst().primary()).isEqualTo("a");
    }

    @Test
    void whatIsUnknownToTheListIsNotShown() {
        assertThat(all(known("session_token", "canary")).toString()).doesNotContain("canary");
    }

    private static Identity known(String... pairs) {
        var claims = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            claims.put(pairs[i], pairs[i + 1]);
        }
        return new Identity.Known(claims);
    }

    private static Readiness all(Identity identity) {
        var manifest = manifest();
        return Readiness.of(manifest, manifest.units(), _ -> identity, NO_POLICY);
    }

    private static Readiness of(Map<String, Identity> identities) {
        var manifest = manifest();
        return Readiness.of(
                manifest, manifest.units(), alias -> Objects.requireNonNull(identities.get(alias)), NO_POLICY);
    }

    private static Manifest manifest() {
        var kinds = new Catalog(
                List.of(kind("cloud"), kind("local")), List.of(kind("place")), List.of(kind("made")));
        var text = """
                providers: {zone: {kind: cloud}, refused: {kind: cloud}, broken: {kind: cloud}, local: {kind: local}}
                secrets:
                  - {name: s, kind: made, targets: [{provider: zone, kind: place}, {provider: refused, kind: place}]}
                """;
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), Path.of("/home"));
        return switch (new ManifestReader(kinds, Map.of()).read(Path.of("/home/Secretfile.yml"), text, wish)) {
            case Parsed.Valid valid -> valid.manifest();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.diagnostics().toString());
        };
    }

    private static Catalog.Kind kind(String name) {
        return new Catalog.Kind(name, "cloud", "For tests.", List.of());
    }
}
