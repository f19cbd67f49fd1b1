package dev.secretzero.server;

import dev.secretzero.engine.Drift;
import dev.secretzero.engine.RotationCheck;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.policy.Control;
import dev.secretzero.engine.policy.Rotation.Age;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks, and changes nothing: rotation, policies, drift.
final class CheckEndpoints {

    private final Desk desk;

    private CheckEndpoints(Desk desk) {
        this.desk = desk;
    }

    static List<Endpoint<?>> of(Desk desk) {
        var check = new CheckEndpoints(desk);
        return List.of(
                new Endpoint<>(
                        Verb.POST,
                        "/rotation/check",
                        Scope.READ,
                        "rotation",
                        "checkRotation",
                        "Which secrets are due for rotation.",
                        Wire.AskRotation.class,
                        Wire.AskRotation::read,
                        Wire.RotationChecked.class,
                        Optional.of(new Trail("check_rotation", "secrets")),
                        (ask, _) -> check.rotation(ask)),
                new Endpoint<>(
                        Verb.POST,
                        "/policy/check",
                        Scope.READ,
                        "policy",
                        "checkPolicy",
                        "What the policies say of the manifest and the lockfile.",
                        Wire.AskPolicy.class,
                        Wire.AskPolicy::read,
                        Wire.PolicyChecked.class,
                        Optional.of(new Trail("check_policy", "secrets")),
                        (ask, _) -> check.policy(ask)),
                new Endpoint<>(
                        Verb.POST,
                        "/drift/check",
                        Scope.PLAN,
                        "drift",
                        "checkDrift",
                        "Which places hold something else than was delivered there.",
                        Wire.AskDrift.class,
                        Wire.AskDrift::read,
                        Wire.DriftChecked.class,
                        Optional.of(new Trail("check_drift", "secrets")),
                        (ask, _) -> check.drift(ask)));
    }

    /// The secrets in scope: the named one, which must be declared, or all, which is the empty set.
    static Set<String> scope(Desk desk, Workspace workspace, @Nullable String name) {
        return name == null ? Set.of() : Set.of(desk.declared(workspace, name).name());
    }

    private Handled rotation(Wire.AskRotation ask) {
        var workspace = desk.workspace(ask.environment());
        var check = desk.engine().rotation(workspace, scope(desk, workspace, ask.secretName()));
        return rotation(check);
    }

    static Handled rotation(RotationCheck check) {
        var rows = check.rows().stream().map(CheckEndpoints::row).toList();
        var due = named(rows, "due");
        var overdue = named(rows, "overdue");
        return Handled.of(
                new Wire.RotationChecked(rows.size(), due, overdue, rows),
                Map.of("secrets_checked", rows.size(), "secrets_due", due.size(), "secrets_overdue", overdue.size()));
    }

    private static List<String> named(List<Wire.RotationRow> rows, String state) {
        return rows.stream()
                .filter(row -> row.state().equals(state))
                .map(Wire.RotationRow::name)
                .toList();
    }

    private static Wire.RotationRow row(RotationCheck.Row row) {
        return switch (row.age()) {
            case Age.Unlimited() -> row(row, "unlimited", "No rotation period", null);
            case Age.NeverMade() -> row(row, "never_made", "Not made yet", null);
            case Age.Fresh(Instant at, Duration left) -> row(row, "fresh", "Rotation due in " + days(left), at);
            case Age.Due(Instant at, Duration left) -> row(row, "due", "Rotation due in " + days(left), at);
            case Age.Overdue(Instant at, Duration late) -> row(row, "overdue", "Rotation overdue by " + days(late), at);
        };
    }

    private static Wire.RotationRow row(RotationCheck.Row row, String state, String status, @Nullable Instant at) {
        return new Wire.RotationRow(
                row.secret(), state.equals("overdue"), status, state, at == null ? null : at.toString(), row.oneTime());
    }

    static String days(Duration time) {
        return time.toDays() == 1 ? "1 day" : time.toDays() + " days";
    }

    private Handled policy(Wire.AskPolicy ask) {
        return policy(desk.engine().policy(desk.workspace(ask.environment())), ask.failOnWarning());
    }

    static Handled policy(Verdict verdict, boolean failOnWarning) {
        var errors = rows(verdict, Severity.ERROR);
        var warnings = rows(verdict, Severity.WARNING);
        boolean compliant = verdict.compliant(failOnWarning);
        return Handled.of(
                new Wire.PolicyChecked(compliant, errors, warnings, rows(verdict, Severity.INFO), waived(verdict)),
                Map.of("compliant", compliant, "errors", errors.size(), "warnings", warnings.size()));
    }

    private static List<Wire.ViolationRow> rows(Verdict verdict, Severity severity) {
        return verdict.of(severity).stream().map(CheckEndpoints::row).toList();
    }

    private static Wire.ViolationRow row(Violation found) {
        var ground = found.ground();
        return new Wire.ViolationRow(
                found.secret(),
                found.policy(),
                found.message(),
                found.severity().label(),
                found.suggestion(),
                ground.rule(),
                ground.control().map(Control::citation).orElse(null),
                ground.control().map(Control::demand).orElse(null),
                ground.enforced(),
                ground.at().map(Mark::line).orElse(null),
                ground.at().map(Mark::column).orElse(null));
    }

    private static List<Wire.WaivedRow> waived(Verdict verdict) {
        return verdict.waived().stream()
                .map(found -> new Wire.WaivedRow(
                        found.violation().secret(),
                        found.violation().policy(),
                        found.violation().message(),
                        found.violation().severity().label(),
                        found.violation().ground().rule(),
                        found.waiver().owner(),
                        found.waiver().until().toString(),
                        found.waiver().reason()))
                .toList();
    }

    private Handled drift(Wire.AskDrift ask) {
        var workspace = desk.workspace(ask.environment());
        return drift(desk.engine().drift(workspace, scope(desk, workspace, ask.secretName())));
    }

    static Handled drift(Drift drift) {
        var checked = checked(drift);
        return Handled.of(
                checked, Map.of("has_drift", drift.found(), "secrets_with_drift", checked.secretsWithDrift()));
    }

    static Wire.DriftChecked checked(Drift drift) {
        var drifted = drift.rows().stream().filter(Drift.Row::drifted).toList();
        return new Wire.DriftChecked(
                drift.found(),
                drifted.stream().map(Drift.Row::secret).toList(),
                drifted.stream().map(CheckEndpoints::row).toList(),
                unverified(drift),
                drift.rows().size());
    }

    private static Wire.DriftRow row(Drift.Row row) {
        var places = row.places().stream()
                .map(place ->
                        new Wire.DriftPlace(place.entry(), place.id().value(), place.state().label(), place.reason()))
                .toList();
        return new Wire.DriftRow(
                row.secret(), row.message(), new Wire.DriftDetails(row.reason().orElse(""), places));
    }

    private static List<Wire.UnverifiedRow> unverified(Drift drift) {
        return drift.rows().stream()
                .flatMap(row -> row.places().stream()
                        .filter(place -> place.state() == Drift.State.UNVERIFIED)
                        .map(place -> new Wire.UnverifiedRow(row.secret(), place.id().value(), place.reason())))
                .toList();
    }
}
