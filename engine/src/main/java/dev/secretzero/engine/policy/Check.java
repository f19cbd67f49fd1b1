package dev.secretzero.engine.policy;

import dev.secretzero.engine.policy.Verdict.Severity;
import java.util.Optional;
import java.util.Set;

/// What a rule looks at. Each check is made of facts that the manifest, the lane or the lockfile shows.
public sealed interface Check {

    /// What must hold, in one sentence.
    String summary();

    /// A period is declared.
    ///
    /// @param proposed the period to propose
    record PeriodRequired(String proposed) implements Check {
        @Override
        public String summary() {
            return "Every secret declares a rotation_period.";
        }
    }

    /// A period that is declared is one.
    record PeriodValid(String proposed) implements Check {
        @Override
        public String summary() {
            return "A rotation_period is digits and one of d, w, m, y.";
        }
    }

    /// A period is at most so long.
    record PeriodWithin(String max) implements Check {
        @Override
        public String summary() {
            return "A rotation_period is at most " + max + ".";
        }
    }

    /// The value in force is not past its own period.
    record NotOverdue() implements Check {
        @Override
        public String summary() {
            return "No value is older than its rotation_period.";
        }
    }

    /// The value in force, and the period that is declared for it, are at most so old.
    record Age(String max) implements Check {
        @Override
        public String summary() {
            return "No value is older, or may become older, than " + max + ".";
        }
    }

    /// The value holds enough entropy.
    ///
    /// @param unknown how bad it is that the entropy is not known; empty: not bad
    record MinEntropy(int bits, Optional<Severity> unknown) implements Check {
        @Override
        public String summary() {
            return "Values are made with at least " + bits + " bits of entropy.";
        }
    }

    /// No generator of these kinds.
    record Generators(Set<String> forbidden) implements Check {
        public Generators {
            forbidden = Set.copyOf(forbidden);
        }

        @Override
        public String summary() {
            return "Generators of these kinds are not used: "
                    + String.join(", ", forbidden.stream().sorted().toList()) + ".";
        }
    }

    /// No secret stands in the manifest in plain text.
    record NoLiterals() implements Check {
        @Override
        public String summary() {
            return "No secret, and no credential of a provider, is written in the Secretfile.";
        }
    }

    /// No place that keeps plain text, outside development.
    ///
    /// @param development names of lanes that are development
    record NoPlaintext(Set<String> development) implements Check {
        public NoPlaintext {
            development = Set.copyOf(development);
        }

        @Override
        public String summary() {
            return "Outside development no secret is kept in a plain file.";
        }
    }

    /// A place elsewhere is written only under an identity that a policy names.
    record Guarded() implements Check {
        @Override
        public String summary() {
            return "Each place outside this machine is guarded by a provider_identity policy.";
        }
    }

    /// A file is its owner's alone.
    record OwnerOnly() implements Check {
        @Override
        public String summary() {
            return "The mode of a target file gives nothing to its group or to others.";
        }
    }

    /// Every place that ever had the secret has the value in force.
    record Delivered() implements Check {
        @Override
        public String summary() {
            return "No place was left with an earlier value by a rotation.";
        }
    }

    /// Somebody answers for it.
    record Owned() implements Check {
        @Override
        public String summary() {
            return "Every secret has an owner: metadata.owner, or owner in its vars.";
        }
    }

    /// What the lockfile tracks is declared.
    record Declared() implements Check {
        @Override
        public String summary() {
            return "Everything that the lockfile tracks is declared in the Secretfile.";
        }
    }

    /// Providers are reached under TLS.
    record Encrypted() implements Check {
        @Override
        public String summary() {
            return "No provider on another machine is reached by http://.";
        }
    }

    /// Only these kinds of targets.
    ///
    /// @param allowed empty: all
    record Targets(Set<String> allowed, Set<String> denied) implements Check {
        public Targets {
            allowed = Set.copyOf(allowed);
            denied = Set.copyOf(denied);
        }

        @Override
        public String summary() {
            return "Secrets are kept only in targets of the kinds that are allowed.";
        }
    }
}
