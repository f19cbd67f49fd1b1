package dev.secretzero.engine.policy;

import dev.secretzero.engine.policy.Verdict.Severity;
import java.util.Optional;

/// One thing that a policy demands.
///
/// @param id `policy kind.check`, or `standard.check` for a rule of a pack
/// @param control what it serves; a rule of a pack always cites one
public record Rule(String id, Optional<Control> control, Severity severity, Check check) {

    Rule(String id, Severity severity, Check check) {
        this(id, Optional.empty(), severity, check);
    }

    Rule severity(Severity other) {
        return new Rule(id, control, other, check);
    }
}
