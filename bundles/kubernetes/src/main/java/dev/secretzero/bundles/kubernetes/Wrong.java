package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;

/// Settings that cannot be, and places that cannot be written, as problems.
final class Wrong {

    private Wrong() {}

    static ProblemException setting(String key, String what, String hint) {
        return of(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" " + what, hint);
    }

    static ProblemException unwritable(String message, String hint) {
        return of(Problem.Code.UNWRITABLE, message, hint);
    }

    static ProblemException of(Problem.Code code, String message, String hint) {
        return new ProblemException(Problem.of(code, message).hint(hint));
    }
}
