package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Mark;
import dev.secretzero.engine.policy.Verdict.Cure;
import dev.secretzero.engine.policy.Verdict.Severity;
import java.util.Optional;

/// Something that a check found.
///
/// @param severity how bad it is, when not as bad as the rule says
record Hit(Mark at, String message, String suggestion, Cure cure, Optional<Severity> severity) {

    Hit(Mark at, String message, String suggestion) {
        this(at, message, suggestion, Cure.DECLARATION, Optional.empty());
    }

    Hit cured(Cure other) {
        return new Hit(at, message, suggestion, other, severity);
    }

    Hit severity(Severity other) {
        return new Hit(at, message, suggestion, cure, Optional.of(other));
    }
}
