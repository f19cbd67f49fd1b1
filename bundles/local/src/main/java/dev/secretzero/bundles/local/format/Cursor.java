package dev.secretzero.bundles.local.format;

/// A place in a text.
final class Cursor {

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    int at() {
        return at;
    }

    boolean more() {
        return at < text.length();
    }

    /// The character here, or NUL at the end.
    char here() {
        return ahead(0);
    }

    /// The character `distance` further on, or NUL beyond the end.
    char ahead(int distance) {
        return at + distance < text.length() ? text.charAt(at + distance) : '\0';
    }

    boolean sees(String word) {
        return text.startsWith(word, at);
    }

    void move(int distance) {
        at = Math.min(at + distance, text.length());
    }

    void moveTo(int offset) {
        at = offset;
    }

    /// Skips spaces and tabs.
    void skipBlanks() {
        at = skipBlanks(text, at);
    }

    /// Goes to the end of the line, before its line end.
    void skipToLineEnd() {
        at = lineEnd(text, at);
    }

    /// Goes to the beginning of the next line.
    void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
    }

    /// Where the line of this place begins, if only blanks stand before it; otherwise this place.
    int statementStart() {
        int start = at;
        while (start > 0 && blank(text.charAt(start - 1))) {
            start--;
        }
        return start == 0 || text.charAt(start - 1) == '\n' ? start : at;
    }

    MalformedException malformed(String message) {
        return MalformedException.in(text, at, message);
    }

    static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && blank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// The end of the line that `from` is on, before its CR LF or LF.
    static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        if (end < 0) {
            return text.length();
        }
        return end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    /// Goes back over white space.
    static int trimmedEnd(String text, int from, int to) {
        int end = to;
        while (end > from && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
