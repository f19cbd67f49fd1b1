package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Mark;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the policies say.
///
/// @param violations those that count
/// @param waived those that somebody answers for until a day
/// @param judged each policy that was applied, in order
public record Verdict(List<Violation> violations, List<Waived> waived, List<Judged> judged) {

    public Verdict {
        violations = List.copyOf(violations);
        waived = List.copyOf(waived);
        judged = List.copyOf(judged);
    }

    /// A verdict of violations alone.
    public Verdict(List<Violation> violations) {
        this(violations, List.of(), List.of());
    }

    /// How bad a violation is.
    public enum Severity {
        ERROR,
        WARNING,
        INFO;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The one that a word names, in either case.
        static Optional<Severity> of(String word) {
            var label = word.toLowerCase(Locale.ROOT);
            return Arrays.stream(values()).filter(severity -> severity.label().equals(label)).findFirst();
        }
    }

    /// What makes a violation go away.
    public enum Cure {
        /// The Secretfile must change.
        DECLARATION,
        /// The secret needs a new value.
        ROTATION,
        /// A sync or a clean-up puts it right.
        UPKEEP
    }

    /// A rule that is broken.
    ///
    /// @param secret its name; empty when it is about the Secretfile as a whole
    public record Violation(
            String policy, Severity severity, String secret, String message, String suggestion, Ground ground) {}

    /// What a violation rests on.
    ///
    /// @param rule the id of the rule that was broken
    /// @param demand what the rule demands, in one sentence
    /// @param at where the declaration stands; empty when it stands in no file
    /// @param enforced whether an error refuses a sync
    public record Ground(
            String rule, String demand, Optional<Control> control, Optional<Mark> at, boolean enforced, Cure cure) {}

    /// A violation that does not count, because somebody answers for it.
    public record Waived(Violation violation, Waiver waiver) {}

    /// A policy that was applied.
    ///
    /// @param secrets those that it was applied to
    public record Judged(String policy, List<String> secrets) {
        public Judged {
            secrets = List.copyOf(secrets);
        }
    }

    public List<Violation> of(Severity severity) {
        return violations.stream().filter(v -> v.severity() == severity).toList();
    }

    /// Whether nothing forbids: no error, and no warning where warnings count.
    public boolean compliant(boolean failOnWarning) {
        return of(Severity.ERROR).isEmpty() && (!failOnWarning || of(Severity.WARNING).isEmpty());
    }
}
