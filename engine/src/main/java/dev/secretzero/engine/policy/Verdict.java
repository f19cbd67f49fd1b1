package dev.secretzero.engine.policy;

import java.util.List;
import java.util.Locale;

/// What the policies say.
public record Verdict(List<Violation> violations) {

    public Verdict {
        violations = List.copyOf(violations);
    }

    /// How bad a violation is.
    public enum Severity {
        ERROR,
        WARNING,
        INFO;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record Violation(String policy, Severity severity, String secret, String message, String suggestion) {}

    public List<Violation> of(Severity severity) {
        return violations.stream().filter(v -> v.severity() == severity).toList();
    }

    /// Whether nothing forbids: no error, and no warning where warnings count.
    public boolean compliant(boolean failOnWarning) {
        return of(Severity.ERROR).isEmpty() && (!failOnWarning || of(Severity.WARNING).isEmpty());
    }
}
