package dev.secretzero.engine;

import dev.secretzero.engine.manifest.Instructions;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Reason;
import dev.secretzero.spi.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What came of an operation: of a sync or a rotation, done or only planned.
///
/// @param dryRun whether nothing was applied; then `outcomes` say what would happen
/// @param outcomes one for each unit that was asked for, in the order of the manifest
/// @param warnings what deserves attention and is no failure
/// @param locked the lockfile was written
/// @param id names a plan that can be applied as long as nothing has changed; empty when something was applied
public record Report(
        boolean dryRun,
        Plan plan,
        List<Outcome> outcomes,
        List<String> warnings,
        boolean locked,
        Optional<String> id) {

    public Report {
        outcomes = List.copyOf(outcomes);
        warnings = List.copyOf(warnings);
    }

    /// A report without an id.
    public Report(boolean dryRun, Plan plan, List<Outcome> outcomes, List<String> warnings, boolean locked) {
        this(dryRun, plan, outcomes, warnings, locked, Optional.empty());
    }

    /// How the whole ended.
    public enum Status {
        OK,
        PARTIAL,
        FAILED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What came of one unit.
    ///
    /// @param generated a new value was made and reached every target, or at least one; in a dry run: would be made
    /// @param places one for each declared target
    /// @param problem why nothing, or not everything, was done
    public record Outcome(
            String entry,
            String secret,
            Optional<String> field,
            String kind,
            Plan.Step step,
            boolean generated,
            List<PlaceOutcome> places,
            Optional<Problem> problem) {
        public Outcome {
            places = List.copyOf(places);
        }

        /// Whether something that should have happened did not.
        public boolean failed() {
            return problem.isPresent() || places.stream().anyMatch(place -> place.problem().isPresent());
        }

        /// Whether it waits for a person: nobody gave the value, or its source did not hold it.
        public boolean waits() {
            boolean unasked = problem.map(p -> p.code() == Problem.Code.INPUT_REQUIRED).orElse(false);
            return unasked
                    || (step.action() == Plan.Action.BLOCKED && step.reason() instanceof Reason.SourceMissing);
        }

        /// What a generator asks of a person.
        Optional<Instructions> request() {
            return step.reason() instanceof Reason.NeedsPerson(var instructions)
                    ? Optional.of(Instructions.of(instructions))
                    : Optional.empty();
        }

        /// Whether any place was written.
        public boolean stored() {
            return places.stream().anyMatch(place -> place.status() == PlaceStatus.STORED);
        }
    }

    /// What came of one place.
    public record PlaceOutcome(
            TargetId id, String provider, String kind, PlaceStatus status, Optional<Problem> problem) {}

    /// How one place ended.
    public enum PlaceStatus {
        STORED,
        WOULD_STORE,
        /// It was right already.
        KEPT,
        /// The write was refused or failed.
        FAILED,
        /// It should be written and could not even be tried.
        BLOCKED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How many places are written, each with one call, or with one for all that share a container.
    public int writes() {
        return (int) plan.steps().stream()
                .flatMap(step -> step.moves().stream())
                .filter(Plan.Move::writes)
                .count();
    }

    /// This report with more to say.
    public Report warned(List<String> more) {
        var all = new java.util.ArrayList<>(warnings);
        all.addAll(more);
        return new Report(dryRun, plan, outcomes, all, locked, id);
    }

    /// This report of a plan with that id.
    Report identified(String plan) {
        return new Report(dryRun, this.plan, outcomes, warnings, locked, Optional.of(plan));
    }

    /// This report of an operation that wrote the lockfile, or did not.
    Report locked(boolean written) {
        return new Report(dryRun, plan, outcomes, warnings, written, id);
    }

    /// `OK` when nothing failed; `FAILED` when something did and nothing was done; else `PARTIAL`.
    public Status status() {
        boolean failed = outcomes.stream().anyMatch(Outcome::failed);
        boolean done = outcomes.stream().anyMatch(outcome -> outcome.stored() || outcome.generated());
        return !failed ? Status.OK : done ? Status.PARTIAL : Status.FAILED;
    }

    /// One sentence for each failure.
    public List<String> errors() {
        return outcomes.stream().flatMap(Report::errors).toList();
    }

    private static java.util.stream.Stream<String> errors(Outcome outcome) {
        var own = outcome.problem().map(problem -> outcome.entry() + ": " + problem.message()).stream();
        var places = outcome.places().stream().flatMap(place -> place.problem()
                .map(problem -> outcome.entry() + " -> " + place.id() + ": " + problem.message())
                .stream());
        return java.util.stream.Stream.concat(own, places);
    }
}
