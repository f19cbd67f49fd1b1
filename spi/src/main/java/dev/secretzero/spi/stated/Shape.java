package dev.secretzero.spi.stated;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The pattern that a stated or answered text must have.
///
/// A *prefix* match asks that the text begins as the pattern says; a *full* match asks it of the whole text. A text
/// over 64 KiB is refused unread, and a match that looks at more than ten million characters is given up,
/// so that no pattern can hold a run.
record Shape(Pattern pattern, boolean full) {

    private static final int LONGEST = 64 * 1024;
    private static final int LOOKS = 10_000_000;

    static Optional<Shape> of(Settings settings) {
        return settings.maybe("validation").map(text -> new Shape(compile(text), isFull(settings)));
    }

    private static boolean isFull(Settings settings) {
        return settings.text("validation_match").equals("full");
    }

    private static Pattern compile(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Statement.wrong(
                    "validation",
                    "is not a regular expression: it cannot be understood at character " + (e.getIndex() + 1),
                    "use the syntax of Java regular expressions, and quote the pattern in YAML with single quotes");
        }
    }

    /// Refuses a text that does not have this shape. An empty text is not looked at.
    void check(Secret text) {
        if (text.length() > LONGEST) {
            throw refusal("is too long to be checked", "leave \"validation\" out for a text over 64 KiB");
        }
        if (text.length() > 0 && !text.lend(bytes -> fits(new String(bytes, StandardCharsets.UTF_8)))) {
            throw refusal(
                    full ? "does not match \"validation\"" : "does not begin as \"validation\" asks",
                    "give a value that fits the pattern, or correct the pattern");
        }
    }

    private boolean fits(String text) {
        try {
            var matcher = pattern.matcher(new Counted(text, 0, text.length(), new int[] {LOOKS}));
            return full ? matcher.matches() : matcher.lookingAt();
        } catch (TooMany | StackOverflowError _) {
            throw Statement.wrong(
                    "validation",
                    "takes too long to match",
                    "simplify the pattern: a repetition inside a repetition, like (a+)+, is what makes it slow");
        }
    }

    private static ProblemException refusal(String what, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, "the value " + what).hint(hint));
    }

    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("gave up", null, false, false);
        }
    }

    private static final class Counted implements CharSequence {
        private final String text;
        private final int from;
        private final int to;
        private final int[] looks;

        Counted(String text, int from, int to, int[] looks) {
            this.text = text;
            this.from = from;
            this.to = to;
            this.looks = looks;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (--looks[0] < 0) {
                throw new TooMany();
            }
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, looks);
        }

        @Override
        public String toString() {
            return "[secret]";
        }
    }
}
