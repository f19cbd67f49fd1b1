package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Drift;
import dev.secretzero.engine.RotationCheck;
import dev.secretzero.engine.Status;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Reason;
import dev.secretzero.engine.policy.Rotation.Age;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.engine.policy.Verdict.Ground;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewsTest {

    private static final TargetId ENV = new TargetId("local/file/.env");
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private static Status status() {
        var manifest = Samples.manifest(
                Samples.secret("made", "random_password", Map.of(), Samples.file(".env")),
                Samples.secret("late", "random_password", Map.of(), Samples.file(".env")),
                Samples.secret("new", "random_password", Map.of(), Samples.file(".env")));
        var units = manifest.units();
        return new Status(
                List.of(
                        row(units.get(0), Optional.of(entry()), Status.State.SYNCED),
                        row(units.get(1), Optional.of(entry()), Status.State.BEHIND),
                        row(units.get(2), Optional.empty(), Status.State.PENDING)),
                true,
                Optional.empty());
    }

    private static Status.Row row(
            dev.secretzero.engine.manifest.Manifest.Unit unit, Optional<Lock.Entry> entry, Status.State state) {
        return new Status.Row(unit, entry, List.of(new Status.Place(ENV, state)));
    }

    private static Lock.Entry entry() {
        return new Lock.Entry(
                "h", MADE, MADE, Optional.empty(), 2, new TreeMap<>(), new TreeMap<>(), Optional.empty(), Map.of());
    }

    @Test
    void statusCountsSecrets() {
        assertThat(World.without(directory).page(page -> StatusView.text(page, status(), false))).isEqualTo("""
                ✓ made → .env
                ○ late → .env (.env behind)
                ○ new → .env (not made yet)
                synced:1 pending:2
                """);
    }

    @Test
    void statusInJsonGivesDatesOnlyOfWhatWasMade() {
        var rows = StatusView.bySecret(status());
        assertThat(Json.text(StatusView.secret(rows.getOrDefault("made", List.of()))))
                .contains("\"status\": \"synced\"", "\"created_at\": \"2026-01-01T00:00:00Z\"", "\"rotation_count\": 2");
        assertThat(Json.text(StatusView.secret(rows.getOrDefault("new", List.of()))))
                .contains("\"status\": \"not_synced\"")
                .doesNotContain("created_at");
    }

    @Test
    void driftNamesThePlaceAndTheReasonAndWhatWasNotVerified() {
        var drift = new Drift(List.of(
                new Drift.Row("a", Optional.of("value_changed"), "changed", List.of(
                        new Drift.Place("a", ENV, Drift.State.DRIFTED, "value_changed"))),
                new Drift.Row("b", Optional.empty(), "in sync", List.of(
                        new Drift.Place("b", ENV, Drift.State.IN_SYNC, ""))),
                new Drift.Row("c", Optional.empty(), "not compared", List.of(
                        new Drift.Place("c", new TargetId("gh/github_secret/X"), Drift.State.UNVERIFIED, "hidden")))));
        assertThat(World.without(directory).page(page -> DriftCheck.text(page, drift))).isEqualTo("""
                ✗ a  changed
                    .env  drifted: value_changed
                ✓ b  in sync
                ? c  not compared
                    gh:X  unverified: hidden
                drift in 1 secret: 1 place in sync, 1 drifted, 1 unverified
                """);
        assertThat(Json.text(DriftCheck.tree(drift)))
                .contains("\"drift_detected\": true", "\"reason\": \"value_changed\"", "\"state\": \"unverified\"");
    }

    @Test
    void policyCountsBySeverity() {
        var ground = new Ground(
                "rotation.required", "", Optional.empty(), Optional.empty(), false, dev.secretzero.engine.policy.Verdict.Cure.DECLARATION);
        var verdict = new Verdict(List.of(
                new Violation("soc2_rotation", Severity.WARNING, "a", "no rotation_period", "set rotation_period: 90d", ground)));
        var json = Json.text(PolicyCheck.json(verdict, verdict.compliant(false)));
        assertThat(json)
                .contains("\"compliant\": true", "\"warnings_count\": 1", "\"policy\": \"soc2_rotation\"", "\"errors_count\": 0");
        assertThat(World.without(directory).page(page -> PolicyCheck.text(page, verdict, false))).isEqualTo("""
                warning: a: no rotation_period [soc2_rotation]
                    set rotation_period: 90d
                not compliant: 0 errors, 1 warning, 0 for information
                """);
    }

    @Test
    void rotateExplainsEveryExclusion() {
        var overdue = new Age.Overdue(MADE, Duration.ofDays(10));
        var check = new RotationCheck(List.of(
                new RotationCheck.Row("due", false, overdue),
                new RotationCheck.Row("fresh", false, new Age.Fresh(MADE, Duration.ofDays(59))),
                new RotationCheck.Row("once", true, overdue),
                new RotationCheck.Row("free", false, new Age.Unlimited())));
        var report = Samples.report(
                true,
                Samples.outcome(
                        "due",
                        Action.ROTATE,
                        new Reason.Overdue(Duration.ofDays(10)),
                        dev.secretzero.engine.Report.PlaceStatus.WOULD_STORE,
                        Optional.empty()),
                Samples.kept("fresh"),
                Samples.kept("once"),
                Samples.kept("free"));
        var rows = Rotate.rows(check, report);
        assertThat(rows)
                .extracting(Rotate.Row::name, Rotate.Row::status, Rotate.Row::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("due", "needs_rotation", "overdue by 10 days"),
                        org.assertj.core.groups.Tuple.tuple("fresh", "ok", "due in 59 days"),
                        org.assertj.core.groups.Tuple.tuple("once", "skipped", "one-time secret"),
                        org.assertj.core.groups.Tuple.tuple("free", "skipped", "No rotation period"));
        assertThat(Json.text(Rotate.json(rows, report)))
                .contains("\"secrets_rotated\": 0", "\"would_rotate\": 1", "\"dry_run\": true");
    }
}
