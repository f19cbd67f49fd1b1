package dev.secretzero.bundles.gcp;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;

/// Settings that cannot be, as problems.
final class Wrong {

    private Wrong() {}

    static ProblemException setting(String key, String what, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" " + what).hint(hint));
    }
}
