package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// One map of the document, read key by key. What has the wrong type is a finding; what nobody asked for is an unknown
/// key. Values are accepted as the reference accepts them: a flag may be written as a text, a text may not be a number.
final class Part {

    private static final Set<String> YES = Set.of("true", "t", "yes", "y", "on", "1");
    private static final Set<String> NO = Set.of("false", "f", "no", "n", "off", "0");

    private final Mapping mapping;
    private final String path;
    private final Findings findings;
    private final Set<String> known = new HashSet<>();

    Part(Mapping mapping, String path, Findings findings) {
        this.mapping = mapping;
        this.path = path;
        this.findings = findings;
        findings.requireTextKeys(path, mapping);
    }

    Mapping mapping() {
        return mapping;
    }

    String path() {
        return path;
    }

    Mark at() {
        return mapping.at();
    }

    String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// Where a key's value stands, else the map.
    Mark at(String key) {
        return Optional.ofNullable(mapping.at(key)).map(Value::at).orElse(mapping.at());
    }

    private Optional<Value> value(String key) {
        known.add(key);
        return Optional.ofNullable(mapping.at(key));
    }

    /// The value, unless it is null.
    private Optional<Value> present(String key) {
        return value(key).filter(value -> !isNull(value));
    }

    private static boolean isNull(Value value) {
        return value instanceof Scalar scalar && scalar.value() == null;
    }

    /// A required text.
    String text(String key) {
        var value = value(key);
        if (value.isEmpty()) {
            findings.error(below(key), mapping.at(), "Field required");
            return "";
        }
        return string(key, value.get()).orElse("");
    }

    /// An optional text; null counts as absent.
    Optional<String> maybe(String key) {
        return present(key).flatMap(value -> string(key, value));
    }

    /// An optional text that may not be null.
    String text(String key, String fallback) {
        return value(key).flatMap(value -> string(key, value)).orElse(fallback);
    }

    private Optional<String> string(String key, Value value) {
        if (value instanceof Text text) {
            return Optional.of(text.text());
        }
        findings.error(below(key), value.at(), "Input should be a valid string", "write it in quotes");
        return Optional.empty();
    }

    boolean flag(String key, boolean fallback) {
        var value = value(key);
        if (value.isEmpty()) {
            return fallback;
        }
        var word = word(value.get());
        if (YES.contains(word) || NO.contains(word)) {
            return YES.contains(word);
        }
        findings.error(below(key), value.get().at(), "Input should be a valid boolean", "write true or false");
        return fallback;
    }

    /// `local` and `local_allow_cloud`: whatever is not clearly true is false.
    boolean lenient(String key) {
        return value(key).map(value -> switch (value) {
                    case Text text -> Set.of("true", "1", "yes", "on")
                            .contains(text.text().strip().toLowerCase(Locale.ROOT));
                    case Scalar scalar -> scalar.value() instanceof Boolean flag
                            ? flag
                            : scalar.value() instanceof Number number && number.doubleValue() != 0;
                    case Sequence sequence -> !sequence.items().isEmpty();
                    case Mapping map -> !map.entries().isEmpty();
                })
                .orElse(false);
    }

    private static String word(Value value) {
        return switch (value) {
            case Text text -> text.text().toLowerCase(Locale.ROOT);
            case Scalar scalar when scalar.value() instanceof Boolean flag -> flag.toString();
            case Scalar scalar when scalar.value() instanceof Number number && number.doubleValue() == number.intValue() ->
                String.valueOf(number.intValue());
            case Scalar _, Sequence _, Mapping _ -> "";
        };
    }

    int integer(String key, int fallback, int low, int high) {
        var value = value(key);
        if (value.isEmpty()) {
            return fallback;
        }
        var word = word(value.get());
        if (!word.matches("\\d{1,9}")) {
            findings.error(below(key), value.get().at(), "Input should be a valid integer");
            return fallback;
        }
        int number = Integer.parseInt(word);
        if (number < low || number > high) {
            findings.error(below(key), value.get().at(), "Input should be from " + low + " to " + high);
        }
        return number;
    }

    /// A map; empty when absent. Null is a fault.
    Mapping map(String key) {
        return value(key).flatMap(value -> mapping(key, value)).orElseGet(() -> Mapping.empty(mapping.at()));
    }

    /// A map; null counts as absent.
    Optional<Mapping> maybeMap(String key) {
        return present(key).flatMap(value -> mapping(key, value));
    }

    private Optional<Mapping> mapping(String key, Value value) {
        if (value instanceof Mapping map) {
            findings.requireTextKeys(below(key), map);
            return Optional.of(map);
        }
        findings.error(below(key), value.at(), "Input should be a valid dictionary");
        return Optional.empty();
    }

    Optional<Part> part(String key) {
        return maybeMap(key).map(map -> new Part(map, below(key), findings));
    }

    /// The maps below a map, by name.
    <T> Map<String, T> parts(String key, BiFunction<String, Part, T> read) {
        var parts = new LinkedHashMap<String, T>();
        map(key).entries().forEach((name, value) -> {
            var at = below(key) + "." + name;
            if (value instanceof Mapping map) {
                parts.put(name, read.apply(name, new Part(map, at, findings)));
            } else {
                findings.error(at, value.at(), "Input should be a valid dictionary");
            }
        });
        return parts;
    }

    List<String> texts(String key) {
        var texts = new ArrayList<String>();
        items(key, false).forEach((index, value) -> {
            if (value instanceof Text text) {
                texts.add(text.text());
            } else {
                findings.error(below(key) + "." + index, value.at(), "Input should be a valid string");
            }
        });
        return texts;
    }

    /// The maps of a list.
    List<Part> list(String key) {
        var parts = new ArrayList<Part>();
        items(key, false).forEach((index, value) -> {
            var at = below(key) + "." + index;
            if (value instanceof Mapping map) {
                parts.add(new Part(map, at, findings));
            } else {
                findings.error(at, value.at(), "Input should be a valid dictionary");
            }
        });
        return parts;
    }

    private Map<Integer, Value> items(String key, boolean nullable) {
        var items = new LinkedHashMap<Integer, Value>();
        var value = nullable ? present(key) : value(key);
        value.ifPresent(found -> {
            if (found instanceof Sequence(var list, var _)) {
                for (int i = 0; i < list.size(); i++) {
                    items.put(i, list.get(i));
                }
            } else {
                findings.error(below(key), found.at(), "Input should be a valid list");
            }
        });
        return items;
    }

    /// Keys that are read elsewhere.
    void knows(String... keys) {
        known.addAll(List.of(keys));
    }

    /// Warns of every key that nobody has asked for.
    void finish() {
        mapping.keys().forEach((key, at) -> {
            if (!known.contains(key)) {
                findings.warning(
                        below(key),
                        at,
                        "unknown key \"" + key + "\" is ignored",
                        Suggestion.of(key, known).map(near -> "did you mean \"" + near + "\"?").orElse("known: "
                                + String.join(", ", known.stream().sorted().toList())));
            }
        });
    }
}
