package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One mapping of the document while it is read: every key that is asked for is known, and the others are reported
/// when it is [#done]. A value of the wrong type is reported and read as if it were not there.
final class Section {

    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

    private final Findings findings;
    private final String path;
    private final String name;
    private final Mapping mapping;
    private final Set<String> known = new LinkedHashSet<>();

    private final Map<String, Optional<Mapping>> maps = new HashMap<>();

    private Section(Findings findings, String path, String name, Mapping mapping) {
        this.findings = findings;
        this.path = path;
        this.name = name;
        this.mapping = mapping;
    }

    /// The document itself. Its keys must have been checked.
    static Section root(Findings findings, Mapping mapping) {
        return new Section(findings, "", "", mapping);
    }

    /// @param name the key or the index that the path ends with
    static Section of(Findings findings, String path, String name, Mapping mapping) {
        findings.requireTextKeys(path, mapping);
        return new Section(findings, path, name, mapping);
    }

    Mark at() {
        return mapping.at();
    }

    String path() {
        return path;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Mapping mapping() {
        return mapping;
    }

    /// Where the value of a key stands, or the mapping where there is none.
    Mark at(String key) {
        var value = mapping.at(key);
        return value == null ? mapping.at() : value.at();
    }

    private @Nullable Value take(String key) {
        known.add(key);
        return mapping.at(key);
    }

    /// Marks keys as known that are read elsewhere.
    void know(Iterable<String> keys) {
        keys.forEach(known::add);
    }

    boolean isNull(String key) {
        return take(key) instanceof Scalar(var value, _) && value == null;
    }

    Optional<Value> value(String key) {
        return Optional.ofNullable(take(key));
    }

    /// A text that must be there. Empty, with a finding, when it is not.
    Optional<String> need(String key) {
        if (take(key) == null) {
            missing(key);
            return Optional.empty();
        }
        return present(key);
    }

    void missing(String key) {
        findings.error(path(key), mapping.at(), "Field required");
    }

    /// A text that may be missing, and may not be null.
    Optional<String> text(String key) {
        return take(key) == null ? Optional.empty() : present(key);
    }

    /// A text that may be missing or null.
    Optional<String> maybe(String key) {
        return take(key) == null || isNull(key) ? Optional.empty() : present(key);
    }

    private Optional<String> present(String key) {
        var value = mapping.at(key);
        if (value instanceof Text text) {
            return Optional.of(text.text());
        }
        if (value instanceof Scalar(var plain, var at) && plain != null) {
            findings.error(path(key), at, "Input should be a valid string", "write it in quotes");
        } else {
            wrong(key, "a valid string");
        }
        return Optional.empty();
    }

    void wrong(String key, String wanted) {
        findings.error(path(key), at(key), "Input should be " + wanted);
    }

    void tooShort(String key) {
        findings.error(path(key), at(key), "List should have at least 1 item after validation, not 0");
    }

    /// One of some words.
    Optional<String> choice(String key, List<String> choices) {
        var word = text(key);
        if (word.isPresent() && !choices.contains(word.get())) {
            findings.misspelt(path(key), at(key), "Input should be " + alternatives(choices), word.get(), choices);
            return Optional.empty();
        }
        return word;
    }

    /// `'a', 'b' or 'c'`.
    static String alternatives(List<String> choices) {
        var quoted = choices.stream().map(choice -> "'" + choice + "'").toList();
        return quoted.size() == 1
                ? quoted.getFirst()
                : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.getLast();
    }

    boolean flag(String key, boolean fallback) {
        var value = take(key);
        if (value == null) {
            return fallback;
        }
        var flag = flag(value);
        if (flag.isEmpty()) {
            wrong(key, "a valid boolean");
        }
        return flag.orElse(fallback);
    }

    /// What counts as a boolean: booleans, 0 and 1, and the usual words in any case.
    static Optional<Boolean> flag(Value value) {
        return switch (value) {
            case Scalar(Boolean flag, _) -> Optional.of(flag);
            case Scalar(Number number, _) when number.doubleValue() == 1 -> Optional.of(true);
            case Scalar(Number number, _) when number.doubleValue() == 0 -> Optional.of(false);
            case Text text when TRUE.contains(text.text().toLowerCase(Locale.ROOT)) -> Optional.of(true);
            case Text text when FALSE.contains(text.text().toLowerCase(Locale.ROOT)) -> Optional.of(false);
            case Text _, Scalar _, Sequence _, Mapping _ -> Optional.empty();
        };
    }

    int integer(String key, int fallback, int least, int most) {
        var value = take(key);
        if (value == null) {
            return fallback;
        }
        var number = number(value).filter(Section::isWhole);
        if (number.isEmpty()) {
            wrong(key, "a valid integer");
            return fallback;
        }
        return within(key, number.get(), least, most) ? number.get().intValueExact() : fallback;
    }

    /// Whether nothing but zeros stands behind the point.
    static boolean isWhole(BigDecimal number) {
        return number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
    }

    /// Checks a number without reading it.
    void number(String key, double least, double most) {
        var value = take(key);
        if (value == null) {
            return;
        }
        var number = number(value);
        if (number.isEmpty()) {
            wrong(key, "a valid number");
        } else {
            within(key, number.get(), least, most);
        }
    }

    private boolean within(String key, BigDecimal number, double least, double most) {
        if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
            wrong(key, "greater than or equal to " + shown(least));
            return false;
        }
        if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
            wrong(key, "less than or equal to " + shown(most));
            return false;
        }
        return true;
    }

    private static String shown(double bound) {
        return new BigDecimal(Double.toString(bound)).stripTrailingZeros().toPlainString();
    }

    /// What counts as a number: numbers, and texts that are one.
    static Optional<BigDecimal> number(Value value) {
        var text = switch (value) {
            case Scalar(Number number, _) -> number.toString();
            case Text number -> number.text().strip();
            case Scalar _, Sequence _, Mapping _ -> "";
        };
        try {
            return text.isEmpty() || text.length() > 40 ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// A map; empty when it is missing.
    Mapping map(String key) {
        return taken(key).orElseGet(() -> Mapping.empty(at(key)));
    }

    /// A map that may be null.
    Optional<Mapping> maybeMap(String key) {
        return isNull(key) ? Optional.empty() : taken(key);
    }

    private Optional<Mapping> taken(String key) {
        return maps.computeIfAbsent(key, this::checked);
    }

    private Optional<Mapping> checked(String key) {
        var value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Mapping map) {
            findings.requireTextKeys(path(key), map);
            return Optional.of(map);
        }
        wrong(key, "a valid dictionary");
        return Optional.empty();
    }

    /// A map that may be missing or null, as a section.
    Optional<Section> maybeSection(String key) {
        return maybeMap(key).map(map -> new Section(findings, path(key), key, map));
    }

    /// A map that may be missing, as a section. What it reads is checked to the last key.
    void inside(String key, Consumer<Section> reader) {
        taken(key).ifPresent(map -> {
            var section = new Section(findings, path(key), key, map);
            reader.accept(section);
            section.done();
        });
    }

    /// The items of a list; none when it is missing.
    List<Value> items(String key) {
        var value = take(key);
        if (value instanceof Sequence(var items, _)) {
            return items;
        }
        if (value != null) {
            wrong(key, "a valid list");
        }
        return List.of();
    }

    /// A list of texts.
    List<String> texts(String key) {
        var texts = new ArrayList<String>();
        var items = items(key);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Text text) {
                texts.add(text.text());
            } else {
                findings.error(path(key) + "." + i, items.get(i).at(), "Input should be a valid string");
            }
        }
        return texts;
    }

    List<String> maybeTexts(String key) {
        return isNull(key) ? List.of() : texts(key);
    }

    /// A list of maps, each read as a section to the last key.
    <T> List<T> sections(String key, Function<Section, Optional<T>> reader) {
        var read = new ArrayList<T>();
        var items = items(key);
        for (int i = 0; i < items.size(); i++) {
            section(path(key), String.valueOf(i), items.get(i)).ifPresent(section -> {
                reader.apply(section).ifPresent(read::add);
                section.done();
            });
        }
        return read;
    }

    /// A map of maps, each read as a section to the last key.
    <T> Map<String, T> named(String key, Function<Section, Optional<T>> reader) {
        var read = new LinkedHashMap<String, T>();
        map(key).entries().forEach((name, value) -> section(path(key), name, value).ifPresent(section -> {
            reader.apply(section).ifPresent(each -> read.put(name, each));
            section.done();
        }));
        return read;
    }

    private Optional<Section> section(String above, String name, Value value) {
        var below = above + "." + name;
        if (value instanceof Mapping map) {
            return Optional.of(of(findings, below, name, map));
        }
        findings.error(below, value.at(), "Input should be a valid dictionary");
        return Optional.empty();
    }

    /// The key or the index that the path ends with.
    String name() {
        return name;
    }

    /// A text as it may be shown: what the environment had a share in is shown as it was written.
    String shown(String key) {
        return mapping.at(key) instanceof Text text ? text.toString() : "";
    }

    /// Warns of the keys that nobody asked for.
    void done() {
        unread((key, at) -> findings.add(
                Diagnostic.Severity.WARNING, path(key), at, "Unknown key \"" + key + "\"", Suggestion.hint(key, known)));
    }

    /// Faults the keys that nobody asked for.
    void strict() {
        unread((key, at) -> findings.add(
                Diagnostic.Severity.ERROR, path(key), at, "Extra inputs are not permitted", Suggestion.hint(key, known)));
    }

    private void unread(java.util.function.BiConsumer<String, Mark> report) {
        mapping.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                report.accept(key, mapping.keys().getOrDefault(key, value.at()));
            }
        });
        know(mapping.entries().keySet());
    }
}
