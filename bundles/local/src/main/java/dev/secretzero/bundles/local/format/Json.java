package dev.secretzero.bundles.local.format;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// JSON. A change touches the bytes of the changed values only; a new file is indented by two.
record Json() implements Syntax {

    private static final int LIMIT = 1 << 27;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LIMIT)
                    .maxNestingDepth(200)
                    .build())
            .build();

    private static final Flow COMPACT =
            new Flow(",", ":", Json::quoted, Json::quoted, UnaryOperator.identity());

    /// The canonical text: names sorted, no spaces, ASCII only.
    static String compact(Tree tree) {
        return COMPACT.of(tree);
    }

    /// Reads a text that is one JSON value of any type. An empty text is an empty object.
    static Tree tree(String text) throws MalformedException {
        if (text.isBlank()) {
            return new Tree.Named(new TreeMap<>());
        }
        return parsing(text, parser -> {
            parser.nextToken();
            Tree tree = value(parser);
            end(text, parser);
            return tree;
        });
    }

    private static Tree value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var values = new TreeMap<String, Tree>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    values.put(name, value(parser));
                }
                yield new Tree.Named(values);
            }
            case START_ARRAY -> {
                var values = new ArrayList<Tree>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield new Tree.Items(values);
            }
            default -> Tree.scalar(parser.currentToken(), parser.getText());
        };
    }

    private static void end(String text, JsonParser parser) throws IOException, MalformedException {
        if (parser.nextToken() != null) {
            throw MalformedException.in(text, offset(parser), "there is more after the end of the JSON value");
        }
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static <T> T parsing(String text, Reading<T> reading) throws MalformedException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return reading.with(parser);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw MalformedException.at(Math.max(line, 1), "the file is not valid JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T with(JsonParser parser) throws IOException, MalformedException;
    }

    @Override
    public Layout scan(String text) throws MalformedException {
        if (text.isBlank()) {
            return new Layout(List.of(), 0, text.length(), "", ": ");
        }
        return parsing(text, parser -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw MalformedException.in(text, offset(parser), "the file must hold a JSON object");
            }
            int open = offset(parser) + 1;
            var members = new ArrayList<Member>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                members.add(member(parser));
            }
            int close = offset(parser);
            end(text, parser);
            return layout(text, members, open, close);
        });
    }

    private static Member member(JsonParser parser) throws IOException {
        int from = offset(parser);
        String name = parser.currentName();
        parser.nextToken();
        int start = offset(parser);
        Tree value = value(parser);
        return new Member(name, from, start, end(parser, start), value);
    }

    private static int end(JsonParser parser, int start) throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isNumeric() || token.isBoolean() || token == JsonToken.VALUE_NULL) {
            return start + parser.getTextLength();
        }
        return (int) parser.currentLocation().getCharOffset();
    }

    private static Layout layout(String text, List<Member> members, int open, int close) {
        var entries = Member.entries(members, open, close);
        if (members.isEmpty()) {
            return new Layout(entries, open, close, "", ": ");
        }
        Member last = members.getLast();
        int gap = Cursor.trimmedEnd(text, 0, last.from());
        int colon = Cursor.trimmedEnd(text, 0, text.lastIndexOf(':', last.start() - 1));
        return new Layout(
                entries, last.end(), last.end(), text.substring(gap, last.from()), text.substring(colon, last.start()));
    }

    @Override
    public boolean structured() {
        return true;
    }

    @Override
    public Optional<String> refusal(String key, Tree value) {
        return Optional.empty();
    }

    @Override
    public String value(String text, Layout layout, Entry entry, Tree value) {
        return written(text, layout, value);
    }

    @Override
    public String statements(String text, Layout layout, SequencedMap<String, Tree> fresh) {
        boolean first = layout.entries().isEmpty();
        String joint = first ? Syntax.lineEnd(text) + "  " : layout.joint();
        var laid = new Layout(layout.entries(), layout.at(), layout.to(), joint, layout.colon());
        var members = new ArrayList<String>();
        fresh.forEach((key, value) -> members.add(joint + quoted(key) + layout.colon() + written(text, laid, value)));
        String all = String.join(",", members);
        if (!first) {
            return "," + all;
        }
        return text.isBlank() ? "{" + all + "\n}" : all + Syntax.lineEnd(text);
    }

    private static String written(String text, Layout layout, Tree value) {
        int line = layout.joint().lastIndexOf('\n');
        if (line < 0) {
            return new Flow(layout.colon().endsWith(" ") ? ", " : ",", layout.colon(), Json::quoted, Json::quoted, UnaryOperator.identity())
                    .of(value);
        }
        String indent = layout.joint().substring(line + 1);
        var out = new StringBuilder();
        pretty(value, Syntax.lineEnd(text) + indent, indent.isEmpty() ? "  " : indent, out);
        return out.toString();
    }

    private static void pretty(Tree tree, String margin, String indent, StringBuilder out) {
        switch (tree) {
            case Tree.Text(String text) -> out.append(quoted(text));
            case Tree.Bare(String json) -> out.append(json);
            case Tree.Items(var values) -> {
                String before = margin + indent;
                out.append('[');
                for (Tree value : values) {
                    pretty(value, margin + indent, indent, out.append(before));
                    before = "," + margin + indent;
                }
                out.append(values.isEmpty() ? "" : margin).append(']');
            }
            case Tree.Named(var values) -> {
                String before = margin + indent;
                out.append('{');
                for (var field : values.entrySet()) {
                    out.append(before).append(quoted(field.getKey())).append(": ");
                    pretty(field.getValue(), margin + indent, indent, out);
                    before = "," + margin + indent;
                }
                out.append(values.isEmpty() ? "" : margin).append('}');
            }
        }
    }

    private static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c >= ' ' && c < 127) {
                        out.append(c);
                    } else {
                        Escapes.four(c, out);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
