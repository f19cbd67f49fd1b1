package dev.secretzero.rest;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;

/// Settings that cannot be, as problems.
public final class Wrong {

    private Wrong() {}

    /// A setting whose value cannot be.
    ///
    /// @param what completes the sentence that begins with the setting's name
    public static ProblemException setting(String key, String what, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" " + what).hint(hint));
    }
}
