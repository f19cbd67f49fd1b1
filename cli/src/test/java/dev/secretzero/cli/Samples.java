package dev.secretzero.cli;

import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.Report.PlaceOutcome;
import dev.secretzero.engine.Report.PlaceStatus;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Agent;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.Metadata;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.engine.plan.Reason;
import dev.secretzero.spi.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hand-made manifests and reports.
final class Samples {

    static final Mark MARK = new Mark("Secretfile.yml", 1, 1);

    private Samples() {}

    static Value.Text text(String raw) {
        return new Value.Text(raw, raw, false, MARK);
    }

    static Value.Mapping mapping(Map<String, ? extends Value> entries) {
        Map<String, Value> copy = new LinkedHashMap<>(entries);
        return new Value.Mapping(copy, Map.of(), MARK);
    }

    static TargetDeclaration file(String path) {
        return new TargetDeclaration("local", "file", mapping(Map.of("path", text(path))), List.of(), MARK);
    }

    static Declaration secret(String name, String kind, Map<String, ? extends Value> config, TargetDeclaration... targets) {
        return new Declaration(
                name,
                kind,
                Value.Mapping.empty(MARK),
                Optional.empty(),
                mapping(config),
                false,
                Optional.of("90d"),
                List.of(targets),
                Optional.empty(),
                List.of(),
                false,
                false,
                MARK);
    }

    static Manifest manifest(Declaration... secrets) {
        var nothing = Value.Mapping.empty(MARK);
        return new Manifest(
                Optional.empty(),
                nothing,
                new Metadata(Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty()),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(secrets),
                Map.of(),
                Map.of(),
                nothing,
                nothing,
                Optional.empty(),
                new Agent("auto", 49152, 65535),
                nothing);
    }

    static Outcome outcome(String name, Action action, Reason reason, PlaceStatus status, Optional<Problem> problem) {
        var id = new TargetId("local/file/.env");
        var step = new Step(name, name, action, reason, List.of(new Move(id, action, reason)), List.of());
        boolean generated = step.renews() && problem.isEmpty();
        return new Outcome(
                name,
                name,
                Optional.empty(),
                "random_password",
                step,
                generated,
                List.of(new PlaceOutcome(id, "local", "file", status, problem)),
                Optional.empty());
    }

    static Outcome created(String name) {
        return outcome(name, Action.CREATE, new Reason.NeverMade(), PlaceStatus.STORED, Optional.empty());
    }

    static Outcome planned(String name) {
        return outcome(name, Action.CREATE, new Reason.NeverMade(), PlaceStatus.WOULD_STORE, Optional.empty());
    }

    static Outcome kept(String name) {
        return outcome(name, Action.KEEP, new Reason.InSync(), PlaceStatus.KEPT, Optional.empty());
    }

    static Outcome delivered(String name) {
        return outcome(name, Action.DELIVER, new Reason.Behind(), PlaceStatus.STORED, Optional.empty());
    }

    static Outcome refused(String name) {
        var problem = Problem.of(Problem.Code.CONFLICT, "the place holds an unknown value").hint("--overwrite takes it over");
        return outcome(name, Action.CREATE, new Reason.NeverMade(), PlaceStatus.FAILED, Optional.of(problem));
    }

    static Report report(boolean dry, Outcome... outcomes) {
        var steps = List.of(outcomes).stream().map(Outcome::step).toList();
        return new Report(dry, new Plan(steps), List.of(outcomes), List.of(), !dry);
    }
}
