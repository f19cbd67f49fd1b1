package dev.secretzero.bundles.local.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// TOML. Only top-level keys are changed, where they stand before the first table header; new ones go last among
/// these. A key that is a table with a header of its own can be read, and not changed.
record Toml() implements Syntax {

    private static final int DEPTH = 100;

    private static final Flow INLINE = new Flow(", ", " = ", Escapes::quoted, Toml::name, UnaryOperator.identity());

    @Override
    public Layout scan(String text) throws MalformedException {
        var entries = new ArrayList<Entry>();
        var code = new Code();
        var slots = slots(text, code);
        Map<String, Object> values = code.parsed(text);
        var found = new HashSet<String>();
        for (Slot slot : slots.keys()) {
            if (slot.key().isPresent()) {
                String key = slot.key().get();
                found.add(key);
                entries.add(Entry.of(key, slot.from(), slot.to(), slot.start(), slot.end(), tree(values.get(key))));
            }
        }
        values.forEach((key, value) -> {
            if (!found.contains(key)) {
                entries.add(Entry.fixed(key, tree(value)));
            }
        });
        return Layout.of(entries, slots.at());
    }

    /// The whole document.
    static Tree whole(String text) throws MalformedException {
        var values = new TreeMap<String, Tree>();
        new Toml().scan(text).byKey().forEach((key, entry) -> values.put(key, entry.value()));
        return new Tree.Named(values);
    }

    private static Tree tree(@Nullable Object value) {
        return switch (value) {
            case null -> Tree.Bare.NULL;
            case String text -> new Tree.Text(text);
            case Boolean flag -> new Tree.Bare(flag.toString());
            case Long number -> new Tree.Bare(number.toString());
            case Double number when Double.isFinite(number) -> new Tree.Bare(number.toString());
            case TomlTable table -> {
                var values = new TreeMap<String, Tree>();
                table.toMap().forEach((name, inner) -> values.put(name, tree(inner)));
                yield new Tree.Named(values);
            }
            case TomlArray array -> new Tree.Items(array.toList().stream().map(Toml::tree).toList());
            default -> new Tree.Text(value.toString());
        };
    }

    /// The top-level statements before the first table header.
    private record Slots(List<Slot> keys, int at) {}

    /// @param key empty for a dotted key
    private record Slot(Optional<String> key, int from, int to, int start, int end) {}

    /// The statements without their comments and blank lines, which the parser takes more than linear time for.
    private static final class Code {

        private final StringBuilder text = new StringBuilder();
        private final TreeMap<Integer, Integer> offsets = new TreeMap<>();
        private int lines = 1;
        private int counted;

        /// Begins a statement that stands at an offset.
        void begin(int offset) {
            for (; counted < text.length(); counted++) {
                lines += text.charAt(counted) == '\n' ? 1 : 0;
            }
            offsets.put(lines, offset);
        }

        void add(CharSequence part) {
            text.append(part);
        }

        /// Adds white space as one character.
        void space(char c) {
            char last = text.isEmpty() ? '\n' : text.charAt(text.length() - 1);
            if (c == '\n' ? last != '\n' : last != '\n' && last != ' ') {
                text.append(c == '\n' ? '\n' : ' ');
            }
        }

        Map<String, Object> parsed(String original) throws MalformedException {
            TomlParseResult parsed = org.tomlj.Toml.parse(text.toString());
            if (parsed.hasErrors()) {
                var position = parsed.errors().getFirst().position();
                var statement = offsets.floorEntry(position == null ? 1 : position.line());
                throw MalformedException.in(
                        original, statement == null ? 0 : statement.getValue(), "the file is not valid TOML");
            }
            return parsed.toMap();
        }
    }

    private static Slots slots(String text, Code code) throws MalformedException {
        var keys = new ArrayList<Slot>();
        var cursor = new Cursor(text);
        OptionalInt header = OptionalInt.empty();
        int comments = 0;
        while (cursor.more()) {
            int line = cursor.at();
            cursor.skipBlanks();
            if (cursor.here() == '[') {
                header = header.isPresent() ? header : OptionalInt.of(comments);
                code.begin(cursor.at());
                code.add(text.substring(cursor.at(), Cursor.lineEnd(text, cursor.at())) + "\n");
                cursor.skipLine();
            } else if (cursor.here() == '#') {
                cursor.skipLine();
                continue;
            } else if (cursor.at() < Cursor.lineEnd(text, cursor.at())) {
                Slot slot = statement(cursor, line, code);
                if (header.isEmpty()) {
                    keys.add(slot);
                }
            } else {
                cursor.skipLine();
            }
            comments = cursor.at();
        }
        int at = header.isEmpty() ? text.length() : keys.isEmpty() ? header.getAsInt() : keys.getLast().to();
        return new Slots(keys, at);
    }

    private static Slot statement(Cursor cursor, int from, Code code) throws MalformedException {
        code.begin(cursor.at());
        int keyAt = cursor.at();
        Optional<String> key = key(cursor);
        code.add(cursor.text().substring(keyAt, cursor.at()));
        cursor.skipBlanks();
        int start = cursor.at();
        int end = value(cursor, code);
        code.add("\n");
        cursor.skipLine();
        return new Slot(key, from, cursor.at(), start, end);
    }

    /// Reads a key and its equals sign. A dotted key has no single name.
    private static Optional<String> key(Cursor cursor) throws MalformedException {
        int start = cursor.at();
        while (cursor.here() != '=') {
            if (!cursor.more() || cursor.here() == '\n') {
                cursor.moveTo(start);
                throw cursor.malformed("a key must be followed by \"=\" and a value");
            }
            if (cursor.here() == '"' || cursor.here() == '\'') {
                string(cursor);
            } else {
                cursor.move(1);
            }
        }
        String written = cursor.text().substring(start, cursor.at()).strip();
        cursor.move(1);
        List<String> path;
        try {
            path = org.tomlj.Toml.parseDottedKey(written);
        } catch (IllegalArgumentException e) {
            throw MalformedException.in(cursor.text(), start, "a key is not valid TOML");
        }
        return path.size() == 1 ? Optional.of(path.getFirst()) : Optional.empty();
    }

    private static int value(Cursor cursor, Code code) throws MalformedException {
        int start = cursor.at();
        int end = start;
        int depth = 0;
        while (cursor.more()) {
            char c = cursor.here();
            if (depth == 0 && (c == '\n' || c == '#')) {
                break;
            }
            if (c == '#') {
                cursor.skipToLineEnd();
            } else if (Character.isWhitespace(c)) {
                code.space(c);
                cursor.move(1);
            } else {
                depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
                int from = cursor.at();
                term(cursor);
                end = cursor.at();
                code.add(cursor.text().subSequence(from, end));
            }
            if (depth > DEPTH) {
                throw cursor.malformed("values are nested too deeply");
            }
        }
        return end;
    }

    private static void term(Cursor cursor) throws MalformedException {
        if (cursor.here() == '"' || cursor.here() == '\'') {
            string(cursor);
        } else {
            cursor.move(1);
        }
    }

    private static void string(Cursor cursor) throws MalformedException {
        char quote = cursor.here();
        String triple = String.valueOf(quote).repeat(3);
        boolean multi = cursor.sees(triple);
        int open = cursor.at();
        cursor.move(multi ? 3 : 1);
        while (multi ? !cursor.sees(triple) : cursor.here() != quote) {
            if (!cursor.more() || (!multi && cursor.here() == '\n')) {
                cursor.moveTo(open);
                throw cursor.malformed("a string is not closed");
            }
            cursor.move(cursor.here() == '\\' && quote == '"' ? 2 : 1);
        }
        cursor.move(multi ? 3 : 1);
        for (int extra = 0; multi && extra < 2 && cursor.here() == quote; extra++) {
            cursor.move(1);
        }
    }

    @Override
    public boolean structured() {
        return true;
    }

    @Override
    public Optional<String> refusal(String key, Tree value) {
        return holdsNull(value) ? Optional.of("has a null inside, which TOML cannot hold") : Optional.empty();
    }

    private static boolean holdsNull(Tree tree) {
        return switch (tree) {
            case Tree.Text text -> false;
            case Tree.Bare bare -> bare.equals(Tree.Bare.NULL);
            case Tree.Items(var values) -> values.stream().anyMatch(Toml::holdsNull);
            case Tree.Named(var values) -> values.values().stream().anyMatch(Toml::holdsNull);
        };
    }

    @Override
    public String value(String text, Layout layout, Entry entry, Tree value) {
        return INLINE.of(value);
    }

    @Override
    public String statements(String text, Layout layout, SequencedMap<String, Tree> fresh) {
        var lines = new ArrayList<String>();
        fresh.forEach((key, value) -> lines.add(name(key) + " = " + INLINE.of(value)));
        return Syntax.joined(text, layout.at(), lines);
    }

    private static String name(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name : Escapes.quoted(name);
    }
}
