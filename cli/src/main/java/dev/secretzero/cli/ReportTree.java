package dev.secretzero.cli;

import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.Report.PlaceOutcome;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.spi.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A report as JSON: the shapes of `sync`, `plan` and `rotate`.
record ReportTree(Report report) {

    /// Outcomes by secret, in the order of the manifest.
    Map<String, List<Outcome>> bySecret() {
        var secrets = new LinkedHashMap<String, List<Outcome>>();
        report.outcomes()
                .forEach(outcome ->
                        secrets.computeIfAbsent(outcome.secret(), _ -> new ArrayList<>()).add(outcome));
        return secrets;
    }

    Tree tree(boolean plan) {
        var details = bySecret().values().stream().map(this::secret).toList();
        long stored = report.outcomes().stream().filter(Outcome::stored).count();
        var tree = Tree.of("status", report.status().label())
                .with("dry_run", report.dryRun())
                .with("plan", plan)
                .with("secrets_processed", details.size())
                .with("secrets_generated", report.dryRun() ? 0 : generated().size())
                .with("secrets_stored", stored)
                .with("secrets_skipped", bySecret().values().stream().filter(ReportTree::skipped).count())
                .with("errors", report.errors())
                .with("warnings", report.warnings())
                .with("details", details);
        return plan ? tree.with("plan_details", steps()) : tree;
    }

    /// The secrets that got, or would get, a new value.
    List<String> generated() {
        return bySecret().entrySet().stream()
                .filter(secret -> secret.getValue().stream().anyMatch(Outcome::generated))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<String> untouched() {
        return bySecret().entrySet().stream()
                .filter(secret -> skipped(secret.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean skipped(List<Outcome> units) {
        return units.stream().noneMatch(unit -> unit.generated() || unit.stored());
    }

    private Tree secret(List<Outcome> units) {
        var first = units.getFirst();
        var tree = Tree.of("name", first.secret())
                .with("kind", first.kind())
                .with("generated", !report.dryRun() && units.stream().anyMatch(Outcome::generated))
                .with("stored", units.stream().anyMatch(Outcome::stored))
                .with("skipped", skipped(units))
                .with("reason", first.step().reason().text())
                .with("errors", units.stream().flatMap(unit -> errors(unit).stream()).toList());
        if (report.dryRun()) {
            tree.with("dry_run", true).with("would_generate", units.stream().anyMatch(Outcome::generated));
        }
        return first.field().isPresent()
                ? tree.with("template", true).with("fields", units.stream().map(this::field).toList())
                : tree.with("targets", places(first));
    }

    private Tree field(Outcome unit) {
        return Tree.of("name", unit.field())
                .with("generated", !report.dryRun() && unit.generated())
                .with("stored", unit.stored())
                .with("skipped", skipped(List.of(unit)))
                .with("reason", unit.step().reason().text())
                .with("targets", places(unit))
                .with("errors", errors(unit));
    }

    private static List<String> errors(Outcome unit) {
        var errors = new ArrayList<String>();
        unit.problem().ifPresent(problem -> errors.add(problem.message()));
        unit.places().forEach(place -> place.problem()
                .ifPresent(problem -> errors.add(place.id() + ": " + problem.message())));
        return errors;
    }

    private static List<Tree> places(Outcome unit) {
        return unit.places().stream().map(ReportTree::place).toList();
    }

    private static Tree place(PlaceOutcome place) {
        return Tree.of("provider", place.provider())
                .with("kind", place.kind())
                .with("status", place.status().label())
                .with("message", place.problem().map(Problem::message))
                .with("target_id", place.id().value());
    }

    /// The plan, a row for each unit.
    List<Tree> steps() {
        return report.outcomes().stream().map(ReportTree::step).toList();
    }

    private static Tree step(Outcome unit) {
        var step = unit.step();
        var tree = Tree.of("name", step.entry())
                .with("kind", unit.kind())
                .with("action", action(step))
                .with("step", step.action().label())
                .with("reason", step.reason().text())
                .with("targets", step.moves().stream().map(ReportTree::move).toList());
        StagingText.tree(step).ifPresent(staging -> tree.with("staging", staging));
        return tree;
    }

    private static Tree move(Plan.Move move) {
        return Tree.of("id", move.to().value())
                .with("action", move.action().label())
                .with("reason", move.reason().code());
    }

    /// The word that scripts written for the reference look for.
    private static String action(Plan.Step step) {
        return switch (step.action()) {
            case CREATE -> "create";
            case ROTATE, DELIVER, RESTORE, RECORD -> "update";
            case BLOCKED -> "skip";
            case KEEP -> step.moves().stream().anyMatch(move -> move.action() != Action.KEEP) ? "update" : "unchanged";
        };
    }

    /// The places that the manifest no longer declares.
    Optional<Tree> refresh() {
        var rows = report.outcomes().stream()
                .filter(unit -> !unit.step().forgotten().isEmpty())
                .map(unit -> Tree.of("secret", unit.entry())
                        .with("stale_targets", unit.step().forgotten().stream().map(id -> id.value()).toList())
                        .with("status", report.dryRun() ? "would_prune" : "pruned"))
                .toList();
        long places = report.outcomes().stream()
                .mapToLong(unit -> unit.step().forgotten().size())
                .sum();
        return Optional.of(Tree.of("checked_secrets", bySecret().size())
                .with("mismatch_secrets", rows.size())
                .with("mismatch_targets", places)
                .with("rows", rows));
    }
}
