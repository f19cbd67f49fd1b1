package dev.secretzero.engine;

import dev.secretzero.engine.Adoption.Result;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.Report.PlaceOutcome;
import dev.secretzero.engine.Report.PlaceStatus;
import dev.secretzero.engine.audit.Anchors;
import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.audit.AuditFile;
import dev.secretzero.engine.audit.Head;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One change on its way through the audit log: its intent before the first effect, its outcome after the last.
///
/// An intent that cannot be written stops the change. An outcome that cannot be written is a problem that [#close] throws,
/// when everything else is done. A change that ends with neither [#end] nor a refusal leaves a failure behind.
final class Deed implements AutoCloseable {

    /// What is done, as the log names it.
    enum Kind {
        SYNC("sync"),
        ROTATION("execute_rotation"),
        REPAIR("repair_drift"),
        IMPORT("import"),
        CLEAN("clean"),
        REKEY("rekey_lockfile");

        private final String action;

        Kind(String action) {
            this.action = action;
        }
    }

    private final String place;
    private final InstantSource clock;
    private final Request request;
    private final Kind kind;
    private AuditFile log;
    private Optional<Head> intent = Optional.empty();
    private Optional<Head> head = Optional.empty();
    private Optional<ProblemException> lost = Optional.empty();
    private boolean ended;

    Deed(AuditFile log, String place, InstantSource clock, Request request, Kind kind) {
        this.log = log;
        this.place = place;
        this.clock = clock;
        this.request = request;
        this.kind = kind;
    }

    // Before.

    /// Says what a plan is going to do, when it is going to do anything.
    void intend(Lock lock, Plan plan) {
        known(lock);
        if (plan.steps().stream().anyMatch(Plan.Step::changes)) {
            intend(moves(plan));
        }
    }

    /// Says which entries are going to be adopted, if any.
    void intend(Lock lock, List<Adoption.Row> rows) {
        known(lock);
        var names = names(rows);
        if (!names.isEmpty()) {
            intend(Map.of("entries", names));
        }
    }

    /// Says which entries are going to be changed or dropped.
    void changing(Lock lock, List<String> names) {
        known(lock);
        intend(Map.of("entries", names));
    }

    /// What the lockfile remembers of the log must be in it.
    private void known(Lock lock) {
        Anchors.in(lock.metadata()).at(place).ifPresent(entry -> log = log.above(entry));
    }

    private void intend(Map<String, ? extends @Nullable Object> what) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put(Audit.PHASE, Audit.INTENT);
        details.putAll(what);
        intent = Optional.of(append(details, false));
    }

    private static Map<String, @Nullable Object> moves(Plan plan) {
        var places = new ArrayList<Map<String, @Nullable Object>>();
        for (var step : plan.steps()) {
            step.moves().stream()
                    .filter(Plan.Move::writes)
                    .forEach(move -> places.add(place(step.entry(), move.to().value(), "action", move.action().label())));
        }
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("targets", places);
        return details;
    }

    private static Map<String, @Nullable Object> place(String entry, String target, String key, String value) {
        var place = new LinkedHashMap<String, @Nullable Object>();
        place.put("secret", entry);
        place.put("target", target);
        place.put(key, value);
        return place;
    }

    // After.

    /// Says what came of it, place by place. What stayed as it was is not listed.
    void end(Report report) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("dry_run", false);
        details.put("force", request.force());
        details.put("refresh", request.refresh());
        details.put("status", report.status().label());
        details.putAll(changed(report));
        details.put("errors", report.errors().size());
        details.put("targets", outcomes(report));
        end(details, report.status() == Report.Status.OK);
    }

    private Map<String, @Nullable Object> changed(Report report) {
        return switch (kind) {
            case ROTATION -> rotated(report);
            case REPAIR -> two("repaired", secrets(report, Outcome::stored), "failed", secrets(report, Outcome::failed));
            case SYNC, IMPORT, CLEAN, REKEY -> synced(report);
        };
    }

    private static Map<String, @Nullable Object> synced(Report report) {
        var made = secrets(report, Outcome::generated);
        var skipped = new ArrayList<>(secrets(report, _ -> true));
        skipped.removeAll(new java.util.HashSet<>(secrets(report, outcome -> outcome.generated() || outcome.stored() || outcome.failed())));
        return two("generated", made, "skipped", skipped);
    }

    private static Map<String, @Nullable Object> rotated(Report report) {
        return two("rotated", secrets(report, Outcome::generated), "failed", secrets(report, Outcome::failed));
    }

    private static Map<String, @Nullable Object> two(String one, List<String> ones, String other, List<String> others) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put(one, ones);
        details.put(other, others);
        return details;
    }

    private static List<String> secrets(Report report, java.util.function.Predicate<Outcome> which) {
        return report.outcomes().stream().filter(which).map(Outcome::secret).distinct().toList();
    }

    private static List<Map<String, @Nullable Object>> outcomes(Report report) {
        var places = new ArrayList<Map<String, @Nullable Object>>();
        for (var outcome : report.outcomes()) {
            outcome.places().stream()
                    .filter(place -> place.status() != PlaceStatus.KEPT)
                    .forEach(place -> places.add(outcome(outcome, place)));
        }
        return places;
    }

    private static Map<String, @Nullable Object> outcome(Outcome outcome, PlaceOutcome place) {
        var details = place(outcome.entry(), place.id().value(), "outcome", place.status().label());
        place.problem().or(outcome::problem).ifPresent(problem -> details.put("code", problem.code().label()));
        return details;
    }

    /// Says what was adopted.
    void end(List<Adoption.Row> rows) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        for (var result : List.of(Result.IMPORTED, Result.UPDATED, Result.UNCHANGED, Result.SKIPPED)) {
            details.put(result.label(), count(rows, result));
        }
        details.put("errors", count(rows, Result.ERROR));
        details.put("entries", names(rows));
        end(details, count(rows, Result.ERROR) == 0);
    }

    private static long count(List<Adoption.Row> rows, Result result) {
        return rows.stream().filter(row -> row.result() == result).count();
    }

    private static List<String> names(List<Adoption.Row> rows) {
        return rows.stream()
                .filter(row -> row.result() == Result.IMPORTED || row.result() == Result.UPDATED)
                .map(Adoption.Row::entry)
                .toList();
    }

    /// Says which entries were dropped.
    void cleaned(List<String> names) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("cleaned", names);
        end(details, true);
    }

    /// Says which entries have new fingerprints.
    void rekeyed(List<String> names) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("entries", names);
        end(details, true);
    }

    /// Runs what writes the lockfile. When that fails, so has the change.
    boolean kept(BooleanSupplier save) {
        try {
            return save.getAsBoolean();
        } catch (ProblemException e) {
            fail(e.problem().code());
            throw e;
        }
    }

    private void fail(Problem.@Nullable Code code) {
        var details = new LinkedHashMap<String, @Nullable Object>();
        details.put("status", Report.Status.FAILED.label());
        if (code != null) {
            details.put("code", code.label());
        }
        end(details, false);
    }

    private void end(Map<String, @Nullable Object> what, boolean success) {
        ended = true;
        var details = new LinkedHashMap<String, @Nullable Object>(what);
        intent.ifPresent(first -> details.put(Audit.INTENT, first.entry()));
        try {
            append(details, success);
            request.trace().recorded();
        } catch (ProblemException e) {
            lost = Optional.of(e);
        }
    }

    private Head append(Map<String, @Nullable Object> what, boolean success) {
        var details = new LinkedHashMap<String, @Nullable Object>(what);
        details.put("origin", request.client());
        details.putAll(request.trace().origin());
        request.requestId().ifPresent(id -> details.put("request_id", id));
        var written =
                log.append(new Audit.Entry(clock.instant(), kind.action, "secrets", request.actor(), details, success));
        head = Optional.of(written);
        return written;
    }

    /// A lock that remembers where the log ends.
    Lock anchored(Lock lock) {
        return head.map(last -> lock.metadata(Anchors.in(lock.metadata()).with(place, last).into(lock.metadata())))
                .orElse(lock);
    }

    @Override
    public void close() {
        if (!ended && intent.isPresent()) {
            fail(null);
        }
        lost.ifPresent(problem -> {
            throw new ProblemException(
                    Problem.of(
                                    Problem.Code.UNWRITABLE,
                                    "what was asked for was carried out, but its outcome could not be written to the audit log "
                                            + log.path())
                            .hint("Make room for the log, then see 'status' and 'drift'."),
                    problem);
        });
    }
}
