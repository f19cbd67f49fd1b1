package dev.secretzero.engine.policy;

import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.policy.Verdict.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The members of a policy, read as the types that they must have. Empty: it has another type.
final class PolicyBody {

    private PolicyBody() {}

    /// Whether the key is not there, or null.
    static boolean absent(Mapping body, String key) {
        var value = body.at(key);
        return value == null || (value instanceof Value.Scalar scalar && scalar.value() == null);
    }

    static Optional<String> text(Mapping body, String key) {
        return written(body, key).map(Value.Text::text);
    }

    /// A text that remembers what was written.
    static Optional<Value.Text> written(Mapping body, String key) {
        return body.at(key) instanceof Value.Text text ? Optional.of(text) : Optional.empty();
    }

    /// How bad a violation is.
    static Optional<Severity> severity(Mapping body, Severity fallback) {
        if (absent(body, "severity")) {
            return Optional.of(fallback);
        }
        return text(body, "severity").flatMap(Severity::of);
    }

    /// A text as it may be shown: what the environment had a share in is shown as it was written.
    static Optional<String> shown(Mapping body, String key) {
        return body.at(key) instanceof Value.Text text ? Optional.of(text.toString()) : Optional.empty();
    }

    /// A boolean, or one of the words that manifests may use for one.
    static Optional<Boolean> flag(Mapping body, String key, boolean fallback) {
        return switch (body.at(key)) {
            case null -> Optional.of(fallback);
            case Value.Scalar(Boolean truth, _) -> Optional.of(truth);
            case Value.Scalar(Number number, _) -> flag(number.toString());
            case Value.Text text -> flag(text.text().toLowerCase(Locale.ROOT));
            case Value _ -> Optional.empty();
        };
    }

    private static Optional<Boolean> flag(String word) {
        return switch (word) {
            case "true", "t", "yes", "y", "on", "1", "1.0" -> Optional.of(true);
            case "false", "f", "no", "n", "off", "0", "0.0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /// A whole number, or a text that is one.
    static Optional<Integer> whole(Mapping body, String key) {
        return switch (body.at(key)) {
            case null -> Optional.empty();
            case Value.Scalar(Number number, _) when number.doubleValue() == number.intValue() ->
                Optional.of(number.intValue());
            case Value.Text text when text.text().strip().matches("\\d{1,6}") ->
                Optional.of(Integer.valueOf(text.text().strip()));
            case Value _ -> Optional.empty();
        };
    }

    /// A list of texts; none when the key is not there.
    static Optional<List<String>> texts(Mapping body, String key) {
        return written(body, key, List.of()).map(texts -> texts.stream().map(Value.Text::text).toList());
    }

    /// A list of texts that remember what was written.
    static Optional<List<Value.Text>> written(Mapping body, String key, List<Value.Text> fallback) {
        return switch (body.at(key)) {
            case null -> Optional.of(fallback);
            case Value.Sequence(var items, _) -> texts(items);
            case Value _ -> Optional.empty();
        };
    }

    private static Optional<List<Value.Text>> texts(List<Value> items) {
        var texts = new ArrayList<Value.Text>(items.size());
        for (var item : items) {
            if (!(item instanceof Value.Text text)) {
                return Optional.empty();
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }
}
