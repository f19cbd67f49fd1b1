package dev.secretzero.bundles.local.format;

import java.util.ArrayList;
import java.util.Optional;
import java.util.SequencedMap;

/// Env files, as a POSIX shell sources them.
///
/// What is written is read back identically by `sh`, and by the common dotenv libraries as far as these agree
/// with it: a value without special characters stands bare, one with `$` or a backquote stands in single quotes
/// where it can, everything else in double quotes with a backslash before `\`, `"`, `$` and the backquote. Line
/// breaks stand as they are, because a shell knows no other way.
///
/// What is read is more: `export`, inline comments, the escapes `\n`, `\r` and `\t`, quotes that were written without
/// escaping. A line that is none of this is left alone. `KEY=` is a placeholder without a value; `KEY=""` is an
/// empty value.
record Dotenv() implements Syntax {

    private static final String BARE = "_./:@%+,=-^?*![]{}";

    @Override
    public Layout scan(String text) {
        var entries = new ArrayList<Entry>();
        var cursor = new Cursor(text);
        while (cursor.more()) {
            statement(cursor).ifPresent(entries::add);
        }
        return Layout.of(entries, text.length());
    }

    private static Optional<Entry> statement(Cursor cursor) {
        String text = cursor.text();
        int from = cursor.at();
        int end = Cursor.lineEnd(text, from);
        int start = Cursor.skipBlanks(text, from);
        int equals = start < end ? text.indexOf('=', start, end) : -1;
        String key = equals < 0 ? "" : name(text.substring(start, equals).strip());
        if (!named(key)) {
            cursor.skipLine();
            return Optional.empty();
        }
        Span value = value(text, equals + 1, end);
        cursor.moveTo(value.to());
        cursor.skipLine();
        return Optional.of(Entry.of(key, from, cursor.at(), value.from(), value.to(), value.tree()));
    }

    private static String name(String written) {
        boolean exported = written.startsWith("export") && written.length() > 6 && Cursor.blank(written.charAt(6));
        return exported ? written.substring(6).strip() : written;
    }

    private static boolean named(String key) {
        return !key.isEmpty()
                && key.charAt(0) != '#'
                && key.chars().noneMatch(c -> c == '=' || Character.isWhitespace(c) || Character.isISOControl(c));
    }

    private static Span value(String text, int after, int end) {
        int start = Math.min(Cursor.skipBlanks(text, after), end);
        if (start == end || (text.charAt(start) == '#' && start > after)) {
            return new Span(after, after, Tree.Bare.NULL);
        }
        char first = text.charAt(start);
        if (first == '"' || first == '\'') {
            int close = closing(text, start);
            if (close > 0 && endsLine(text, close + 1)) {
                String inner = text.substring(start + 1, close);
                return new Span(start, close + 1, new Tree.Text(first == '"' ? unescaped(inner) : inner));
            }
            int last = Cursor.trimmedEnd(text, start, end);
            if (last - start > 1 && text.charAt(last - 1) == first) {
                return new Span(start, last, new Tree.Text(text.substring(start + 1, last - 1)));
            }
        }
        int stop = Cursor.trimmedEnd(text, start, comment(text, start, end));
        return new Span(start, stop, new Tree.Text(text.substring(start, stop)));
    }

    private static int closing(String text, int open) {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                return i;
            }
            if (c == '\\' && quote == '"') {
                i++;
            }
        }
        return -1;
    }

    private static boolean endsLine(String text, int from) {
        int next = Cursor.skipBlanks(text, from);
        return next == Cursor.lineEnd(text, from) || (next > from && text.charAt(next) == '#');
    }

    private static int comment(String text, int from, int end) {
        for (int i = from + 1; i < end; i++) {
            if (text.charAt(i) == '#' && Cursor.blank(text.charAt(i - 1))) {
                return i;
            }
        }
        return end;
    }

    private static String unescaped(String inner) {
        var out = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\' && i + 1 < inner.length()) {
                i++;
                escape(inner.charAt(i), out);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case '"', '\\', '$', '`' -> out.append(c);
            default -> out.append('\\').append(c);
        }
    }

    @Override
    public boolean structured() {
        return false;
    }

    @Override
    public Optional<String> refusal(String key, Tree value) {
        if (!named(key)) {
            return Optional.of("is not a name that an env file can hold; key: gives it another");
        }
        return value instanceof Tree.Text(String text) && text.indexOf('\0') >= 0
                ? Optional.of("has a value with a NUL character, which an env file cannot hold")
                : Optional.empty();
    }

    @Override
    public String value(String text, Layout layout, Entry entry, Tree value) {
        return quoted(value);
    }

    @Override
    public String statements(String text, Layout layout, SequencedMap<String, Tree> fresh) {
        var lines = new ArrayList<String>();
        fresh.forEach((key, value) -> lines.add(key + "=" + quoted(value)));
        return Syntax.joined(text, layout.at(), lines);
    }

    private static String quoted(Tree tree) {
        String value = tree instanceof Tree.Text(String text) ? text : "";
        if (!value.isEmpty() && value.codePoints().allMatch(Dotenv::bare)) {
            return value;
        }
        boolean live = value.indexOf('$') >= 0 || value.indexOf('`') >= 0;
        if (live && value.indexOf('\'') < 0 && !value.contains("\\\\") && !value.endsWith("\\")) {
            return "'" + value + "'";
        }
        var out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == '$' || c == '`') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    private static boolean bare(int c) {
        return c < 128
                ? Character.isLetterOrDigit(c) || BARE.indexOf(c) >= 0
                : !Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isISOControl(c);
    }

    private record Span(int from, int to, Tree tree) {}
}
