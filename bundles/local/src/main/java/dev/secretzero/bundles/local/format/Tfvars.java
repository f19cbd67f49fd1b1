package dev.secretzero.bundles.local.format;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/// Terraform variable files: the attributes of HCL's native syntax.
///
/// A string, a number, a boolean and a heredoc are read as text; any other expression is shown as it is written.
/// What is written is always a quoted string in ASCII, with `${` and `%{` escaped so that nothing is interpolated.
record Tfvars() implements Syntax {

    private static final String HEADER = "# Secrets, written by SecretZero. Do not commit this file.";

    @Override
    public Layout scan(String text) throws MalformedException {
        var entries = new ArrayList<Entry>();
        var cursor = new Cursor(text);
        skipSpace(cursor);
        while (cursor.more()) {
            entries.add(attribute(cursor));
            skipSpace(cursor);
        }
        return Layout.of(entries, text.length());
    }

    private static Entry attribute(Cursor cursor) throws MalformedException {
        int from = cursor.statementStart();
        String name = name(cursor);
        cursor.skipBlanks();
        if (cursor.here() != '=' || cursor.ahead(1) == '=') {
            throw cursor.malformed("a name must be followed by \"=\" and a value");
        }
        cursor.move(1);
        cursor.skipBlanks();
        int start = cursor.at();
        int end = expression(cursor);
        Tree value = value(cursor.text(), start, end);
        skipRest(cursor);
        return Entry.of(name, from, cursor.at(), start, end, value);
    }

    private static String name(Cursor cursor) throws MalformedException {
        int start = cursor.at();
        if (!Character.isUnicodeIdentifierStart(cursor.here()) && cursor.here() != '_') {
            throw cursor.malformed("a line must begin with a name");
        }
        while (cursor.more() && (Character.isUnicodeIdentifierPart(cursor.here()) || cursor.here() == '-')) {
            cursor.move(1);
        }
        return cursor.text().substring(start, cursor.at());
    }

    private static void skipSpace(Cursor cursor) throws MalformedException {
        while (cursor.more()) {
            if (Character.isWhitespace(cursor.here())) {
                cursor.move(1);
            } else if (!skipComment(cursor)) {
                return;
            }
        }
    }

    private static boolean skipComment(Cursor cursor) throws MalformedException {
        if (cursor.here() == '#' || cursor.sees("//")) {
            cursor.skipToLineEnd();
            return true;
        }
        if (cursor.sees("/*")) {
            int end = cursor.text().indexOf("*/", cursor.at() + 2);
            if (end < 0) {
                throw cursor.malformed("a comment is not closed");
            }
            cursor.moveTo(end + 2);
            return true;
        }
        return false;
    }

    /// Skips what may follow a value: comments and the line end.
    private static void skipRest(Cursor cursor) throws MalformedException {
        cursor.skipBlanks();
        while (skipComment(cursor)) {
            cursor.skipBlanks();
        }
        if (cursor.at() != Cursor.lineEnd(cursor.text(), cursor.at())) {
            throw cursor.malformed("a value must end with its line");
        }
        cursor.skipLine();
    }

    /// Goes to where an expression must end, and says where its last character was.
    private static int expression(Cursor cursor) throws MalformedException {
        int start = cursor.at();
        int end = start;
        int depth = 0;
        while (cursor.more()) {
            char c = cursor.here();
            boolean comment = c == '#' || cursor.sees("//") || cursor.sees("/*");
            if (depth == 0 && (c == '\n' || cursor.sees("\r\n") || comment)) {
                break;
            }
            if (comment) {
                skipComment(cursor);
            } else if (Character.isWhitespace(c)) {
                cursor.move(1);
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                term(cursor);
                end = cursor.at();
            }
        }
        if (end == start || depth != 0) {
            throw cursor.malformed(end == start ? "a value is missing" : "a bracket is not closed");
        }
        return end;
    }

    private static void term(Cursor cursor) throws MalformedException {
        if (cursor.here() == '"') {
            string(cursor);
        } else if (cursor.sees("<<") && heredocWord(cursor).isPresent()) {
            heredoc(cursor, heredocWord(cursor).get());
        } else {
            cursor.move(1);
        }
    }

    private static void string(Cursor cursor) throws MalformedException {
        int open = cursor.at();
        cursor.move(1);
        while (cursor.here() != '"') {
            if (!cursor.more() || cursor.here() == '\n') {
                cursor.moveTo(open);
                throw cursor.malformed("a string is not closed");
            }
            cursor.move(cursor.here() == '\\' ? 2 : 1);
        }
        cursor.move(1);
    }

    private static Optional<String> heredocWord(Cursor cursor) {
        String text = cursor.text();
        int start = cursor.at() + (cursor.ahead(2) == '-' ? 3 : 2);
        int end = Cursor.lineEnd(text, Math.min(start, text.length()));
        String word = start < end ? text.substring(start, end) : "";
        boolean named = !word.isEmpty() && word.chars().allMatch(c -> Character.isUnicodeIdentifierPart(c) || c == '-');
        return named ? Optional.of(word) : Optional.empty();
    }

    private static void heredoc(Cursor cursor, String word) throws MalformedException {
        int open = cursor.at();
        cursor.skipLine();
        while (cursor.more()) {
            int line = cursor.at();
            cursor.skipToLineEnd();
            if (cursor.text().substring(line, cursor.at()).strip().equals(word)) {
                return;
            }
            cursor.skipLine();
        }
        cursor.moveTo(open);
        throw cursor.malformed("a heredoc is not closed");
    }

    private static Tree value(String text, int start, int end) throws MalformedException {
        String source = text.substring(start, end);
        if (source.equals("null")) {
            return Tree.Bare.NULL;
        }
        if (source.equalsIgnoreCase("true") || source.equalsIgnoreCase("false")) {
            return new Tree.Text(source.toLowerCase(Locale.ROOT));
        }
        if (source.startsWith("<<")) {
            return new Tree.Text(heredocText(source));
        }
        var cursor = new Cursor(source);
        if (cursor.here() == '"') {
            string(cursor);
        }
        return new Tree.Text(
                cursor.at() == source.length() ? unescaped(text, start + 1, end - 1) : source);
    }

    private static String heredocText(String source) {
        String body = source.substring(source.indexOf('\n') + 1, source.lastIndexOf('\n') + 1).replace("\r\n", "\n");
        int margin = source.startsWith("<<-")
                ? body.lines().filter(line -> !line.isBlank()).mapToInt(Tfvars::indent).min().orElse(0)
                : 0;
        var out = new StringBuilder();
        body.lines().forEach(line -> out.append(line, Math.min(margin, line.length()), line.length()).append('\n'));
        return out.toString().replace("$${", "${").replace("%%{", "%{");
    }

    private static int indent(String line) {
        return Cursor.skipBlanks(line, 0);
    }

    private static String unescaped(String text, int from, int to) throws MalformedException {
        var out = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == '\\') {
                at = escape(text, at + 1, out);
            } else if ((c == '$' || c == '%') && at + 2 < to && text.charAt(at + 1) == c && text.charAt(at + 2) == '{') {
                out.append(c).append('{');
                at += 3;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    private static int escape(String text, int at, StringBuilder out) throws MalformedException {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> {
                out.append((char) Escapes.hex(text, at + 1, 4));
                return at + 5;
            }
            case 'U' -> {
                out.appendCodePoint(Escapes.hex(text, at + 1, 8));
                return at + 9;
            }
            default -> out.append(c);
        }
        return at + 1;
    }

    @Override
    public boolean structured() {
        return false;
    }

    @Override
    public Optional<String> refusal(String key, Tree value) {
        return key.matches("[A-Za-z_][A-Za-z0-9_-]*")
                ? Optional.empty()
                : Optional.of("is not a name that Terraform accepts for a variable");
    }

    @Override
    public String value(String text, Layout layout, Entry entry, Tree value) {
        return quoted(value);
    }

    @Override
    public String statements(String text, Layout layout, SequencedMap<String, Tree> fresh) {
        var lines = new ArrayList<String>();
        if (text.isEmpty()) {
            lines.add(HEADER);
        }
        fresh.forEach((key, value) -> lines.add(key + " = " + quoted(value)));
        return Syntax.joined(text, layout.at(), lines);
    }

    private static String quoted(Tree tree) {
        String value = tree instanceof Tree.Text(String plain) ? plain : "";
        var out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int c = value.codePointAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').appendCodePoint(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '$', '%' -> sigil((char) c, value, i, out);
                default -> {
                    if (c >= ' ' && c < 127) {
                        out.append((char) c);
                    } else {
                        Escapes.point(c, out);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /// Writes `$` or `%`. Before a brace it is doubled. Before its own kind it is escaped, because a reader could
    /// take a run of them for a doubled one.
    private static void sigil(char c, String value, int at, StringBuilder out) {
        char next = at + 1 < value.length() ? value.charAt(at + 1) : '\0';
        if (next == '{') {
            out.append(c).append(c);
        } else if (next == c) {
            Escapes.four(c, out);
        } else {
            out.append(c);
        }
    }
}
