package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.policy.Identity.Cause;
import dev.secretzero.engine.policy.IdentityRules.Outcome;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.spi.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the identity policies say of the providers that an operation is about to use, so that nothing is written into
/// the wrong account.
///
/// A policy counts when it is about a provider that a target in scope uses, or when such a target names it. It is asked
/// of each of its providers that is in scope; when a target names it and none is, of all of them.
///
/// @param rows by policy, and of each policy by provider
public record Preflight(List<Row> rows) {

    private static final int TOLD = 5;

    public Preflight {
        rows = List.copyOf(rows);
    }

    /// One policy asked of one provider.
    public record Demand(IdentityRules policy, String provider) {}

    /// What came of one demand.
    ///
    /// @param detail why it is not met; empty when it is
    /// @param at where the policy stands
    public record Row(String policy, String provider, State state, Severity severity, String detail, Mark at) {

        /// Whether nothing may be written because of it. A policy whose severity is not error only warns.
        public boolean blocking() {
            return state != State.OK && severity == Severity.ERROR;
        }

        /// One sentence.
        public String text() {
            return switch (state) {
                case OK -> "identity policy \"" + policy + "\" allows provider \"" + provider + "\"";
                case POLICY_FAILED ->
                    "identity policy \"" + policy + "\" forbids provider \"" + provider + "\": " + detail;
                case PROVIDER_MISSING, AUTH_FAILED, ACTOR_FAILED -> "identity policy \"" + policy
                        + "\" cannot be tested on provider \"" + provider + "\": " + detail;
            };
        }
    }

    /// How a demand ended.
    public enum State {
        OK,
        /// The provider could not be opened.
        PROVIDER_MISSING,
        /// It refused us.
        AUTH_FAILED,
        /// It could not say who we are.
        ACTOR_FAILED,
        /// We are somebody else than the policy wants.
        POLICY_FAILED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What must be asked, of whom, before the units' places are written.
    public static List<Demand> demands(Manifest manifest, Collection<Unit> units) {
        var used = new HashSet<String>();
        var named = new HashSet<String>();
        units.forEach(unit -> unit.targets().forEach(target -> note(target, used, named)));
        var demands = new ArrayList<Demand>();
        new TreeSet<>(manifest.policies().keySet())
                .forEach(name -> policy(manifest, name)
                        .filter(IdentityRules::enabled)
                        .ifPresent(policy -> providers(policy, used, named)
                                .forEach(provider -> demands.add(new Demand(policy, provider)))));
        return demands;
    }

    private static void note(TargetDeclaration target, Set<String> used, Set<String> named) {
        used.add(target.provider());
        named.addAll(target.identityPolicies());
    }

    private static Optional<IdentityRules> policy(Manifest manifest, String name) {
        return Optional.ofNullable(manifest.policies().get(name))
                .filter(body -> body.at("kind") instanceof Value.Text kind && kind.text().equals(IdentityRules.KIND))
                .map(body -> IdentityRules.of(name, body));
    }

    private static Collection<String> providers(IdentityRules policy, Set<String> used, Set<String> named) {
        var all = new TreeSet<>(policy.providers());
        var chosen = new TreeSet<>(all);
        chosen.retainAll(used);
        return chosen.isEmpty() && named.contains(policy.name()) ? all : chosen;
    }

    /// Judges.
    ///
    /// @param identities who we are to each provider of the demands
    public static Preflight judge(List<Demand> demands, Map<String, Identity> identities) {
        return new Preflight(demands.stream().map(demand -> row(demand, identities)).toList());
    }

    private static Row row(Demand demand, Map<String, Identity> identities) {
        return switch (identities.get(demand.provider())) {
            case null -> row(demand, State.PROVIDER_MISSING, "it was not asked");
            case Identity.Unknown(var cause, var why, var _) -> row(demand, state(cause), why);
            case Identity.Known(var claims) -> switch (demand.policy().judge(claims)) {
                case Outcome.Satisfied _ -> row(demand, State.OK, "");
                case Outcome.Refused(var reason) -> row(demand, State.POLICY_FAILED, reason);
            };
        };
    }

    private static State state(Cause cause) {
        return switch (cause) {
            case UNREGISTERED, UNOPENED -> State.PROVIDER_MISSING;
            case REFUSED -> State.AUTH_FAILED;
            case UNTOLD -> State.ACTOR_FAILED;
        };
    }

    private static Row row(Demand demand, State state, String detail) {
        var policy = demand.policy();
        return new Row(policy.name(), demand.provider(), state, policy.severity(), detail, policy.at());
    }

    private List<Row> blocking() {
        return rows.stream().filter(Row::blocking).toList();
    }

    /// Whether any policy was asked.
    public boolean hasPolicies() {
        return !rows.isEmpty();
    }

    /// Whether every demand is met.
    public boolean satisfied() {
        return rows.stream().allMatch(row -> row.state() == State.OK);
    }

    /// Whether nothing may be written.
    public boolean blocked() {
        return rows.stream().anyMatch(Row::blocking);
    }

    /// The whole in a few words.
    public String headline() {
        if (rows.isEmpty()) {
            return "no identity policy applies";
        }
        long met = rows.stream().filter(row -> row.state() == State.OK).count();
        return met == rows.size()
                ? "every identity policy is satisfied"
                : (rows.size() - met) + " of " + rows.size() + " identity checks failed";
    }

    /// What is not met and stops nothing, a sentence each.
    public List<String> warnings() {
        return rows.stream()
                .filter(row -> row.state() != State.OK && !row.blocking())
                .map(Row::text)
                .toList();
    }

    /// Why nothing may be written.
    public Optional<Problem> problem() {
        var blocking = blocking();
        return blocking.stream().findFirst().map(first -> Problem.of(Problem.Code.POLICY_VIOLATED, sentences(blocking))
                .hint("nothing was written; use another identity for provider \"" + first.provider()
                        + "\", or mend the policy at " + first.at()));
    }

    private static String sentences(List<Row> rows) {
        var sentences = new ArrayList<>(rows.stream().limit(TOLD).map(Row::text).toList());
        if (rows.size() > TOLD) {
            sentences.add("and " + (rows.size() - TOLD) + " more");
        }
        return String.join("; ", sentences);
    }
}
