package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Scope.Found;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Resolves variables that refer to variables or to the environment: each one after those that it names, so that the
/// order of the document does not matter. Those that name themselves, directly or by way of others, are an error.
/// What has no placeholder stays untouched.
final class Variables {

    private static final int LONGEST_CHAIN = 200;

    private final Mapping raw;
    private final Scope scope;
    private final Interpolation interpolation;
    private final Findings findings;
    private final IdentityHashMap<Value, Value> resolved = new IdentityHashMap<>();
    private final IdentityHashMap<Value, Boolean> settled = new IdentityHashMap<>();
    private final Deque<String> chain = new ArrayDeque<>();

    private Variables(Mapping raw, Map<String, String> environment, Supplier<Jinja> engine, Findings findings) {
        this.raw = raw;
        this.findings = findings;
        this.scope = Scope.of(raw, value -> resolved.getOrDefault(value, value));
        this.interpolation = new Interpolation(scope, environment, engine);
    }

    /// The same variables without placeholders that could be filled.
    static Mapping resolve(Mapping raw, Map<String, String> environment, Supplier<Jinja> engine, Findings findings) {
        var variables = new Variables(raw, environment, engine, findings);
        raw.entries().forEach((name, value) -> variables.settle(name, value));
        return (Mapping) variables.rebuilt(raw);
    }

    private void settle(String path, Value value) {
        var state = settled.get(value);
        if (Boolean.TRUE.equals(state)) {
            return;
        }
        if (state != null || chain.size() > LONGEST_CHAIN) {
            blame(path, value, state != null);
            return;
        }
        settled.put(value, false);
        chain.addLast(path);
        switch (value) {
            case Text text when Interpolation.hasPlaceholder(text.text()) -> {
                Interpolation.references(text.text()).forEach(this::settle);
                resolved.put(text, interpolation.text(text));
            }
            case Text _, Scalar _ -> {}
            case Sequence(var items, _) -> {
                for (int i = 0; i < items.size(); i++) {
                    settle(path + "." + i, items.get(i));
                }
            }
            case Mapping(var entries, _, _) -> entries.forEach((key, item) -> settle(path + "." + key, item));
        }
        chain.removeLast();
        settled.put(value, true);
    }

    /// What a text may name is settled first. What it may only seem to name is left alone while it is on its way.
    private void settle(Interpolation.Reference reference) {
        for (int length = reference.path().size(); length > 0; length--) {
            var path = reference.path().subList(0, length);
            if (raw(path) instanceof Found.Here(var value)) {
                if (reference.sure() || !Boolean.FALSE.equals(settled.get(value))) {
                    settle(String.join(".", path), value);
                }
                return;
            }
        }
    }

    /// Follows a path through the variables as they were written.
    private Found raw(List<String> path) {
        return Scope.of(raw).find(path);
    }

    private void blame(String path, Value value, boolean cycle) {
        var names = new ArrayList<>(chain);
        int start = names.indexOf(path);
        var circle = names.subList(Math.max(0, start), names.size());
        var message = cycle
                ? "The variables refer to each other in a circle: " + String.join(" -> ", circle) + " -> " + path
                : "The variables refer to each other more than " + LONGEST_CHAIN + " times in a row";
        findings.error("variables." + path, value.at(), message, "give one of them a plain value");
    }

    private Value rebuilt(Value value) {
        return switch (value) {
            case Text text -> resolved.getOrDefault(text, text);
            case Scalar scalar -> scalar;
            case Sequence(var items, var at) -> new Sequence(items.stream().map(this::rebuilt).toList(), at);
            case Mapping(var entries, var keys, var at) -> {
                var done = new LinkedHashMap<String, Value>();
                entries.forEach((key, item) -> done.put(key, rebuilt(item)));
                yield new Mapping(done, keys, at);
            }
        };
    }
}
