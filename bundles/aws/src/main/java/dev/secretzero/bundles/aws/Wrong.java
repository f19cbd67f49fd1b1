package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;

/// Settings and values that cannot be, as problems.
final class Wrong {

    private Wrong() {}

    static ProblemException setting(String key, String what, String hint) {
        return problem(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" " + what, hint);
    }

    /// `overwrite: false` keeps what is there.
    static ProblemException kept(Call call) {
        return problem(
                Problem.Code.CONFLICT,
                "\"" + call.resource() + "\" holds a value, and `overwrite` is false",
                "set `overwrite: true`, or remove what is there");
    }

    static ProblemException problem(Problem.Code code, String message, String hint) {
        return new ProblemException(Problem.of(code, message).hint(hint));
    }
}
