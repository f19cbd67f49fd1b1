package dev.secretzero.bundles.local.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// YAML 1.1. Texts are written so that readers of 1.1 and of 1.2 see the same text: in double quotes and ASCII, or
/// as a literal block where lines allow it exactly.
record Yaml() implements Syntax {

    private static final int DEPTH = 100;
    private static final int NODES = 2_000_000;

    private static final Flow FLOW = new Flow(", ", ": ", Escapes::quoted, Escapes::quoted, Yaml::bare);

    @Override
    public Layout scan(String text) throws MalformedException {
        return switch (root(text)) {
            case null -> Layout.of(List.of(), end(text, 0));
            case MappingNode map when map.getFlowStyle() == FlowStyle.FLOW ->
                new Reading(text).flow(map);
            case MappingNode map -> new Reading(text).block(map);
            case ScalarNode empty when empty.getTag().equals(Tag.NULL) && empty.getValue().isEmpty() ->
                Layout.of(List.of(), end(text, 0));
            case Node other ->
                throw MalformedException.at(other.getStartMark().getLine() + 1, "the file must hold a YAML map");
        };
    }

    /// Reads a text that is one YAML value of any type. An empty text is an empty map.
    static Tree tree(String text) throws MalformedException {
        Node root = root(text);
        return root == null ? new Tree.Named(new TreeMap<>()) : new Reading(text).tree(root);
    }

    private static @Nullable Node root(String text) throws MalformedException {
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEPTH);
        options.setMaxAliasesForCollections(1000);
        try {
            var parser = new ParserImpl(new StreamReader(text), options);
            return new Composer(parser, new Resolver(), options).getSingleNode();
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw MalformedException.at(mark == null ? 1 : mark.getLine() + 1, "the file is not valid YAML");
        } catch (YAMLException e) {
            throw MalformedException.at(1, "the file is not valid YAML");
        }
    }

    /// Where new statements go: the end of the text, or its `...` line.
    private static int end(String text, int from) {
        int mark = text.startsWith("...", from) ? from : text.indexOf("\n...", from) + 1;
        return mark > 0 || text.startsWith("...") ? Math.max(mark, from) : text.length();
    }

    /// One reading of a text, with the offsets of its marks.
    private static final class Reading {

        private final String text;
        private final int @Nullable [] offsets;
        private final Scalars scalars = new Scalars();
        private int nodes;

        Reading(String text) {
            this.text = text;
            this.offsets = text.codePointCount(0, text.length()) == text.length() ? null : offsets(text);
        }

        /// Marks count code points, and strings count UTF-16 units.
        private static int[] offsets(String text) {
            var offsets = new int[text.codePointCount(0, text.length()) + 1];
            int at = 0;
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = at;
                at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
            }
            return offsets;
        }

        private int offset(Mark mark) {
            return offsets == null ? mark.getIndex() : offsets[mark.getIndex()];
        }

        Layout flow(MappingNode map) throws MalformedException {
            int open = offset(map.getStartMark()) + 1;
            int close = offset(map.getEndMark()) - 1;
            var members = new ArrayList<Member>();
            for (NodeTuple tuple : map.getValue()) {
                Entry entry = entry(tuple, close);
                members.add(new Member(entry.key(), entry.from(), entry.valueFrom(), entry.valueTo(), entry.value()));
            }
            int at = members.isEmpty() ? open : members.getLast().end();
            return new Layout(Member.entries(members, open, close), at, members.isEmpty() ? close : at, ", ", ": ");
        }

        Layout block(MappingNode map) throws MalformedException {
            var tuples = map.getValue();
            var entries = new ArrayList<Entry>();
            for (int i = 0; i < tuples.size(); i++) {
                int next = i + 1 < tuples.size()
                        ? offset(tuples.get(i + 1).getKeyNode().getStartMark())
                        : text.length();
                entries.add(line(entry(tuples.get(i), next)));
            }
            int start = offset(tuples.getFirst().getKeyNode().getStartMark());
            String indent = " ".repeat(start - text.lastIndexOf('\n', start - 1) - 1);
            int at = end(text, entries.getLast().valueTo());
            return new Layout(entries, at, at, indent, ": ");
        }

        /// Widens an entry of a block map to its lines.
        private Entry line(Entry entry) {
            var cursor = new Cursor(text);
            cursor.moveTo(entry.from());
            int from = cursor.statementStart();
            cursor.moveTo(entry.valueTo());
            int end = Cursor.lineEnd(text, entry.valueTo());
            boolean roomy = text.substring(entry.valueTo(), end).isBlank();
            boolean ends = roomy || text.charAt(Cursor.skipBlanks(text, entry.valueTo())) == '#';
            cursor.skipLine();
            return new Entry(
                    entry.key(), from, ends ? cursor.at() : entry.valueTo(), entry.valueFrom(), entry.valueTo(), entry.value(), roomy);
        }

        private Entry entry(NodeTuple tuple, int limit) throws MalformedException {
            Node key = tuple.getKeyNode();
            int from = offset(key.getStartMark());
            int colon = skipSpace(offset(key.getEndMark()));
            if (!(key instanceof ScalarNode name) || colon >= text.length() || text.charAt(colon) != ':') {
                throw malformed(key, "a key at the top must be a text on one line, followed by a colon");
            }
            Node node = tuple.getValueNode();
            Tree value = tree(node);
            int after = colon + 1;
            int start = skipSpace(after);
            if (start < limit && text.charAt(start) == '*') {
                int end = start;
                while (end < limit && ",]}".indexOf(text.charAt(end)) < 0 && !Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                return Entry.of(name.getValue(), from, limit, after, end, value);
            }
            int nodeFrom = offset(node.getStartMark());
            boolean commented = text.substring(after, Math.max(after, nodeFrom)).indexOf('#') >= 0;
            int end = Math.max(after, Cursor.trimmedEnd(text, after, offset(last(node).getEndMark())));
            return Entry.of(name.getValue(), from, limit, commented ? nodeFrom : after, end, value);
        }

        private int skipSpace(int from) {
            int at = from;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at;
        }

        /// The node that ends last: the end mark of a block collection lies beyond the comments that follow it.
        private static Node last(Node node) {
            return switch (node) {
                case MappingNode map when map.getFlowStyle() == FlowStyle.BLOCK && !map.getValue().isEmpty() ->
                    later(map.getValue().getLast());
                case SequenceNode list when list.getFlowStyle() == FlowStyle.BLOCK && !list.getValue().isEmpty() ->
                    last(list.getValue().getLast());
                default -> node;
            };
        }

        private static Node later(NodeTuple tuple) {
            Node value = last(tuple.getValueNode());
            Node key = tuple.getKeyNode();
            return value.getEndMark().getIndex() < key.getEndMark().getIndex() ? key : value;
        }

        Tree tree(Node node) throws MalformedException {
            return tree(node, 0);
        }

        private Tree tree(Node node, int depth) throws MalformedException {
            nodes++;
            if (nodes > NODES || depth > DEPTH) {
                throw malformed(node, "aliases unfold into too much");
            }
            return switch (node) {
                case ScalarNode scalar -> scalars.of(scalar);
                case SequenceNode list -> {
                    var values = new ArrayList<Tree>();
                    for (Node item : list.getValue()) {
                        values.add(tree(item, depth + 1));
                    }
                    yield new Tree.Items(values);
                }
                case MappingNode map -> new Tree.Named(fields(map, depth));
                default -> throw malformed(node, "an alias stands for nothing");
            };
        }

        private SortedMap<String, Tree> fields(MappingNode map, int depth) throws MalformedException {
            var fields = new TreeMap<String, Tree>();
            var merged = new TreeMap<String, Tree>();
            for (NodeTuple tuple : map.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                    throw malformed(tuple.getKeyNode(), "a key must be a text");
                }
                Tree value = tree(tuple.getValueNode(), depth + 1);
                if (name.getTag().equals(Tag.MERGE)) {
                    merge(value, merged);
                } else {
                    fields.put(name.getValue(), value);
                }
            }
            merged.forEach(fields::putIfAbsent);
            return fields;
        }

        private static void merge(Tree value, Map<String, Tree> merged) {
            switch (value) {
                case Tree.Named(var values) -> values.forEach(merged::putIfAbsent);
                case Tree.Items(var values) -> values.forEach(item -> merge(item, merged));
                case Tree.Text text -> {}
                case Tree.Bare bare -> {}
            }
        }

        private static MalformedException malformed(Node node, String message) {
            return MalformedException.at(node.getStartMark().getLine() + 1, message);
        }
    }

    /// What scalars mean in YAML 1.1.
    private static final class Scalars extends SafeConstructor {

        Scalars() {
            super(new LoaderOptions());
        }

        Tree of(ScalarNode node) {
            Tag tag = node.getTag();
            if (tag.equals(Tag.NULL)) {
                return Tree.Bare.NULL;
            }
            if (!tag.equals(Tag.INT) && !tag.equals(Tag.FLOAT) && !tag.equals(Tag.BOOL)) {
                return new Tree.Text(node.getValue());
            }
            try {
                Object value = constructObject(node);
                boolean json = !(value instanceof Double number) || Double.isFinite(number);
                return json ? new Tree.Bare(String.valueOf(value)) : new Tree.Text(node.getValue());
            } catch (YAMLException | NumberFormatException e) {
                return new Tree.Text(node.getValue());
            }
        }
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
        return entry.roomy()
                ? block(value, Syntax.lineEnd(text) + layout.joint())
                : " " + FLOW.of(value);
    }

    @Override
    public String statements(String text, Layout layout, SequencedMap<String, Tree> fresh) {
        var parts = new ArrayList<String>();
        if (layout.joint().equals(", ")) {
            fresh.forEach((key, value) -> parts.add(name(key) + ": " + FLOW.of(value)));
            return (layout.entries().isEmpty() ? "" : ", ") + String.join(", ", parts);
        }
        String margin = Syntax.lineEnd(text) + layout.joint();
        fresh.forEach((key, value) -> parts.add(layout.joint() + name(key) + ":" + block(value, margin)));
        return Syntax.joined(text, layout.at(), parts);
    }

    private static String name(String key) {
        boolean plain = key.matches("[A-Za-z_][A-Za-z0-9_.-]*")
                && new Resolver().resolve(NodeId.scalar, key, true).equals(Tag.STR);
        return plain && key.length() < 100 ? key : Escapes.quoted(key);
    }

    /// A value after its colon, on further lines where that reads better.
    ///
    /// @param margin a line end and the indent of the key
    private static String block(Tree tree, String margin) {
        return switch (tree) {
            case Tree.Text(String text) when literal(text) -> literal(text, margin + "  ");
            case Tree.Named(var values) when !values.isEmpty() -> {
                var out = new StringBuilder();
                values.forEach((name, value) ->
                        out.append(margin).append("  ").append(name(name)).append(':').append(block(value, margin + "  ")));
                yield out.toString();
            }
            case Tree.Text text -> " " + FLOW.of(text);
            case Tree.Bare bare -> " " + FLOW.of(bare);
            case Tree.Items items -> " " + FLOW.of(items);
            case Tree.Named named -> " " + FLOW.of(named);
        };
    }

    /// Whether a literal block holds the text exactly, whoever reads it.
    private static boolean literal(String text) {
        if (text.indexOf('\n') <= 0 || text.endsWith("\n\n") || !text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127))) {
            return false;
        }
        return text.lines().noneMatch(line -> line.startsWith(" ") || line.endsWith(" "));
    }

    private static String literal(String text, String margin) {
        var out = new StringBuilder(text.endsWith("\n") ? " |" : " |-");
        String end = margin.substring(0, margin.lastIndexOf('\n') + 1);
        text.lines().forEach(line -> out.append(line.isEmpty() ? end : margin).append(line));
        return out.toString();
    }

    private static String bare(String json) {
        int exponent = Math.max(json.indexOf('e'), json.indexOf('E'));
        if (exponent < 0 || json.equals("true") || json.equals("false")) {
            return json;
        }
        String digits = json.substring(0, exponent);
        String power = json.substring(exponent + 1);
        boolean signed = power.startsWith("-") || power.startsWith("+");
        return digits + (digits.indexOf('.') < 0 ? ".0" : "") + "e" + (signed ? "" : "+") + power;
    }
}
