package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Scope.Found;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The two passes over the strings of a document.
///
/// First `${NAME}` and `${NAME:-default}`: a variable, else the environment, else the default, else what was
/// written. Then, where the text has `{{`, the whole text is a template that sees the variables as `var`; a template
/// that fails is left as it was. A text knows whether the environment had a share in it.
///
/// The template engine is loaded when the first text needs it: `{{ var.a.b }}` does not.
public final class Interpolation {

    private static final int LONGEST = 1_000_000;
    private static final long LONGEST_IN_ALL = 64_000_000;

    private static final Pattern PATH = Pattern.compile("\\{\\{\\s*var((?:\\.(?:[A-Za-z_]\\w*|\\d+))++)\\s*}}");
    private static final Pattern MENTION =
            Pattern.compile("(?<![\\w.])([A-Za-z_]\\w*)((?:\\s*\\.\\s*\\w+|\\s*\\[\\s*(?:'[^']*'|\"[^\"]*\"|\\d+)\\s*])*+)");
    /// The same, but for the names of filters and tests.
    private static final Pattern OPERAND =
            Pattern.compile("(?<!\\|\\s{0,9})(?<!\\bis\\s{1,9})(?<!\\bis\\s{1,9}not\\s{1,9})" + MENTION.pattern());
    /// A part of a template between its marks; the last may be open.
    private static final Pattern PART = Pattern.compile("(?s)\\{[{%](?:(?![}%]}).)*+");
    /// A text in quotes that is no key in brackets.
    private static final Pattern LITERAL = Pattern.compile("(?<!\\[)(?:'[^']*'|\"[^\"]*\")");
    private static final Pattern STEP = Pattern.compile("\\.\\s*(\\w+)|\\[\\s*(?:'([^']*)'|\"([^\"]*)\"|(\\d+))\\s*]");

    private final Scope scope;
    private final Map<String, String> environment;
    private final Supplier<Jinja> engine;
    private final AtomicLong room;

    Interpolation(Scope scope, Map<String, String> environment, Supplier<Jinja> engine) {
        this(scope, environment, engine, new AtomicLong(LONGEST_IN_ALL));
    }

    private Interpolation(Scope scope, Map<String, String> environment, Supplier<Jinja> engine, AtomicLong room) {
        this.scope = scope;
        this.environment = environment;
        this.engine = engine;
        this.room = room;
    }

    /// Interpolation with these variables and this environment.
    public static Interpolation of(Mapping variables, Map<String, String> environment) {
        return new Interpolation(Scope.of(variables), environment, Jinja::strings);
    }

    /// The same with other variables merged over these.
    Interpolation under(Mapping over) {
        return over.entries().isEmpty() ? this : new Interpolation(scope.under(over), environment, engine, room);
    }

    /// A text on its way: what it has become, and whether the environment had a share in it.
    private record Passed(String text, boolean drawn) {}

    /// Interpolates every string at any depth, except what stands below a key `agent_instructions`. What does not
    /// change is returned as it is.
    public Value value(Value value) {
        return switch (value) {
            case Text text -> text(text);
            case Scalar scalar -> scalar;
            case Sequence(var items, var at) -> {
                var done = new ArrayList<Value>(items.size());
                boolean changed = false;
                for (var item : items) {
                    var next = value(item);
                    changed |= !isSame(next, item);
                    done.add(next);
                }
                yield changed ? new Sequence(done, at) : value;
            }
            case Mapping mapping -> mapping(mapping);
        };
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Value a, Value b) {
        return a == b;
    }

    /// See [#value].
    public Mapping mapping(Mapping mapping) {
        var done = new LinkedHashMap<String, Value>();
        boolean changed = false;
        for (var entry : mapping.entries().entrySet()) {
            var next = entry.getKey().equals("agent_instructions") ? entry.getValue() : value(entry.getValue());
            changed |= !isSame(next, entry.getValue());
            done.put(entry.getKey(), next);
        }
        return changed ? new Mapping(done, mapping.keys(), mapping.at()) : mapping;
    }

    /// Interpolates one string. One that would become longer than a million characters is left as it is, and so are all
    /// once they make 64 million together: a few lines that repeat each other must not fill the memory.
    public Text text(Text text) {
        if (!hasPlaceholder(text.text())) {
            return text;
        }
        try {
            var first = shell(text.text());
            var second = first.text().contains("{{") ? template(first) : first;
            fits(second.text().length());
            return new Text(second.text(), text.raw(), text.fromEnvironment() || second.drawn(), text.at());
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private void fits(int length) {
        if (length > LONGEST || room.addAndGet(-length) < 0) {
            throw tooLong();
        }
    }

    private static void append(StringBuilder out, String text) {
        if (out.length() + text.length() > LONGEST) {
            throw tooLong();
        }
        out.append(text);
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("too long");
    }

    static boolean hasPlaceholder(String text) {
        return text.contains("${") || text.contains("{{");
    }

    private Passed shell(String text) {
        if (!text.contains("${")) {
            return new Passed(text, false);
        }
        var out = new StringBuilder();
        boolean drawn = false;
        int done = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", Math.max(start + 1, done))) {
            int end = text.indexOf('}', start);
            if (end < 0) {
                break;
            }
            if (end == start + 2) {
                continue;
            }
            var placeholder = placeholder(text.substring(start, end + 1));
            append(out.append(text, done, start), placeholder.text());
            drawn |= placeholder.drawn();
            done = end + 1;
        }
        return new Passed(out.append(text, done, text.length()).toString(), drawn);
    }

    private Passed placeholder(String written) {
        var inner = written.substring(2, written.length() - 1);
        int split = inner.indexOf(":-");
        var name = split < 0 ? inner : inner.substring(0, split);
        var variable = scope.find(name);
        if (variable.isPresent()) {
            return new Passed(scope.text(variable.get()), scope.isDrawn(variable.get()));
        }
        var value = environment.get(name);
        if (value != null) {
            return new Passed(value, true);
        }
        return new Passed(split < 0 ? written : inner.substring(split + 2), false);
    }

    private Passed template(Passed before) {
        var source = unixed(before.text());
        var paths = paths(source);
        if (paths.isPresent()) {
            return paths.get().map(done -> new Passed(done.text(), done.drawn() || before.drawn())).orElse(before);
        }
        boolean drawn = before.drawn() || isDrawn(source);
        return engine.get().render(source, scope.names()).map(text -> new Passed(text, drawn)).orElse(before);
    }

    /// Lines end in LF, and one line end at the end is dropped.
    private static String unixed(String text) {
        var lines = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
        return lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    /// Fills a text whose only template parts are `{{ var.path }}`. Empty: it needs the engine. Empty inside: it
    /// cannot be filled.
    private Optional<Optional<Passed>> paths(String text) {
        if (text.contains("{%") || text.contains("{#")) {
            return Optional.empty();
        }
        var out = new StringBuilder();
        boolean drawn = false;
        int done = 0;
        var match = PATH.matcher(text);
        for (int start = text.indexOf("{{"); start >= 0; start = text.indexOf("{{", done)) {
            if (!match.find(start) || match.start() != start) {
                return Optional.empty();
            }
            switch (scope.find(path(match.group(1)))) {
                case Found.Here(var value) -> {
                    append(out.append(text, done, start), scope.text(value));
                    drawn |= scope.isDrawn(value);
                }
                case Found.Missing _ -> out.append(text, done, start);
                case Found.Broken _ -> {
                    return Optional.of(Optional.empty());
                }
            }
            done = match.end();
        }
        return Optional.of(Optional.of(new Passed(out.append(text, done, text.length()).toString(), drawn)));
    }

    private static List<String> path(String dotted) {
        return List.of(dotted.substring(1).split("\\.", -1));
    }

    private boolean isDrawn(String template) {
        return mentions(template).stream().anyMatch(this::isDrawn);
    }

    private boolean isDrawn(List<String> mention) {
        if (mention.isEmpty()) {
            return scope.isAnyDrawn();
        }
        for (int length = mention.size(); length > 0; length--) {
            if (scope.find(mention.subList(0, length)) instanceof Found.Here(var value)) {
                return scope.isDrawn(value);
            }
        }
        return false;
    }

    /// The variables that a template may name, as paths; an empty path stands for all of them. It finds too many
    /// rather than too few.
    static List<List<String>> mentions(String template) {
        var mentions = new ArrayList<List<String>>();
        var match = MENTION.matcher(template);
        while (match.find()) {
            var steps = steps(match.group(2));
            if (!steps.isEmpty() && isCalled(template, match.end())) {
                // A method shows what it is called on, whatever else has its name.
                steps.removeLast();
            }
            if (!match.group(1).equals("var")) {
                steps.addFirst(match.group(1));
            }
            mentions.add(steps);
        }
        return mentions;
    }

    private static boolean isCalled(String template, int end) {
        int at = end;
        while (at < template.length() && Character.isWhitespace(template.charAt(at))) {
            at++;
        }
        return at < template.length() && template.charAt(at) == '(';
    }

    private static List<String> steps(String written) {
        var steps = new ArrayList<String>();
        var match = STEP.matcher(written);
        while (match.find()) {
            steps.add(group(match));
        }
        return steps;
    }

    private static String group(Matcher match) {
        for (int i = 1; i <= match.groupCount(); i++) {
            @Nullable String text = match.group(i);
            if (text != null) {
                return text;
            }
        }
        return "";
    }

    /// A variable that a string names.
    ///
    /// @param sure whether it is a variable without doubt; a bare word in an expression may be a filter or a name of its own
    record Reference(List<String> path, boolean sure) {}

    /// The variables that a string names in either pass.
    static List<Reference> references(String text) {
        var references = new ArrayList<Reference>();
        int end = 0;
        for (int start = text.indexOf("${"); start >= 0 && end >= 0; start = text.indexOf("${", Math.max(start + 1, end))) {
            end = text.indexOf('}', start);
            if (end > start + 2) {
                var inner = text.substring(start + 2, end);
                int split = inner.indexOf(":-");
                references.add(new Reference(List.of(split < 0 ? inner : inner.substring(0, split)), true));
            }
        }
        if (text.contains("{{")) {
            var parts = PART.matcher(text);
            while (parts.find()) {
                references.addAll(inExpression(LITERAL.matcher(parts.group()).replaceAll("")));
            }
        }
        return references;
    }

    private static List<Reference> inExpression(String expression) {
        var references = new ArrayList<Reference>();
        var match = OPERAND.matcher(expression);
        while (match.find()) {
            boolean sure = match.group(1).equals("var");
            var path = steps(match.group(2));
            if (!sure) {
                path.addFirst(match.group(1));
            }
            references.add(new Reference(path, sure));
        }
        return references;
    }
}
