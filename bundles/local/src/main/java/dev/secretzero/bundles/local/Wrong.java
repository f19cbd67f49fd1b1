package dev.secretzero.bundles.local;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Settings;
import java.util.List;

/// The ways in which a generator can refuse, as problems. No sentence made here holds a value.
final class Wrong {

    private Wrong() {}

    static ProblemException setting(String key, String what, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" " + what).hint(hint));
    }

    static ProblemException choice(String key, String found, List<String> choices) {
        return setting(key, "cannot be \"" + found + "\"", "choose one of " + String.join(", ", choices));
    }

    static ProblemException made(String what, String hint) {
        return new ProblemException(Problem.of(Problem.Code.GENERATION_FAILED, what).hint(hint));
    }

    static ProblemException tried(String what, String hint) {
        return new ProblemException(Problem.of(Problem.Code.PROBE_FAILED, what).hint(hint));
    }

    /// The machine lacks an algorithm that every Java runtime of this release has.
    static ProblemException missing(String algorithm, Throwable cause) {
        return new ProblemException(
                Problem.of(Problem.Code.GENERATION_FAILED, "this Java runtime cannot make " + algorithm)
                        .hint("use a complete Java runtime, with the modules java.base and jdk.crypto.ec"),
                cause);
    }

    /// An integer setting within bounds, both included.
    static int bounded(Settings settings, String key, int least, int most) {
        int number = settings.integer(key);
        if (number < least || number > most) {
            throw setting(key, "is out of bounds", "give a number from " + least + " to " + most);
        }
        return number;
    }

    /// A text setting that goes into a line of text, so that it can hold no control character.
    static String line(String key, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw setting(key, "holds a control character", "write it on one line, without tabs");
        }
        return text;
    }
}
