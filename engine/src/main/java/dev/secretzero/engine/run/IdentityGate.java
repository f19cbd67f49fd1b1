package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.policy.Identity;
import dev.secretzero.engine.policy.Identity.Cause;
import dev.secretzero.engine.policy.Preflight;
import dev.secretzero.engine.policy.Preflight.Demand;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds out who we are to providers, and lets an operation pass when the identity policies do. A provider is asked at
/// most once.
public final class IdentityGate {

    private final Manifest manifest;
    private final Registry.Connections connections;
    private final Map<String, Identity> identities = new LinkedHashMap<>();
    private Preflight last = new Preflight(List.of());

    public IdentityGate(Manifest manifest, Registry.Connections connections) {
        this.manifest = manifest;
        this.connections = connections;
    }

    /// Who we are to the provider with this alias.
    public Identity identity(String alias) {
        return identities.computeIfAbsent(alias, this::asked);
    }

    private Identity asked(String alias) {
        return switch (Guard.attempt("provider " + alias, () -> connections.provider(alias))) {
            case Attempt.Done(var provider) -> told(alias, provider);
            case Attempt.Failed(var problem) -> new Identity.Unknown(
                    problem.code() == Problem.Code.NOT_SUPPORTED ? Cause.UNREGISTERED : Cause.UNOPENED,
                    problem.message(),
                    problem.hint());
        };
    }

    private static Identity told(String alias, Provider provider) {
        return switch (Guard.attempt("provider " + alias, provider::standing)) {
            case Attempt.Done(Provider.Standing.Ready(var actor)) -> new Identity.Known(actor.claims());
            case Attempt.Done(Provider.Standing.Refused(var problem)) ->
                new Identity.Unknown(Cause.REFUSED, problem.message(), problem.hint());
            case Attempt.Failed(var problem) -> new Identity.Unknown(Cause.UNTOLD, problem.message(), problem.hint());
        };
    }

    /// What the identity policies say of the units' providers.
    public Preflight preflight(Collection<Unit> units) {
        var demands = Preflight.demands(manifest, units);
        demands.stream().map(Demand::provider).forEach(this::identity);
        return Preflight.judge(demands, identities);
    }

    /// Lets the units pass.
    ///
    /// @throws ProblemException `POLICY_VIOLATED` when an identity policy forbids it
    public void pass(Collection<Unit> units) {
        last = preflight(units);
        last.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
    }

    /// What the policies said of the last that passed, a sentence each.
    public List<String> warnings() {
        return last.warnings();
    }
}
