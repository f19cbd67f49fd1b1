package dev.secretzero.engine.policy;

import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.List;
import java.util.Set;

/// What stands between a plan and its effects: the errors of enforced policies.
///
/// Only what the plan does not cure is in the way: a value that is too old does not keep itself from being rotated, and what a
/// sync puts right does not keep the sync from doing so. What is waived is not in the way.
///
/// @param obstacles in the order of the verdict; empty: the gate is open
public record Gate(List<Violation> obstacles) {

    public Gate {
        obstacles = List.copyOf(obstacles);
    }

    /// The gate before some secrets.
    ///
    /// @param touched the secrets that are asked for or would change
    /// @param renewed those of them that would get a new value
    public static Gate of(Evidence evidence, Set<String> touched, Set<String> renewed) {
        if (!PolicyReader.enforces(evidence.manifest())) {
            return new Gate(List.of());
        }
        return new Gate(Policies.judge(evidence).of(Severity.ERROR).stream()
                .filter(violation -> violation.ground().enforced())
                .filter(violation -> violation.secret().isEmpty() || touched.contains(violation.secret()))
                .filter(violation -> !cured(violation, renewed))
                .toList());
    }

    private static boolean cured(Violation violation, Set<String> renewed) {
        return switch (violation.ground().cure()) {
            case DECLARATION -> false;
            case ROTATION -> renewed.contains(violation.secret());
            case UPKEEP -> true;
        };
    }

    /// Lets through, or refuses.
    ///
    /// @throws ProblemException `POLICY_VIOLATED` when something is in the way
    public void pass() {
        if (!obstacles.isEmpty()) {
            var first = obstacles.getFirst();
            int others = obstacles.size() - 1;
            var more = others == 0 ? "" : others == 1 ? " (and 1 more)" : " (and " + others + " more)";
            throw new ProblemException(Problem.of(Problem.Code.POLICY_VIOLATED, sentence(first) + more)
                    .hint(first.suggestion() + "; 'secretzero policy' shows all that is wrong"));
        }
    }

    /// One sentence for each obstacle, for who only wants to know.
    public List<String> warnings() {
        return obstacles.stream().map(obstacle -> sentence(obstacle) + "; a sync is refused").toList();
    }

    private static String sentence(Violation violation) {
        var about = violation.secret().isEmpty() ? "" : violation.secret() + ": ";
        return "the policy \"" + violation.policy() + "\" forbids it: " + about + violation.message();
    }
}
