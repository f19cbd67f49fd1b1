package dev.secretzero.server;

import static dev.secretzero.server.Workspaces.secret;
import static dev.secretzero.server.Workspaces.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.engine.Drift;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.Report.PlaceOutcome;
import dev.secretzero.engine.Report.PlaceStatus;
import dev.secretzero.engine.RotationCheck;
import dev.secretzero.engine.Status;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Reason;
import dev.secretzero.engine.policy.Rotation.Age;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Standard;
import dev.secretzero.engine.policy.Control;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Ground;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.engine.policy.Verdict.Waived;
import dev.secretzero.engine.policy.Waiver;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How the engine's reports become answers.
final class AnswersTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Problem DENIED = Problem.of(Problem.Code.DENIED, "refused");

    private static Outcome outcome(String name, Action action, boolean generated, PlaceStatus... places) {
        var made = Arrays.stream(places)
                .map(status -> new PlaceOutcome(
                        new TargetId("cloud/ssm/" + name),
                        "cloud",
                        "ssm",
                        status,
                        status == PlaceStatus.FAILED ? Optional.of(DENIED) : Optional.empty()))
                .toList();
        var step = new Plan.Step(name, name, action, new Reason.NeverMade(), List.of(), List.of());
        return new Outcome(name, name, Optional.empty(), "random_password", step, generated, made, Optional.empty());
    }

    private static Report report(boolean dry, Outcome... outcomes) {
        var plan = new Plan(Arrays.stream(outcomes).map(Outcome::step).toList());
        return new Report(dry, plan, List.of(outcomes), List.of(), true);
    }

    private static String message(Optional<String> named, Report report) {
        return SyncEndpoints.message(report, Counts.of(report), named);
    }

    @Test
    void syncMessagesAreTrue() {
        var made = outcome("a", Action.CREATE, true, PlaceStatus.STORED);
        var kept = outcome("b", Action.KEEP, false, PlaceStatus.KEPT);
        var failed = outcome("c", Action.CREATE, false, PlaceStatus.FAILED);
        var partly = outcome("d", Action.CREATE, true, PlaceStatus.STORED, PlaceStatus.FAILED);
        assertThat(message(Optional.empty(), report(false, made, kept))).isEqualTo("Generated 1 secret(s), skipped 1");
        assertThat(message(Optional.empty(), report(false, made, failed))).isEqualTo("Generated 1 secret(s), skipped 0, 1 failed");
        assertThat(message(Optional.empty(), report(false, partly))).isEqualTo("Generated 1 secret(s), skipped 0, 1 incomplete");
        assertThat(message(Optional.of("a"), report(false, made))).isEqualTo("Generated secret: a");
        assertThat(message(Optional.of("b"), report(false, kept))).startsWith("Skipped secret: b");
        assertThat(message(Optional.of("c"), report(false, failed))).isEqualTo("Generated 0 secret(s), skipped 0, 1 failed");
        assertThat(message(Optional.empty(), report(true, outcome("a", Action.CREATE, true, PlaceStatus.WOULD_STORE), kept)))
                .isEqualTo("Would generate 1 secret(s), skipped 1");
    }

    @Test
    void aSecretOfSeveralFieldsCountsOnce() {
        var step = new Plan.Step("login.user", "login", Action.CREATE, new Reason.NeverMade(), List.of(), List.of());
        var user = new Outcome("login.user", "login", Optional.of("user"), "static", step, true, List.of(), Optional.empty());
        var password = new Outcome("login.password", "login", Optional.of("password"), "x", step, false, List.of(), Optional.of(DENIED));
        var counts = Counts.of(report(false, user, password));
        assertThat(counts.all()).containsExactly("login");
        assertThat(counts.generated()).containsExactly("login");
        assertThat(counts.whole()).isEmpty();
        assertThat(counts.broken()).containsExactly("login");
    }

    @Test
    void onlyTheFailureOfEveryRemotePlaceFailsTheRequest() {
        var workspace = Workspaces.of(secret("a", target("cloud", "ssm")));
        var failed = outcome("a", Action.CREATE, false, PlaceStatus.FAILED);
        var kept = outcome("b", Action.CREATE, false, PlaceStatus.KEPT);
        assertThat(SyncEndpoints.allRemoteFailed(workspace, report(false, failed))).isTrue();
        assertThat(SyncEndpoints.allRemoteFailed(workspace, report(false, failed, kept))).isFalse();
        assertThat(SyncEndpoints.allRemoteFailed(workspace, report(true, failed))).isFalse();
        assertThat(SyncEndpoints.allRemoteFailed(workspace, report(false, kept))).isFalse();
    }

    @Test
    void aFailingFileIsNoRemotePlace() {
        var place = new PlaceOutcome(new TargetId("local/file/x"), "local", "file", PlaceStatus.FAILED, Optional.of(DENIED));
        var step = new Plan.Step("a", "a", Action.CREATE, new Reason.NeverMade(), List.of(), List.of());
        var outcome = new Outcome("a", "a", Optional.empty(), "x", step, false, List.of(place), Optional.empty());
        assertThat(SyncEndpoints.allRemoteFailed(Workspaces.of(), report(false, outcome))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"CREATE,create", "ROTATE,rotate", "DELIVER,deliver", "RESTORE,restore", "RECORD,keep", "KEEP,keep", "BLOCKED,blocked"})
    void planWordsAreThoseOfTheContract(Action action, String word) {
        assertThat(Rows.plan(report(true, outcome("a", action, false)))).singleElement()
                .satisfies(row -> assertThat(row.action()).isEqualTo(word));
    }

    @Test
    void rotationListsDoNotOverlap() {
        var check = new RotationCheck(List.of(
                new RotationCheck.Row("fresh", false, new Age.Fresh(AT, Duration.ofDays(60))),
                new RotationCheck.Row("due", false, new Age.Due(AT, Duration.ofDays(3))),
                new RotationCheck.Row("late", true, new Age.Overdue(AT, Duration.ofDays(10))),
                new RotationCheck.Row("late1", true, new Age.Overdue(AT, Duration.ofDays(1))),
                new RotationCheck.Row("new", false, new Age.NeverMade()),
                new RotationCheck.Row("free", false, new Age.Unlimited())));
        var answer = (Wire.RotationChecked) CheckEndpoints.rotation(check).body();
        assertThat(answer.secretsChecked()).isEqualTo(6);
        assertThat(answer.secretsDue()).containsExactly("due");
        assertThat(answer.secretsOverdue()).containsExactly("late", "late1");
        assertThat(answer.results()).extracting(Wire.RotationRow::status).containsExactly(
                "Rotation due in 60 days", "Rotation due in 3 days", "Rotation overdue by 10 days",
                "Rotation overdue by 1 day", "Not made yet", "No rotation period");
        assertThat(answer.results()).extracting(Wire.RotationRow::shouldRotate).containsExactly(false, false, true, true, false, false);
        assertThat(answer.results()).extracting(Wire.RotationRow::dueAt).containsExactly(
                AT.toString(), AT.toString(), AT.toString(), AT.toString(), null, null);
    }

    @Test
    void saysWhyANamedSecretIsNotRotated() {
        var ask = new Wire.AskRotate("a", false, false, null);
        var report = report(false, outcome("a", Action.KEEP, false, PlaceStatus.KEPT));
        var before = new RotationCheck(List.of(new RotationCheck.Row("a", false, new Age.Fresh(AT, Duration.ofDays(60)))));
        var answer = SyncEndpoints.rotated(ask, report, Counts.of(report), before, Map.of());
        assertThat(answer.rotated()).isEmpty();
        assertThat(answer.message()).isEqualTo("Rotated 0 secret(s): a is not due before 2026-01-01T00:00:00Z; force rotates it now");
    }

    @Test
    void aSecretThatDidNotReachEveryPlaceIsNotRotated() {
        var ask = new Wire.AskRotate(null, true, false, null);
        var report = report(false,
                outcome("a", Action.ROTATE, true, PlaceStatus.STORED),
                outcome("b", Action.ROTATE, true, PlaceStatus.STORED, PlaceStatus.FAILED));
        var answer = SyncEndpoints.rotated(ask, report, Counts.of(report), new RotationCheck(List.of()), Map.of());
        assertThat(answer.rotated()).containsExactly("a");
        assertThat(answer.failed()).containsExactly("b");
        assertThat(answer.message()).isEqualTo("Rotated 1 secret(s), 1 failed");
        assertThat(answer.status()).isEqualTo("partial");
    }

    @Test
    void policyRowsStandByTheirSeverity() {
        var at = new Mark("Secretfile.yml", 3, 5);
        var control = new Control(Standard.SOC2, "CC6.1", "Access is protected.");
        var ground = new Ground("soc2.overdue", "Nothing is old.", Optional.of(control), Optional.of(at), true, Cure.ROTATION);
        var old = new Violation("age", Severity.WARNING, "a", "old", "rotate it", ground);
        var waiver = new Waiver("age", List.of("b"), "ann", LocalDate.of(2027, 1, 31), "moving", at);
        var weak = new Violation("age", Severity.ERROR, "b", "old", "rotate it", ground);
        var verdict = new Verdict(List.of(old), List.of(new Waived(weak, waiver)), List.of());
        var lax = (Wire.PolicyChecked) CheckEndpoints.policy(verdict, false).body();
        var strict = (Wire.PolicyChecked) CheckEndpoints.policy(verdict, true).body();
        assertThat(lax.compliant()).isTrue();
        assertThat(strict.compliant()).isFalse();
        assertThat(lax.warnings())
                .containsExactly(new Wire.ViolationRow(
                        "a", "age", "old", "warning", "rotate it", "soc2.overdue", "SOC 2 CC6.1", "Access is protected.", true, 3, 5));
        assertThat(lax.waived())
                .containsExactly(new Wire.WaivedRow("b", "age", "old", "error", "soc2.overdue", "ann", "2027-01-31", "moving"));
    }

    @Test
    void whatCouldNotBeSeenIsUnverifiedAndNotInSync() {
        var hidden = new Drift.Place("a", new TargetId("cloud/ssm/a"), Drift.State.UNVERIFIED, "not reachable");
        var drift = new Drift(List.of(
                new Drift.Row("a", Optional.empty(), "nothing known", List.of(hidden)),
                new Drift.Row("b", Optional.of("value_changed"), "changed", List.of())));
        var answer = (Wire.DriftChecked) CheckEndpoints.drift(drift).body();
        assertThat(answer.hasDrift()).isTrue();
        assertThat(answer.secretsWithDrift()).containsExactly("b");
        assertThat(answer.unverified()).containsExactly(new Wire.UnverifiedRow("a", "cloud/ssm/a", "not reachable"));
        assertThat(answer.checked()).isEqualTo(2);
        assertThat(new String(new Json().write(answer), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"details\":[{\"secret\":\"b\",\"message\":\"changed\",\"details\":{\"reason\":\"value_changed\",\"targets\":[]}}]");
    }

    @Test
    void validationListsPathsAndMessages() {
        var parsed = new Parsed.Invalid(List.of(
                Diagnostic.error("secrets.0.name", "Field required", Workspaces.AT),
                Diagnostic.warning("secrets.1", "odd", Workspaces.AT)));
        var answer = (Wire.Validated) ManifestEndpoints.validated(parsed, Map.of()).body();
        assertThat(answer.valid()).isFalse();
        assertThat(answer.errors()).containsExactly("secrets.0.name: Field required");
        assertThat(answer.warnings()).hasSize(2).contains("secrets.1: odd").anyMatch(warning -> warning.startsWith("version: "));
    }

    @Test
    void aGraphJoinsOnlyItsNodes() {
        var units = Workspaces.manifest(
                        secret("a", target("local", "file", "path", ".env"), target("local", "file", "path", ".env")),
                        secret("random_password", target("cloud", "ssm")),
                        secret("c", target("cloud", "ssm")))
                .units();
        var graph = ManifestEndpoints.graph(units);
        var ids = graph.nodes().stream().map(Wire.Node::id).toList();
        assertThat(ids).doesNotHaveDuplicates().contains(
                "generator:random_password", "secret:random_password", "target:local/file/.env", "target:local/file/.env#2",
                "target:cloud/ssm/c");
        assertThat(graph.edges()).hasSize(7).allSatisfy(edge -> assertThat(ids).contains(edge.from(), edge.to()));
    }

    @Test
    void theStatusOfATemplateSecretCoversItsFields() {
        var early = entry(AT, Optional.empty(), 0);
        var late = entry(AT.plusSeconds(60), Optional.of(AT.plusSeconds(90)), 2);
        var unit = Workspaces.manifest(secret("a", target("cloud", "ssm"))).units().getFirst();
        var place = new Status.Place(new TargetId("cloud/ssm/"), Status.State.BEHIND);
        var both = new Status(List.of(new Status.Row(unit, Optional.of(early), List.of(place)), new Status.Row(unit, Optional.of(late), List.of())), true, Optional.empty());
        var answer = ManifestEndpoints.status("a", both, Map.of());
        assertThat(answer.exists()).isTrue();
        assertThat(answer.createdAt()).isEqualTo(AT.toString());
        assertThat(answer.lastRotated()).isEqualTo(AT.plusSeconds(90).toString());
        assertThat(answer.rotationCount()).isEqualTo(2);
        assertThat(answer.targetStatus()).containsExactly(new Wire.TargetState("cloud/ssm/", "behind"));
        var half = new Status(List.of(new Status.Row(unit, Optional.of(early), List.of()), new Status.Row(unit, Optional.empty(), List.of())), true, Optional.empty());
        assertThat(ManifestEndpoints.status("a", half, Map.of()).exists()).isFalse();
    }

    private static Lock.Entry entry(Instant created, Optional<Instant> rotated, int count) {
        return new Lock.Entry("hash", created, created, rotated, count, new TreeMap<>(Map.of("cloud/ssm/", "h")), new TreeMap<>(), Optional.empty(), Map.of());
    }

    @Test
    void jsonRefusesToWriteASecret() {
        assertThatThrownBy(() -> new Json().write(Map.of("value", Secret.of("canary-value"))))
                .hasMessageNotContaining("canary-value");
    }
}
