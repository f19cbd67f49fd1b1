package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a person or an agent must do to have a value, every placeholder filled in. Holds no value.
///
/// @param summary the whole in a sentence or two
/// @param requiredTools programs that the steps need
public record Instructions(
        String summary,
        List<Step> steps,
        List<String> prerequisites,
        List<String> requiredTools,
        Optional<String> automationHint,
        Optional<String> estimatedTime,
        Optional<String> fallback,
        Optional<String> documentationUrl) {

    public Instructions {
        steps = List.copyOf(steps);
        prerequisites = List.copyOf(prerequisites);
        requiredTools = List.copyOf(requiredTools);
    }

    /// One thing to do.
    ///
    /// @param params plain JSON values
    public record Step(String action, String description, Map<String, @Nullable Object> params, boolean required) {}

    /// Instructions that are one text.
    public static Instructions of(String summary) {
        return new Instructions(
                summary, List.of(), List.of(), List.of(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// @param written as it stands in the document, and checked
    /// @param fill fills in the placeholders of one value
    static Instructions of(Mapping written, Function<Value, Value> fill) {
        var steps = new ArrayList<Step>();
        if (written.at("steps") instanceof Sequence(var items, _)) {
            items.forEach(item -> {
                if (item instanceof Mapping step) {
                    steps.add(step(step, fill));
                }
            });
        }
        return new Instructions(
                needed(written, "summary", fill),
                steps,
                texts(written, "prerequisites", fill),
                texts(written, "required_tools", fill),
                maybe(written, "automation_hint", fill),
                maybe(written, "estimated_time", fill),
                maybe(written, "fallback", fill),
                maybe(written, "documentation_url", fill));
    }

    private static Step step(Mapping written, Function<Value, Value> fill) {
        var params = new LinkedHashMap<String, @Nullable Object>();
        if (written.at("params") instanceof Mapping map) {
            map.entries().forEach((key, value) -> params.put(key, fill.apply(value).plain(Value.View.SHOWN)));
        }
        boolean optional = written.at("required") instanceof Value.Scalar(var flag, _) && Boolean.FALSE.equals(flag);
        return new Step(needed(written, "action", fill), needed(written, "description", fill), params, !optional);
    }

    /// What must be there: when nothing is left of it, it stays as it was written.
    private static String needed(Mapping written, String key, Function<Value, Value> fill) {
        return maybe(written, key, fill)
                .filter(text -> !text.isEmpty())
                .or(() -> text(written.at(key)))
                .orElse("");
    }

    private static Optional<String> maybe(Mapping written, String key, Function<Value, Value> fill) {
        return Optional.ofNullable(written.at(key)).flatMap(value -> text(fill.apply(value)));
    }

    private static List<String> texts(Mapping written, String key, Function<Value, Value> fill) {
        return written.at(key) instanceof Sequence(var items, _)
                ? items.stream().flatMap(item -> text(fill.apply(item)).stream()).toList()
                : List.of();
    }

    private static Optional<String> text(@Nullable Value value) {
        return switch (value) {
            case null -> Optional.empty();
            case Value.Text text -> Optional.ofNullable(text.plain(Value.View.SHOWN)).map(String::valueOf);
            case Value.Scalar(var plain, _) -> Optional.ofNullable(plain).map(String::valueOf);
            case Sequence _, Mapping _ -> Optional.empty();
        };
    }

    /// For people: the summary, what it needs, and the numbered steps.
    public List<String> lines() {
        var lines = new ArrayList<String>(summary.lines().toList());
        if (!prerequisites.isEmpty()) {
            lines.add("before: " + String.join("; ", prerequisites));
        }
        if (!requiredTools.isEmpty()) {
            lines.add("needs: " + String.join(", ", requiredTools));
        }
        for (int i = 0; i < steps.size(); i++) {
            lines.addAll(lines(i + 1, steps.get(i)));
        }
        estimatedTime.ifPresent(time -> lines.add("takes: " + time));
        automationHint.ifPresent(hint -> lines.add("to automate: " + hint));
        fallback.ifPresent(other -> lines.add("otherwise: " + other));
        documentationUrl.ifPresent(url -> lines.add("see: " + url));
        return lines;
    }

    private static List<String> lines(int number, Step step) {
        var lines = new ArrayList<String>();
        lines.add(number + ". " + step.action() + ": " + step.description() + (step.required() ? "" : " (optional)"));
        step.params().forEach((key, value) -> lines.add("   " + key + ": " + value));
        return lines;
    }

    /// As a JSON object; what is not given is left out.
    public Map<String, @Nullable Object> document() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("summary", summary);
        document.put("steps", steps.stream().map(Instructions::document).toList());
        put(document, "prerequisites", prerequisites);
        put(document, "required_tools", requiredTools);
        automationHint.ifPresent(text -> document.put("automation_hint", text));
        estimatedTime.ifPresent(text -> document.put("estimated_time", text));
        fallback.ifPresent(text -> document.put("fallback", text));
        documentationUrl.ifPresent(text -> document.put("documentation_url", text));
        return document;
    }

    private static void put(Map<String, @Nullable Object> document, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            document.put(key, texts);
        }
    }

    private static Map<String, @Nullable Object> document(Step step) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("action", step.action());
        document.put("description", step.description());
        if (!step.params().isEmpty()) {
            document.put("params", step.params());
        }
        document.put("required", step.required());
        return document;
    }
}
