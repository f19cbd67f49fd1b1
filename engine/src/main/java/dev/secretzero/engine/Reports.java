package dev.secretzero.engine;

import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.Report.PlaceOutcome;
import dev.secretzero.engine.Report.PlaceStatus;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.engine.plan.Reason;
import dev.secretzero.engine.run.Applier;
import dev.secretzero.engine.run.Gathered;
import dev.secretzero.engine.run.Ledger;
import dev.secretzero.spi.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Puts plans, and what came of them, into the words of the front door.
final class Reports {

    private Reports() {}

    static Report planned(Plan plan, Gathered gathered, List<String> warnings) {
        var outcomes = asked(plan, gathered).stream()
                .map(step -> outcome(
                        gathered,
                        step,
                        step.renews(),
                        move -> move.writes() ? PlaceStatus.WOULD_STORE : still(move),
                        move -> Optional.empty(),
                        obstacle(step)))
                .toList();
        return new Report(true, plan, outcomes, warnings, false);
    }

    static Report applied(
            Plan plan, Gathered gathered, Applier.Applied applied, List<String> warnings, boolean locked) {
        var outcomes = asked(plan, gathered).stream()
                .map(step -> applied(gathered, step, applied))
                .toList();
        return new Report(false, plan, outcomes, warnings, locked);
    }

    /// Where the value before of a step that makes a new one cannot be kept as it is declared.
    static List<String> unkept(Step step, Gathered gathered) {
        var unkept = new ArrayList<String>();
        var staging = step.staging();
        if (!staging.previous().isEmpty() && !gathered.inForce().containsKey(step.entry())) {
            unkept.add(step.entry() + ": the value before can be read back from no place, and is not kept");
        }
        staging.roomless().forEach(place -> unkept.add(
                step.entry() + ": " + place + " has no room for the value before, which is not kept there"));
        return unkept;
    }

    private static Outcome applied(Gathered gathered, Step step, Applier.Applied applied) {
        boolean stored = step.moves().stream().anyMatch(move -> stored(step, move, applied));
        boolean made = step.renews() && applied.values().containsKey(step.entry());
        var problem = Optional.ofNullable(applied.made().get(step.entry())).or(() -> obstacle(step));
        return outcome(
                gathered,
                step,
                made && (stored || step.moves().isEmpty()),
                move -> status(step, move, applied),
                move -> applied.outcome(step.entry(), move.to()).flatMap(own -> own),
                problem);
    }

    private static boolean stored(Step step, Move move, Applier.Applied applied) {
        return applied.outcome(step.entry(), move.to()).map(Optional::isEmpty).orElse(false);
    }

    private static PlaceStatus status(Step step, Move move, Applier.Applied applied) {
        if (!move.writes()) {
            return still(move);
        }
        return applied.outcome(step.entry(), move.to())
                .map(problem -> problem.isEmpty() ? PlaceStatus.STORED : PlaceStatus.FAILED)
                .orElse(PlaceStatus.BLOCKED);
    }

    private static PlaceStatus still(Move move) {
        return move.action() == Action.BLOCKED ? PlaceStatus.BLOCKED : PlaceStatus.KEPT;
    }

    private static List<Step> asked(Plan plan, Gathered gathered) {
        return plan.steps().stream()
                .filter(step -> opened(gathered, step).asked() || step.changes())
                .toList();
    }

    @FunctionalInterface
    private interface Of<T> {
        T move(Move move);
    }

    private static Outcome outcome(
            Gathered gathered,
            Step step,
            boolean generated,
            Of<PlaceStatus> status,
            Of<Optional<Problem>> problem,
            Optional<Problem> own) {
        var unit = opened(gathered, step).unit();
        var places = new ArrayList<PlaceOutcome>();
        for (int i = 0; i < step.moves().size(); i++) {
            var move = step.moves().get(i);
            var target = unit.targets().get(i);
            places.add(new PlaceOutcome(
                    move.to(), target.provider(), target.kind(), status.move(move), problem.move(move)));
        }
        return new Outcome(
                step.entry(), step.secret(), unit.field(), unit.generator().kind(), step, generated, places, own);
    }

    private static Gathered.Opened opened(Gathered gathered, Step step) {
        return Objects.requireNonNull(gathered.units().get(step.entry()), step.entry());
    }

    /// Why a step cannot be taken, as a problem with what to do about it.
    private static Optional<Problem> obstacle(Step step) {
        var blocked = step.moves().stream()
                .filter(move -> move.action() == Action.BLOCKED)
                .map(Move::reason)
                .filter(reason -> !(reason instanceof Reason.NeverDelivered))
                .findFirst()
                .or(() -> step.action() == Action.BLOCKED ? Optional.of(step.reason()) : Optional.empty());
        return blocked.map(reason -> obstacle(step, reason));
    }

    private static Problem obstacle(Step step, Reason reason) {
        return switch (reason) {
            case Reason.Conflict r -> Problem.of(
                            Problem.Code.CONFLICT, conflicts(step) + " already holds a value that SecretZero did not write")
                    .hint("keep that value with 'import', or replace it with 'sync --overwrite'");
            case Reason.Unrecoverable r -> Problem.of(Problem.Code.NOT_RECOVERABLE, r.text())
                    .hint("make a new value with 'rotate " + step.secret() + " --force'");
            case Reason.Unkept r -> Problem.of(Problem.Code.NOT_RECOVERABLE, r.text())
                    .hint("go on without it with 'rotate " + step.secret() + " --force'");
            case Reason.NeedsPerson r -> Problem.of(Problem.Code.INPUT_REQUIRED, r.text())
                    .hint("run sync on a terminal, or set the environment variable "
                            + step.entry().toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
            case Reason.OutOfSight r -> Problem.of(Problem.Code.UNREACHABLE, r.text())
                    .hint("run sync again when the place can be reached, or make a new value with 'rotate "
                            + step.secret() + " --force'");
            case Reason.SourceMissing r -> Problem.of(Problem.Code.NOT_FOUND, r.text());
            case Reason.Refused r -> new Problem(Problem.Code.SETTING_INVALID, r.text(), r.hint());
            case Reason.Waits r -> Problem.of(Problem.Code.NOT_RECOVERABLE, r.text());
            case Reason other -> Problem.of(Problem.Code.BUG, "blocked: " + other.text());
        };
    }

    private static String conflicts(Step step) {
        return String.join(
                ", ",
                step.moves().stream()
                        .filter(move -> move.reason() instanceof Reason.Conflict)
                        .map(move -> move.to().value())
                        .toList());
    }

    // Drift.

    static Drift drift(Manifest manifest, Lock lock, Plan plan, Gathered gathered) {
        var bySecret = new LinkedHashMap<String, List<Step>>();
        plan.steps().stream()
                .filter(step -> opened(gathered, step).asked())
                .forEach(step -> bySecret.computeIfAbsent(step.secret(), name -> new ArrayList<>()).add(step));
        var rows = new ArrayList<Drift.Row>();
        bySecret.forEach((secret, steps) -> rows.add(drift(manifest, lock, secret, steps, gathered)));
        return new Drift(rows);
    }

    private static Drift.Row drift(
            Manifest manifest, Lock lock, String secret, List<Step> steps, Gathered gathered) {
        var made = steps.stream().filter(step -> lock.entry(step.entry()).isPresent()).toList();
        var places = steps.stream().flatMap(step -> step.moves().stream()
                        .map(move -> place(step, move, lock.entry(step.entry()).isPresent())))
                .toList();
        if (made.isEmpty()) {
            return new Drift.Row(secret, Optional.of("never_generated"), secret + " was never made", places);
        }
        if (made.size() < steps.size()) {
            return new Drift.Row(
                    secret, Optional.of("partial_generation"), secret + ": some of its fields were never made", places);
        }
        var drifted = places.stream().filter(p -> p.state() == Drift.State.DRIFTED).findFirst();
        if (drifted.isPresent()) {
            var at = drifted.get();
            return new Drift.Row(secret, Optional.of(at.reason()), at.id() + ": " + sentence(at.reason()), places);
        }
        boolean redeclared = steps.stream().anyMatch(step -> Ledger.redeclared(
                manifest, unit(gathered, step), lock.entry(step.entry()).orElseThrow()));
        if (redeclared) {
            return new Drift.Row(
                    secret,
                    Optional.of("definition_changed"),
                    secret + ": the declaration changed after the value was made",
                    places);
        }
        boolean verified = places.stream().allMatch(p -> p.state() == Drift.State.IN_SYNC);
        return new Drift.Row(
                secret, Optional.empty(), verified ? "in sync" : "nothing is known to differ, but not all was seen", places);
    }

    private static Unit unit(Gathered gathered, Step step) {
        return opened(gathered, step).unit();
    }

    private static Drift.Place place(Step step, Move move, boolean made) {
        if (!made) {
            return new Drift.Place(step.entry(), move.to(), Drift.State.DRIFTED, "never_generated");
        }
        return switch (move.reason()) {
            case Reason.InSync _, Reason.InPlace _ ->
                new Drift.Place(step.entry(), move.to(), Drift.State.IN_SYNC, "");
            case Reason.Unverified(var why) ->
                new Drift.Place(step.entry(), move.to(), Drift.State.UNVERIFIED, why);
            case Reason other -> new Drift.Place(
                    step.entry(), move.to(), Drift.State.DRIFTED, driftCode(step, other));
        };
    }

    private static String driftCode(Step step, Reason reason) {
        return switch (reason) {
            // It would be written but cannot, because the value is gone: it is missing all the same.
            case Reason.Unrecoverable _ -> "target_missing";
            case Reason.Renewed _ -> step.reason().code();
            case Reason other -> other.code();
        };
    }

    private static String sentence(String reason) {
        return switch (reason) {
            case "value_changed" -> "the value was changed behind our back";
            case "target_missing" -> "the value is gone";
            case "behind" -> "it holds an earlier value";
            case "unfinished" -> "what uses it was not restarted yet";
            case "never_delivered" -> "the value was never delivered there";
            case "conflict" -> "it holds a value that SecretZero did not write";
            case "source_changed" -> "its source holds another value";
            default -> reason;
        };
    }
}
