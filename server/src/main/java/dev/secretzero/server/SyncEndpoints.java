package dev.secretzero.server;

import dev.secretzero.engine.run.Prompter;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.PlaceStatus;
import dev.secretzero.engine.Request;
import dev.secretzero.engine.RotationCheck;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.policy.Rotation.Age;
import dev.secretzero.server.Endpoint.Caller;
import dev.secretzero.server.Endpoint.Handled;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Trail;
import dev.secretzero.server.Endpoint.Verb;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes and delivers: sync and rotation.
final class SyncEndpoints {

    private final Desk desk;
    private final Json json;
    private final Shelf shelf = new Shelf();

    private SyncEndpoints(Desk desk, Json json) {
        this.desk = desk;
        this.json = json;
    }

    static List<Endpoint<?>> of(Desk desk, Json json) {
        var sync = new SyncEndpoints(desk, json);
        return List.of(
                new Endpoint<>(
                        Verb.POST,
                        "/sync",
                        Scope.WRITE,
                        "sync",
                        "sync",
                        "Make what is missing and bring it to its places.",
                        Wire.AskSync.class,
                        Wire.AskSync::read,
                        Wire.Synced.class,
                        Optional.of(new Trail("sync", "secrets")),
                        sync::sync),
                new Endpoint<>(
                        Verb.POST,
                        "/plan",
                        Scope.PLAN,
                        "sync",
                        "plan",
                        "Say what a sync would do, and keep that under an id.",
                        Wire.AskSync.class,
                        Wire.AskSync::read,
                        Wire.Planned.class,
                        Optional.of(new Trail("plan", "secrets")),
                        sync::plan),
                new Endpoint<>(
                        Verb.POST,
                        "/apply/{plan_id}",
                        Scope.WRITE,
                        "sync",
                        "apply",
                        "Do what a plan said, if nothing has changed since.",
                        Wire.AskApply.class,
                        Wire.AskApply::read,
                        Wire.Synced.class,
                        Optional.of(new Trail("apply", "secrets")),
                        sync::apply),
                new Endpoint<>(
                        Verb.POST,
                        "/rotation/execute",
                        Scope.WRITE,
                        "rotation",
                        "executeRotation",
                        "Replace the values that are due.",
                        Wire.AskRotate.class,
                        Wire.AskRotate::read,
                        Wire.Rotated.class,
                        Optional.of(new Trail("execute_rotation", "secrets")),
                        sync::rotate),
                new Endpoint<>(
                        Verb.POST,
                        "/drift/repair",
                        Scope.WRITE,
                        "drift",
                        "repairDrift",
                        "Put the value in force back where some place still shows it.",
                        Wire.AskRepair.class,
                        Wire.AskRepair::read,
                        Wire.Repaired.class,
                        Optional.of(new Trail("repair_drift", "secrets")),
                        sync::repair));
    }

    private static Request request(Caller caller, boolean force) {
        return Request.by("api").force(force).actor(caller.user(), Optional.of(caller.requestId())).trace(caller.trail());
    }

    private Handled sync(Wire.AskSync ask, Caller caller) {
        return sync(ask, caller, Optional.empty());
    }

    private Handled plan(Wire.AskSync ask, Caller caller) {
        var workspace = desk.workspace(ask.environment(), ask.varFiles());
        var report = desk.engine().plan(workspace, asked(ask, workspace, caller));
        var id = report.id().orElseThrow();
        shelf.keep(id, ask.applied());
        var message = message(report, Counts.of(report), Optional.ofNullable(ask.secretName()));
        var planned = new Wire.Planned(
                id,
                message,
                report.status().label(),
                report.errors(),
                report.warnings(),
                report.writes(),
                Rows.plan(report),
                pending(workspace, report));
        return Handled.of(planned, Map.of("plan_id", id, "status", planned.status(), "writes", planned.writes()));
    }

    private Handled apply(Wire.AskApply ask, Caller caller) {
        var asked = shelf.find(ask.planId())
                .orElseThrow(() -> Refusal.of(HttpStatus.NOT_FOUND, "There is no plan " + ask.planId()).thrown());
        return sync(asked, caller, Optional.of(ask.planId()));
    }

    private Request asked(Wire.AskSync ask, Workspace workspace, Caller caller) {
        return request(caller, ask.force())
                .refresh(ask.refresh())
                .names(CheckEndpoints.scope(desk, workspace, ask.secretName()));
    }

    private Handled sync(Wire.AskSync ask, Caller caller, Optional<String> plan) {
        var workspace = desk.workspace(ask.environment(), ask.varFiles());
        var request = asked(ask, workspace, caller).expected(plan);
        var report = ask.dryRun()
                ? desk.engine().plan(workspace, request)
                : desk.engine().sync(workspace, request, Prompter.nobody());
        var counts = Counts.of(report);
        var synced = synced(
                workspace, report, counts, Optional.ofNullable(ask.secretName()), pending(workspace, report));
        Map<String, @Nullable Object> details = Map.of(
                "dry_run", ask.dryRun(),
                "force", ask.force(),
                "refresh", ask.refresh(),
                "status", synced.status(),
                "generated", synced.secretsGenerated(),
                "skipped", synced.secretsSkipped());
        return handled(workspace, report, synced, details);
    }

    /// A failure of every remote place is a failure of the request; the body says all the same what came of it.
    private Handled handled(
            Workspace workspace, Report report, Object body, Map<String, @Nullable Object> details) {
        boolean success = report.status() == Report.Status.OK;
        if (!allRemoteFailed(workspace, report)) {
            return new Handled(body, details, success);
        }
        var detail = "Every remote place failed: " + String.join("; ", report.errors());
        var refusal = Refusal.of(HttpStatus.REMOTE_FAILED, detail).more(json.asMap(body));
        return new Handled(refusal, details, false);
    }

    /// Whether there were remote places to write, none of them took its value, and nothing else was done.
    static boolean allRemoteFailed(Workspace workspace, Report report) {
        if (report.dryRun() || report.status() != Report.Status.FAILED) {
            return false;
        }
        var remote = report.outcomes().stream()
                .flatMap(outcome -> outcome.places().stream())
                .filter(place -> remote(workspace, place.provider()))
                .toList();
        return remote.stream().anyMatch(place -> place.status() == PlaceStatus.FAILED)
                && remote.stream().noneMatch(SyncEndpoints::right);
    }

    private static boolean right(Report.PlaceOutcome place) {
        return place.status() == PlaceStatus.STORED || place.status() == PlaceStatus.KEPT;
    }

    private static boolean remote(Workspace workspace, String alias) {
        var declared = workspace.manifest().providers().get(alias);
        return !(declared == null ? alias : declared.kind()).equals("local");
    }

    private Map<String, @Nullable Object> pending(Workspace workspace, Report report) {
        var rows = new LinkedHashMap<String, @Nullable Object>();
        desk.engine().pending(workspace, report).forEach((name, told) -> rows.put(name, told.document()));
        return rows;
    }

    private static Wire.Synced synced(
            Workspace workspace,
            Report report,
            Counts counts,
            Optional<String> named,
            Map<String, @Nullable Object> pending) {
        var lane = workspace.lane();
        return new Wire.Synced(
                report.dryRun() ? List.of() : counts.generated(),
                report.dryRun() ? counts.all() : counts.skipped(),
                message(report, counts, named),
                lane.environment().orElse(null),
                lane.varFiles().stream().map(Path::toString).toList(),
                lane.lockfile().toString(),
                lane.targetProfile().orElse(null),
                report.status().label(),
                report.errors(),
                report.warnings(),
                Rows.plan(report),
                Rows.results(report),
                pending);
    }

    static String message(Report report, Counts counts, Optional<String> named) {
        if (report.dryRun()) {
            return "Would generate " + counts.generated().size() + " secret(s), skipped " + counts.skipped().size()
                    + counts.failures();
        }
        if (named.isPresent() && counts.failures().isEmpty()) {
            return single(report, counts, named.get());
        }
        return "Generated " + counts.generated().size() + " secret(s), skipped " + counts.skipped().size()
                + counts.failures();
    }

    private static String single(Report report, Counts counts, String name) {
        if (!counts.generated().isEmpty()) {
            return "Generated secret: " + name;
        }
        var why = report.outcomes().stream()
                .map(outcome -> outcome.step().reason().text())
                .distinct()
                .toList();
        boolean stored = report.outcomes().stream().anyMatch(Report.Outcome::stored);
        return (stored ? "Delivered secret: " : "Skipped secret: ") + name + " (" + String.join("; ", why) + ")";
    }

    private Handled repair(Wire.AskRepair ask, Caller caller) {
        var workspace = desk.workspace(ask.environment());
        var names = CheckEndpoints.scope(desk, workspace, ask.secretName());
        var request = request(caller, false).names(names);
        var report = desk.engine().repair(workspace, request, ask.dryRun());
        var drift = desk.engine().drift(workspace, names);
        var restored = report.outcomes().stream()
                .filter(outcome -> outcome.step().changes() && !outcome.failed())
                .map(Report.Outcome::secret)
                .distinct()
                .toList();
        var repaired = new Wire.Repaired(
                restored,
                report.status().label(),
                report.errors(),
                report.warnings(),
                Rows.plan(report),
                Rows.results(report),
                CheckEndpoints.checked(drift));
        Map<String, @Nullable Object> details = Map.of(
                "dry_run", ask.dryRun(), "repaired", restored, "status", repaired.status(), "has_drift", drift.found());
        return handled(workspace, report, repaired, details);
    }

    private Handled rotate(Wire.AskRotate ask, Caller caller) {
        var workspace = desk.workspace(ask.environment());
        var names = CheckEndpoints.scope(desk, workspace, ask.secretName());
        var before = desk.engine().rotation(workspace, names);
        var report = desk.engine()
                .rotate(
                        workspace,
                        request(caller, ask.force()).names(names),
                        ask.dryRun(),
                        Prompter.nobody());
        var rotated = rotated(ask, report, Counts.of(report), before, pending(workspace, report));
        Map<String, @Nullable Object> details = Map.of(
                "force", ask.force(),
                "dry_run", ask.dryRun(),
                "status", rotated.status(),
                "rotated", rotated.rotated(),
                "failed", rotated.failed());
        return handled(workspace, report, rotated, details);
    }

    static Wire.Rotated rotated(
            Wire.AskRotate ask,
            Report report,
            Counts counts,
            RotationCheck before,
            Map<String, @Nullable Object> pending) {
        return new Wire.Rotated(
                report.dryRun() ? List.of() : counts.whole(),
                counts.broken(),
                message(ask, report, counts, before),
                report.status().label(),
                report.errors(),
                report.warnings(),
                Rows.plan(report),
                Rows.results(report),
                pending);
    }

    private static String message(Wire.AskRotate ask, Report report, Counts counts, RotationCheck before) {
        if (report.dryRun()) {
            return "Would rotate " + counts.generated().size() + " secret(s)"
                    + why(ask, counts, before)
                    + failed(counts);
        }
        return "Rotated " + counts.whole().size() + " secret(s)" + why(ask, counts, before) + failed(counts);
    }

    private static String failed(Counts counts) {
        return counts.broken().isEmpty() ? "" : ", " + counts.broken().size() + " failed";
    }

    /// Why the one that was named is not rotated.
    private static String why(Wire.AskRotate ask, Counts counts, RotationCheck before) {
        var idle = ask.secretName() != null && counts.generated().isEmpty() && counts.broken().isEmpty();
        return idle ? before.rows().stream().findFirst().map(SyncEndpoints::why).orElse("") : "";
    }

    private static String why(RotationCheck.Row row) {
        if (row.oneTime()) {
            return ": " + row.secret() + " is a one-time secret, which is rotated only with force";
        }
        return switch (row.age()) {
            case Age.Unlimited() -> ": " + row.secret() + " has no rotation period; force rotates it all the same";
            case Age.NeverMade() -> ": " + row.secret() + " was never made; a sync makes it";
            case Age.Fresh(Instant at, Duration _) -> notDue(row, at);
            case Age.Due(Instant at, Duration _) -> notDue(row, at);
            case Age.Overdue(Instant _, Duration _) ->
                row.waits().map(why -> ": " + row.secret() + " " + why + "; force rotates it now").orElse("");
        };
    }

    private static String notDue(RotationCheck.Row row, Instant at) {
        return ": " + row.secret() + " is not due before " + at + "; force rotates it now";
    }
}
