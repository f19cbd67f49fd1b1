package dev.secretzero.engine;

import dev.secretzero.engine.lock.Canonical;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Facts;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Staging;
import dev.secretzero.engine.run.Gathered;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The id of a plan: a fingerprint of all that it was made from. The same Secretfile, variables, lane, lockfile, request and
/// sights give the same id; when any of them changes, so does the id.
///
/// SHA-256 of canonical JSON, as 64 hex digits. It holds no value and nothing that is made from one but the
/// fingerprints of the lockfile.
final class PlanId {

    private PlanId() {}

    static String of(Workspace workspace, Lock lock, Gathered gathered, Plan plan, Request request) {
        var parts = new TreeMap<String, @Nullable Object>();
        parts.put("secretfile", Canonical.manifestHash(workspace.text()));
        parts.put("variables", Engine.variablesHash(workspace.manifest()));
        parts.put("lane", workspace.lane().environment().orElse(""));
        parts.put("lockfile", lock.digest());
        parts.put("names", request.names().stream().sorted().toList());
        parts.put("force", request.force());
        parts.put("overwrite", request.overwrite());
        parts.put("refresh", request.refresh());
        parts.put("repair", request.repair());
        parts.put("pushed", request.pushed().stream().map(TargetId::value).sorted().toList());
        parts.put("steps", plan.steps().stream().map(PlanId::step).toList());
        parts.put("sights", gathered.facts().stream().map(facts -> sights(facts, gathered)).toList());
        return Canonical.hash(parts);
    }

    private static Map<String, @Nullable Object> step(Plan.Step step) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("entry", step.entry());
        tree.put("action", step.action().label());
        tree.put("reason", step.reason().code());
        tree.put("moves", step.moves().stream()
                .map(move -> List.of(move.to().value(), move.action().label(), move.reason().code()))
                .toList());
        // The time of a value before may pass between a plan and its apply.
        if (step.staging().retires()) {
            tree.put("retires", step.staging().endings().stream()
                    .filter(Staging.Ending::due)
                    .map(ending -> ending.overlap().until().toString())
                    .toList());
        }
        return tree;
    }

    private static Map<String, @Nullable Object> sights(Facts facts, Gathered gathered) {
        var seen = new TreeMap<String, @Nullable Object>();
        facts.sights().forEach((place, sight) -> seen.put(place.value(), sight.name()));
        Optional.ofNullable(gathered.units().get(facts.entry())).ifPresent(unit -> unit.places().forEach(place ->
                version(place.observation()).ifPresent(version -> seen.put(place.id().value() + "@", version.value()))));
        return seen;
    }

    private static Optional<Version> version(Observation observation) {
        return switch (observation) {
            case Observation.Shown(var _, var version) -> version;
            case Observation.Hidden(var version) -> version;
            case Observation.Absent _, Observation.Unseen _ -> Optional.empty();
        };
    }
}
