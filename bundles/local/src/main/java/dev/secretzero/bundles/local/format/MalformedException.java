package dev.secretzero.bundles.local.format;

import java.io.Serial;

/// Thrown where a text does not follow its format. Knows the line and nothing of what stands there.
final class MalformedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    private MalformedException(int line, String message) {
        super(message);
        this.line = line;
    }

    /// @param line from 1
    static MalformedException at(int line, String message) {
        return new MalformedException(line, message);
    }

    /// @param offset of the character that is wrong
    static MalformedException in(String text, int offset, String message) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return new MalformedException(line, message);
    }

    int line() {
        return line;
    }
}
