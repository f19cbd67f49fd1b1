package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.engine.run.Gathered.Opened;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Generator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Ends issued values that nothing holds any more: those that were replaced, and those that interrupted runs left.
///
/// What is to be revoked stands in the lockfile before it is revoked, and until it is.
public final class Retirement {

    private final Gathered gathered;
    private final Applier.Applied applied;
    private final Ledger ledger;
    private final Registry.Connections connections;
    private final Map<String, List<Intent>> interrupted;
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> discarded = new HashSet<>();

    /// Puts it together.
    ///
    /// @param interrupted by entry, what runs that did not end had begun
    public Retirement(
            Gathered gathered,
            Applier.Applied applied,
            Ledger ledger,
            Map<String, List<Intent>> interrupted,
            Registry.Connections connections) {
        this.connections = connections;
        this.gathered = gathered;
        this.applied = applied;
        this.ledger = ledger;
        this.interrupted = interrupted;
    }

    /// Notes what retires, so that it can be saved first.
    public void note(Plan plan) {
        plan.steps().stream()
                .filter(step -> interrupted.containsKey(step.entry()))
                .filter(this::converged)
                .forEach(step -> issuer(step).ifPresent(issuer -> note(step.entry(), issuer)));
        plan.steps().forEach(step ->
                applied.discarded(step.entry()).ifPresent(handle -> ledger.retire(step.entry(), List.of(handle))));
    }

    private void note(String entry, Generator.Issuer issuer) {
        var left = new TreeSet<String>();
        var intents = Objects.requireNonNull(interrupted.get(entry));
        intents.forEach(intent -> intent.handle().ifPresent(left::add));
        // Of a run that was killed while it asked, nobody knows the handle but the system that was asked.
        if (intents.stream().filter(intent -> intent.value().isEmpty()).count() > left.size()) {
            left.addAll(outstanding(entry, issuer));
        }
        ledger.retire(entry, left);
    }

    private List<String> outstanding(String entry, Generator.Issuer issuer) {
        return switch (call(entry, "listing what was issued for " + entry, Line.Way.READ, () -> issuer.outstanding(entry))) {
            case Attempt.Done(var handles) when handles.isPresent() ->
                handles.get().stream().map(Generator.Handle::value).toList();
            case Attempt.Done(_) -> unknown(entry, "the system does not tell what it has issued");
            case Attempt.Failed(var problem) -> unknown(entry, problem.message());
        };
    }

    private List<String> unknown(String entry, String why) {
        warnings.add(entry + ": a run was ended while a value was being issued, and " + why
                + "; look there for one that nothing uses");
        return List.of();
    }

    /// Revokes what retires of every unit whose places all hold the value in force.
    ///
    /// @return whether the ledger changed
    public boolean revoke(Plan plan) {
        boolean changed = false;
        for (var step : plan.steps()) {
            var handles = ledger.retiring(step.entry());
            var issuer = issuer(step);
            if (!handles.isEmpty() && issuer.isPresent() && converged(step)) {
                var done = handles.stream().filter(handle -> revoke(step.entry(), handle, issuer.get())).toList();
                ledger.revoked(step.entry(), done);
                changed |= !done.isEmpty();
            }
            changed |= discard(step);
        }
        return changed;
    }

    /// A value that did not pass was brought nowhere, so that it can be revoked whatever the places hold.
    private boolean discard(Step step) {
        var handle = applied.discarded(step.entry());
        var issuer = issuer(step);
        boolean done = handle.isPresent() && issuer.isPresent() && revoke(step.entry(), handle.get(), issuer.get());
        if (done) {
            ledger.revoked(step.entry(), List.of(handle.get()));
            discarded.add(step.entry());
        }
        return done;
    }

    /// Whether nothing is left of what this run began for an entry, although it could not be done.
    public boolean settled(String entry) {
        boolean kept = !applied.kept().getOrDefault(entry, List.of()).isEmpty();
        return discarded.contains(entry) && !kept && !interrupted.containsKey(entry);
    }

    private boolean revoke(String entry, String handle, Generator.Issuer issuer) {
        var attempt = call(entry, "revoking " + handle, Line.Way.WRITE, () -> {
            issuer.revoke(new Generator.Handle(handle));
            return handle;
        });
        if (attempt instanceof Attempt.Failed<String>(var problem)) {
            warnings.add(entry + ": the value before, " + handle + ", could not be revoked: " + problem.message()
                    + "; the next sync tries again");
            return false;
        }
        return true;
    }

    private <T> Attempt<T> call(String entry, String what, Line.Way way, Supplier<T> call) {
        var generator = Objects.requireNonNull(gathered.units().get(entry), entry).unit().generator();
        return connections.call(generator, what, way, _ -> call.get());
    }

    private boolean converged(Step step) {
        return converged(step, applied);
    }

    /// Whether all places of a unit hold the value in force, as far as is known.
    static boolean converged(Step step, Applier.Applied applied) {
        return applied.complete(step) && step.moves().stream().noneMatch(move -> move.action() == Action.BLOCKED);
    }

    private Optional<Generator.Issuer> issuer(Step step) {
        return Optional.ofNullable(gathered.units().get(step.entry()))
                .map(Opened::generator)
                .flatMap(attempt -> attempt instanceof Attempt.Done<Generator>(Generator.Issuer issuer)
                        ? Optional.of(issuer)
                        : Optional.empty());
    }

    /// What a person should know.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
