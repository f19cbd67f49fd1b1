package dev.secretzero.bundles.local.format;

import java.util.ArrayList;
import java.util.Optional;
import java.util.SequencedMap;

/// Java properties files, as [java.util.Properties#load(java.io.Reader)] reads them. What is written is ASCII.
record JavaProperties() implements Syntax {

    @Override
    public Layout scan(String text) throws MalformedException {
        var entries = new ArrayList<Entry>();
        int at = 0;
        while (at < text.length()) {
            int from = at;
            int start = skipWhite(text, from, text.length());
            boolean comment = start < text.length() && (text.charAt(start) == '#' || text.charAt(start) == '!');
            int end = comment ? naturalEnd(text, start) : logicalEnd(text, start);
            at = afterLineEnd(text, end);
            if (!comment && start < end) {
                entries.add(entry(text, from, at, start, end));
            }
        }
        return Layout.of(entries, text.length());
    }

    private static Entry entry(String text, int from, int to, int start, int end) throws MalformedException {
        int keyEnd = start;
        while (keyEnd < end && !separates(text.charAt(keyEnd))) {
            keyEnd += text.charAt(keyEnd) == '\\' ? 2 : 1;
        }
        keyEnd = Math.min(keyEnd, end);
        int value = skipGap(text, keyEnd, end);
        if (value < end && (text.charAt(value) == '=' || text.charAt(value) == ':')) {
            value = skipGap(text, value + 1, end);
        }
        String key = unescaped(text, start, keyEnd);
        return Entry.of(key, from, to, value, end, new Tree.Text(unescaped(text, value, end)));
    }

    private static boolean separates(char c) {
        return c == '=' || c == ':' || white(c);
    }

    private static boolean white(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static boolean breaks(char c) {
        return c == '\n' || c == '\r';
    }

    private static int skipWhite(String text, int from, int end) {
        int at = from;
        while (at < end && white(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// Skips white space, and line ends that are continued.
    private static int skipGap(String text, int from, int end) {
        int at = skipWhite(text, from, end);
        while (at + 1 < end && text.charAt(at) == '\\' && breaks(text.charAt(at + 1))) {
            at = skipWhite(text, afterLineEnd(text, at + 1), end);
        }
        return at;
    }

    private static int naturalEnd(String text, int from) {
        int at = from;
        while (at < text.length() && !breaks(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int logicalEnd(String text, int from) {
        int at = from;
        while (at < text.length() && !breaks(text.charAt(at))) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at = breaks(text.charAt(at + 1)) ? afterLineEnd(text, at + 1) : at + 2;
            } else {
                at++;
            }
        }
        return at;
    }

    private static int afterLineEnd(String text, int at) {
        if (at >= text.length()) {
            return text.length();
        }
        return text.startsWith("\r\n", at) ? at + 2 : at + 1;
    }

    private static String unescaped(String text, int from, int to) throws MalformedException {
        var out = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c != '\\') {
                out.append(c);
                at++;
            } else if (at + 1 < to) {
                at = escape(text, at + 1, to, out);
            } else {
                at++;
            }
        }
        return out.toString();
    }

    private static int escape(String text, int at, int to, StringBuilder out) throws MalformedException {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'f' -> out.append('\f');
            case '\n', '\r' -> {
                return skipWhite(text, afterLineEnd(text, at), to);
            }
            case 'u' -> {
                out.append((char) Escapes.hex(text, at + 1, 4));
                return at + 5;
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
        return key.isEmpty() ? Optional.of("is not a name") : Optional.empty();
    }

    @Override
    public String value(String text, Layout layout, Entry entry, Tree value) {
        String written = escaped(value instanceof Tree.Text(String plain) ? plain : "", false);
        boolean apart = entry.valueFrom() > 0 && separatesBefore(text, entry);
        return apart ? written : "=" + written;
    }

    /// Whether a key that has no value yet already has its separator.
    private static boolean separatesBefore(String text, Entry entry) {
        char before = text.charAt(entry.valueFrom() - 1);
        return entry.valueFrom() > entry.from() && (separates(before) || breaks(before));
    }

    @Override
    public String statements(String text, Layout layout, SequencedMap<String, Tree> fresh) {
        var lines = new ArrayList<String>();
        fresh.forEach((key, value) -> lines.add(
                escaped(key, true) + "=" + escaped(value instanceof Tree.Text(String plain) ? plain : "", false)));
        return Syntax.joined(text, layout.at(), lines);
    }

    private static String escaped(String plain, boolean key) {
        var out = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case ' ' -> out.append(key || i == 0 ? "\\ " : " ");
                case '=', ':', '#', '!' -> out.append(key ? "\\" : "").append(c);
                default -> {
                    if (c > ' ' && c < 127) {
                        out.append(c);
                    } else {
                        Escapes.four(c, out);
                    }
                }
            }
        }
        return out.toString();
    }
}
