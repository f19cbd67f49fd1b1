package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Scalars.Meaning;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// One YAML 1.1 document, read into values that know where they stand.
///
/// Limits: 64 million characters, 100 levels, and 2 million values repeated by aliases. A document that is not YAML
/// gives one finding; a repeated key, a custom tag or an impossible date gives one each, and reading goes on.
final class YamlText {

    static final int LONGEST = 64 * 1024 * 1024;
    static final int DEEPEST = 100;
    static final int MOST_REPEATED = 2_000_000;

    private static final String CONFLICT = "<<<<<<< ";
    private static final String STANDARD = "tag:yaml.org,2002:";

    private final String file;
    private final Findings findings;
    private final ParserImpl events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private long made;
    private long repeated;

    private YamlText(String file, String text, Findings findings) {
        this.file = file;
        this.findings = findings;
        var options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        this.events = new ParserImpl(new StreamReader(text), options);
    }

    /// An anchored value, with how many values and levels it stands for.
    private record Anchored(Value value, long size, int height) {}

    /// A value with the levels below it.
    private record Built(Value value, int height) {}

    private static final class Unreadable extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Mark at;

        Unreadable(Mark at, String message) {
            super(message);
            this.at = at;
        }
    }

    /// Reads a text. Empty, with a finding, when it is not a YAML document; a document without content is null.
    static Optional<Value> read(String file, String text, Findings findings) {
        if (text.length() > LONGEST) {
            findings.error("", new Mark(file, 1, 1), "The file is longer than " + LONGEST + " characters");
            return Optional.empty();
        }
        if (unprintable(file, text, findings)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new YamlText(file, text, findings).document());
        } catch (Unreadable e) {
            findings.error("", e.at, String.valueOf(e.getMessage()));
        } catch (MarkedYAMLException e) {
            if (!conflict(file, text, findings)) {
                syntax(file, e, findings);
            }
        } catch (YAMLException e) {
            findings.error("", new Mark(file, 1, 1), "The file is not YAML");
        }
        return Optional.empty();
    }

    private static boolean conflict(String file, String text, Findings findings) {
        int start = text.startsWith(CONFLICT) ? 0 : text.indexOf("\n" + CONFLICT) + 1;
        if (!text.startsWith(CONFLICT, start)) {
            return false;
        }
        findings.error("", position(file, text, start), "The file holds the markers of a merge conflict",
                "keep one of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>");
        return true;
    }

    private static void syntax(String file, MarkedYAMLException e, Findings findings) {
        var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        var at = mark == null ? new Mark(file, 1, 1) : new Mark(file, mark.getLine() + 1, mark.getColumn() + 1);
        var problem = e.getProblem() == null ? "" : e.getProblem();
        if (problem.contains("TAB")) {
            findings.error("", at, "YAML forbids tabs for indentation", "use spaces");
        } else {
            findings.error("", at, "The file is not YAML: " + problem,
                    "look at the indentation, the quotes and the brackets up to this place");
        }
    }

    private static boolean unprintable(String file, String text, Findings findings) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                continue;
            }
            if (!isAllowed(text, i)) {
                findings.error("", position(file, text, i), "The character U+" + hex(c) + " is not allowed in YAML",
                        "remove it, or write it as an escape in double quotes");
                return true;
            }
        }
        return false;
    }

    private static boolean isAllowed(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return StreamReader.isPrintable(c) || (c == 0xfeff && i == 0);
    }

    private static String hex(char c) {
        var digits = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
        return "0".repeat(4 - digits.length()) + digits;
    }

    private static Mark position(String file, String text, int index) {
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        return new Mark(file, line, text.codePointCount(start, index) + 1);
    }

    private Value document() {
        events.getEvent();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return new Scalar(null, new Mark(file, 1, 1));
        }
        events.getEvent();
        var root = build(events.getEvent(), 1).value();
        events.getEvent();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            throw new Unreadable(mark(events.peekEvent()), "The file holds more than one YAML document");
        }
        return root;
    }

    private Built build(Event event, int depth) {
        if (depth > DEEPEST) {
            throw new Unreadable(mark(event), "The document is nested more than " + DEEPEST + " levels deep");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        long before = made++;
        var built = switch (event.getEventId()) {
            case Scalar -> new Built(scalar((ScalarEvent) event), 1);
            case SequenceStart -> sequence((SequenceStartEvent) event, depth);
            case MappingStart -> mapping((MappingStartEvent) event, depth);
            default -> throw new Unreadable(mark(event), "The file is not YAML");
        };
        var anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, new Anchored(built.value(), made - before, built.height()));
        }
        return built;
    }

    private Built alias(AliasEvent event, int depth) {
        var anchored = anchors.get(event.getAnchor());
        if (anchored == null) {
            throw new Unreadable(mark(event), "The alias *" + event.getAnchor() + " has no anchor before it");
        }
        made += anchored.size();
        repeated += anchored.size();
        if (repeated > MOST_REPEATED) {
            throw new Unreadable(mark(event), "The aliases repeat more than " + MOST_REPEATED + " values");
        }
        if (depth + anchored.height() > DEEPEST) {
            throw new Unreadable(mark(event), "The document is nested more than " + DEEPEST + " levels deep");
        }
        return new Built(anchored.value(), anchored.height());
    }

    private Value scalar(ScalarEvent event) {
        var at = mark(event);
        var text = event.getValue();
        var tag = event.getTag();
        if (tag != null && !tag.equals("!")) {
            return tagged(tag, text, at);
        }
        if (tag != null || event.getScalarStyle() != ScalarStyle.PLAIN) {
            return new Text(text, text, false, at);
        }
        var meaning = Scalars.of(text);
        if (meaning instanceof Meaning.Typed(var value)) {
            return new Scalar(value, at);
        }
        if (meaning instanceof Meaning.Wrong(var message)) {
            findings.error("", at, "The value \"" + text + "\" " + message, "write a text in quotes");
        }
        return new Text(text, text, false, at);
    }

    private Value tagged(String tag, String text, Mark at) {
        var value = switch (tag) {
            case STANDARD + "str" -> Optional.<Value>of(new Text(text, text, false, at));
            case STANDARD + "int" -> Scalars.integer(text).<Value>map(number -> new Scalar(number, at));
            case STANDARD + "float" -> real(text).<Value>map(number -> new Scalar(number, at));
            case STANDARD + "bool", STANDARD + "null", STANDARD + "timestamp" -> typed(text, at);
            default -> {
                findings.error("", at, "The tag " + shown(tag) + " is not supported", "remove the tag");
                yield Optional.<Value>of(new Text(text, text, false, at));
            }
        };
        return value.orElseGet(() -> {
            findings.error("", at, "The value does not fit its tag " + shown(tag));
            return new Text(text, text, false, at);
        });
    }

    private static Optional<Double> real(String text) {
        if (Scalars.isReal(text)) {
            return Optional.of(Scalars.real(text));
        }
        return Scalars.integer(text).map(Number::doubleValue);
    }

    private static Optional<Value> typed(String text, Mark at) {
        return Scalars.of(text) instanceof Meaning.Typed(var value) ? Optional.of(new Scalar(value, at)) : Optional.empty();
    }

    private static String shown(String tag) {
        return tag.startsWith(STANDARD) ? "!!" + tag.substring(STANDARD.length()) : tag;
    }

    private void requireTag(@Nullable String tag, String expected, Mark at) {
        if (tag != null && !tag.equals("!") && !tag.equals(STANDARD + expected)) {
            findings.error("", at, "The tag " + shown(tag) + " is not supported", "remove the tag");
        }
    }

    private Built sequence(SequenceStartEvent start, int depth) {
        var at = mark(start);
        requireTag(start.getTag(), "seq", at);
        var items = new ArrayList<Value>();
        int height = 0;
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            var item = build(events.getEvent(), depth + 1);
            height = Math.max(height, item.height());
            items.add(item.value());
        }
        events.getEvent();
        return new Built(new Sequence(items, at), height + 1);
    }

    private Built mapping(MappingStartEvent start, int depth) {
        var at = mark(start);
        requireTag(start.getTag(), "map", at);
        var entries = new Entries();
        int height = 0;
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            var event = events.getEvent();
            boolean merges = event instanceof ScalarEvent scalar && isMerge(scalar);
            var key = build(event, depth + 1).value();
            var value = build(events.getEvent(), depth + 1);
            height = Math.max(height, value.height());
            if (merges) {
                merge(entries, value.value());
            } else {
                entry(entries, event, key, value.value());
            }
        }
        events.getEvent();
        return new Built(entries.mapping(at), height + 1);
    }

    private static boolean isMerge(ScalarEvent key) {
        return key.getTag() == null && key.getScalarStyle() == ScalarStyle.PLAIN && key.getValue().equals("<<");
    }

    private void entry(Entries entries, Event event, Value key, Value value) {
        var at = mark(event);
        var name = key instanceof Text text ? text.text() : oddKey(event, key);
        if (!entries.own.add(name)) {
            findings.error("", at, "The key \"" + name + "\" is there twice", "remove one of them");
        }
        entries.values.put(name, value);
        entries.keys.put(name, at);
    }

    private String oddKey(Event event, Value key) {
        if (key instanceof Scalar(var value, _)) {
            findings.oddKey(mark(event), kind(value));
            return event instanceof ScalarEvent written ? written.getValue() : Pythonic.text(value);
        }
        throw new Unreadable(mark(event), "A key should be a text");
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean flag -> "the boolean " + flag;
            case Number number -> "the number " + number;
            default -> "a date";
        };
    }

    private static void merge(Entries entries, Value value) {
        switch (value) {
            case Mapping mapping -> entries.inherit(mapping);
            case Sequence(var items, _) -> {
                for (var item : items.reversed()) {
                    merge(entries, mapped(item));
                }
            }
            case Text _, Scalar _ -> throw new Unreadable(value.at(), "Only a mapping can be merged with <<");
        }
    }

    private static Mapping mapped(Value item) {
        if (item instanceof Mapping mapping) {
            return mapping;
        }
        throw new Unreadable(item.at(), "Only a mapping can be merged with <<");
    }

    private Mark mark(Event event) {
        var mark = event.getStartMark();
        return new Mark(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /// The entries of a mapping that is being built: its own, and those merged into it.
    private static final class Entries {
        private final Map<String, Value> values = new LinkedHashMap<>();
        private final Map<String, Mark> keys = new LinkedHashMap<>();
        private final Map<String, Value> inherited = new LinkedHashMap<>();
        private final Map<String, Mark> inheritedKeys = new HashMap<>();
        private final Set<String> own = new HashSet<>();

        void inherit(Mapping mapping) {
            inherited.putAll(mapping.entries());
            inheritedKeys.putAll(mapping.keys());
        }

        Mapping mapping(Mark at) {
            if (inherited.isEmpty()) {
                return new Mapping(values, keys, at);
            }
            inherited.putAll(values);
            inheritedKeys.putAll(keys);
            return new Mapping(inherited, inheritedKeys, at);
        }
    }

    /// Plain Java from elsewhere (a JSON document), as values without a position. Empty, with a finding, when it is
    /// nested too deeply.
    static Optional<Value> of(@Nullable Object plain, Findings findings) {
        try {
            return Optional.of(converted(plain, 1));
        } catch (Unreadable e) {
            findings.error("", e.at, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Value converted(@Nullable Object plain, int depth) {
        if (depth > DEEPEST) {
            throw new Unreadable(Findings.NOWHERE, "The document is nested more than " + DEEPEST + " levels deep");
        }
        return switch (plain) {
            case String text -> new Text(text, text, false, Findings.NOWHERE);
            case Map<?, ?> map -> convertedMap(map, depth);
            case List<?> list -> {
                var items = new ArrayList<Value>(list.size());
                for (var item : list) {
                    items.add(converted(item, depth + 1));
                }
                yield new Sequence(items, Findings.NOWHERE);
            }
            case Integer number -> new Scalar(number.longValue(), Findings.NOWHERE);
            case null, default -> new Scalar(plain, Findings.NOWHERE);
        };
    }

    private static Mapping convertedMap(Map<?, ?> map, int depth) {
        var entries = new LinkedHashMap<String, Value>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), converted(value, depth + 1)));
        var keys = new LinkedHashMap<String, Mark>();
        entries.keySet().forEach(key -> keys.put(key, Findings.NOWHERE));
        return new Mapping(entries, keys, Findings.NOWHERE);
    }
}
