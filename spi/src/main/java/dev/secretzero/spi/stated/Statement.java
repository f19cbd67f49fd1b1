package dev.secretzero.spi.stated;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A value that the manifest states, or that a person is asked for.
///
/// A text is a text and a map is named fields; a number, a flag or a list is kept as JSON. What is null, a lone
/// unresolved placeholder or, inside a map, blank is asked for. A text that is empty on purpose is a value.
public final class Statement {

    /// What can be set.
    public static final List<Setting> SETTINGS = List.of(
            Setting.of(
                    "default",
                    Setting.Type.ANY,
                    "The value, or a map of named values. Null, or a map entry left empty, is asked for."),
            Setting.of("value", Setting.Type.ANY, "The value, used when \"default\" is not there."),
            Setting.of("description", Setting.Type.TEXT, "What is asked for, in a few words."),
            Setting.of(
                    "validation",
                    Setting.Type.TEXT,
                    "A regular expression that a single text must match. Values in a map are not checked."),
            Setting.of(
                            "validation_match",
                            Setting.Type.TEXT,
                            "Whether the pattern must match the beginning of the text, or all of it.")
                    .otherwise("prefix")
                    .oneOf("prefix", "full"),
            Setting.of(
                            "prompt_on_empty",
                            Setting.Type.FLAG,
                            "Ask for what is missing. When false, what is missing is an error.")
                    .otherwise("true"));

    private static final Pattern PLACEHOLDER = Pattern.compile("\\s*\\$\\{[^}]*}\\s*");
    private static final int DEEPEST = 64;

    private Statement() {}

    /// A [Generator.Stated], or where something is left open a [Generator.Manual].
    ///
    /// @param settings of [#SETTINGS]
    /// @throws ProblemException of [Problem.Code#SETTING_INVALID]
    public static Generator open(Settings settings) {
        String key = settings.has("default") ? "default" : "value";
        var tree = settings.has(key) ? settings.tree(key) : null;
        var shape = Shape.of(settings);
        var holes = new Survey(key, new ArrayList<>()).of(tree);
        if (holes.isEmpty()) {
            return (Generator.Stated) () -> fill(tree, Collections.emptyIterator(), shape);
        }
        var questions = questions(settings, holes);
        if (!settings.flag("prompt_on_empty")) {
            return (Generator.Stated) () -> {
                throw unasked(questions);
            };
        }
        return new Asked(tree, questions, shape);
    }

    /// Finds the leaves that are missing, in the order in which [#fill] comes to them.
    private record Survey(String key, List<String> holes) {

        List<String> of(@Nullable Object tree) {
            find(tree, "", 0);
            return holes;
        }

        private void find(@Nullable Object tree, String path, int depth) {
            if (tree instanceof Map<?, ?> map) {
                inside(map, path, depth);
            } else if (tree instanceof List<?> && depth > 0) {
                throw wrong(
                        key,
                        "has a list inside a map, at \"" + path + "\"",
                        "write the list as one text, or state it as the whole value of a secret of its own");
            } else if (isMissing(tree, depth)) {
                holes.add(path);
            }
        }

        private void inside(Map<?, ?> map, String path, int depth) {
            if (depth > DEEPEST) {
                throw wrong(key, "is nested too deeply", "use at most " + DEEPEST + " levels of maps");
            }
            sorted(map).forEach((name, leaf) -> find(leaf, path.isEmpty() ? name : path + "." + name, depth + 1));
        }
    }

    private static boolean isMissing(@Nullable Object leaf, int depth) {
        return leaf == null
                || (leaf instanceof String text
                        && ((depth > 0 && text.isBlank()) || PLACEHOLDER.matcher(text).matches()));
    }

    private static SortedMap<String, @Nullable Object> sorted(Map<?, ?> map) {
        var sorted = new TreeMap<String, @Nullable Object>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        return sorted;
    }

    private static List<Generator.Question> questions(Settings settings, List<String> holes) {
        String subject = settings.maybe("description").orElse("");
        return holes.stream().map(hole -> new Generator.Question(label(subject, hole))).toList();
    }

    private static String label(String subject, String hole) {
        if (hole.isEmpty()) {
            return subject.isEmpty() ? "value" : subject;
        }
        return subject.isEmpty() ? hole : subject + " → " + hole;
    }

    private static ProblemException unasked(List<Generator.Question> questions) {
        return needed(
                "no value is stated for \"" + questions.getFirst().label() + "\"",
                "state it, set the variable that it refers to, or set prompt_on_empty to true to be asked");
    }

    static ProblemException wrong(String key, String what, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" " + what).hint(hint));
    }

    private static ProblemException needed(String what, String hint) {
        return new ProblemException(Problem.of(Problem.Code.INPUT_REQUIRED, what).hint(hint));
    }

    private static Material fill(@Nullable Object tree, Iterator<Secret> answers, Optional<Shape> shape) {
        if (tree instanceof Map<?, ?> map) {
            return fields(map, answers);
        }
        var material = leaf(tree, 0, answers);
        if (material instanceof Material.Single(Secret text)) {
            shape.ifPresent(asked -> asked.check(text));
        }
        return material;
    }

    private static Material fields(Map<?, ?> map, Iterator<Secret> answers) {
        var fields = new TreeMap<String, Material>();
        sorted(map).forEach((key, value) -> fields.put(
                key, value instanceof Map<?, ?> inner ? fields(inner, answers) : leaf(value, 1, answers)));
        return new Material.Fields(fields);
    }

    private static Material leaf(@Nullable Object leaf, int depth, Iterator<Secret> answers) {
        if (isMissing(leaf, depth)) {
            return new Material.Single(answers.next());
        }
        return leaf instanceof String text
                ? Material.of(text)
                : new Material.Literal(Secret.of(CanonicalJson.of(leaf)));
    }

    /// A value of which at least one part is not stated.
    private record Asked(@Nullable Object tree, List<Generator.Question> questions, Optional<Shape> shape)
            implements Generator.Manual {

        @Override
        public String instructions() {
            return questions.size() == 1
                    ? "Give a value for \"" + questions.getFirst().label() + "\"."
                    : "Give the " + questions.size() + " values that the manifest leaves open.";
        }

        @Override
        public Material accept(List<Secret> answers) {
            if (answers.size() != questions.size()) {
                throw needed(
                        "there are " + questions.size() + " questions and " + answers.size() + " answers",
                        "answer each question once, in order");
            }
            var given = new ArrayList<Secret>();
            for (int i = 0; i < answers.size(); i++) {
                given.add(answer(questions.get(i), answers.get(i)));
            }
            return fill(tree, given.iterator(), shape);
        }

        @Override
        public String toString() {
            return "Statement[asked]";
        }

        private static Secret answer(Generator.Question question, Secret answer) {
            var trimmed = answer.lend(bytes -> Secret.take(Blank.trim(bytes)));
            if (trimmed.length() == 0) {
                throw needed("the answer for \"" + question.label() + "\" is empty", "give a value");
            }
            return trimmed;
        }
    }
}
