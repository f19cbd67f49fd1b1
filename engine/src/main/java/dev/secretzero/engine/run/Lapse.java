package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.engine.run.Gathered.Opened;
import dev.secretzero.engine.run.Guard.Attempt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Ends overlaps whose time has passed: what was kept beside is removed, and what was issued is left to [Retirement].
///
/// What is to be removed stands in the lockfile before it is removed, and until it is.
public final class Lapse {

    private final Gathered gathered;
    private final Applier.Applied applied;
    private final Ledger ledger;
    private final Registry.Connections connections;
    private final List<String> warnings = new ArrayList<>();

    public Lapse(Gathered gathered, Applier.Applied applied, Ledger ledger, Registry.Connections connections) {
        this.connections = connections;
        this.gathered = gathered;
        this.applied = applied;
        this.ledger = ledger;
    }

    /// Notes what has passed, and what runs that did not end kept in vain, so that it can be saved first.
    public void note(Plan plan) {
        plan.steps().stream().filter(this::converged).forEach(step -> {
            ledger.strayed(step.entry(), unit(step).left());
            ledger.lapse(unit(step).unit());
        });
    }

    /// Removes what was kept, of every unit whose places all hold the value in force.
    ///
    /// @return whether the ledger changed
    public boolean remove(Plan plan) {
        boolean changed = false;
        for (var step : plan.steps()) {
            var lapsed = converged(step) ? ledger.lapsed(unit(step).unit()) : Set.<Kept>of();
            var gone = new HashSet<Kept>();
            lapsed.stream().filter(kept -> remove(unit(step), kept)).forEach(gone::add);
            ledger.removed(step.entry(), gone);
            changed |= !gone.isEmpty();
        }
        return changed;
    }

    private boolean remove(Opened unit, Kept kept) {
        var beside = Objects.requireNonNull(unit.beside().get(kept), kept::toString);
        var attempt = connections.call(kept.place(), "removing " + kept, Line.Way.WRITE, _ -> {
            beside.target().orThrow().remove(kept.name());
            return kept;
        });
        if (attempt instanceof Attempt.Failed<Kept>(var problem)) {
            warnings.add(unit.unit().entry() + ": the value before could not be removed from " + kept + ": "
                    + problem.message() + "; the next sync tries again");
            return false;
        }
        return true;
    }

    private boolean converged(Step step) {
        return Retirement.converged(step, applied);
    }

    private Opened unit(Step step) {
        return Objects.requireNonNull(gathered.units().get(step.entry()), step.entry());
    }

    /// What a person should know.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
