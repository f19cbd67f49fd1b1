package dev.secretzero.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// A command with its options and arguments, as typed and checked.
///
/// @param environment the global profile, for commands that are not given one of their own
/// @param quiet nobody may be asked
record Line(Command command, CommandSpec spec, Optional<String> environment, boolean quiet) {

    /// Reads the words after the command.
    ///
    /// @throws Stop with exit 2 when they do not fit
    static Line parse(Command command, CommandLine parser, List<String> words, Globals globals) {
        try {
            parser.setExpandAtFiles(false);
            parser.parseArgs(words.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw unmatched(command, parser.getCommandSpec(), e.getUnmatched());
        } catch (ParameterException e) {
            throw Stop.usage(command.word() + ": " + e.getMessage(), help(command));
        }
        var spec = parser.getCommandSpec();
        spec.args().forEach(arg -> checkChoice(command, arg));
        boolean quiet = globals.quiet() || given(spec, "--non-interactive");
        return new Line(command, spec, globals.environment(), quiet);
    }

    private static Stop unmatched(Command command, CommandSpec spec, List<String> words) {
        var word = words.getFirst();
        if (!word.startsWith("-")) {
            return Stop.usage(command.word() + " takes no further argument \"" + word + "\"", help(command));
        }
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        return Stop.usage(
                command.word() + " has no option " + name,
                Nearest.hint(name, spec.optionsMap().keySet(), help(command)));
    }

    private static void checkChoice(Command command, ArgSpec arg) {
        Iterable<String> candidates = arg.completionCandidates();
        if (candidates == null || arg.getValue() == null) {
            return;
        }
        var choices = StreamSupport.stream(candidates.spliterator(), false).toList();
        String value = Objects.toString(arg.getValue());
        if (!choices.isEmpty() && !choices.contains(value)) {
            throw Stop.usage(
                    command.word() + ": \"" + value + "\" is not one of " + String.join(", ", choices),
                    Nearest.hint(value, choices, help(command)));
        }
    }

    private static String help(Command command) {
        return "see secretzero " + command.word() + " --help";
    }

    private static @Nullable Object value(CommandSpec spec, String name) {
        var option = spec.findOption(name);
        return option == null ? null : option.getValue();
    }

    private static boolean given(CommandSpec spec, String name) {
        return Boolean.TRUE.equals(value(spec, name));
    }

    boolean help() {
        return flag("--help");
    }

    boolean flag(String name) {
        return given(spec, name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(value(spec, name)).map(Object::toString);
    }

    /// The chosen value of an option that has one in any case.
    String choice(String name) {
        return text(name).orElseThrow();
    }

    List<String> texts(String name) {
        return value(spec, name) instanceof Collection<?> values
                ? values.stream().map(Object::toString).toList()
                : List.of();
    }

    Set<String> names() {
        return new HashSet<>(texts("--secret"));
    }

    int number(String name, int least, int most) {
        int number = value(spec, name) instanceof Integer given ? given : least;
        if (number < least || number > most) {
            throw Stop.usage(
                    command.word() + ": " + name + " must be between " + least + " and " + most, help(command));
        }
        return number;
    }

    Optional<String> word() {
        return Optional.ofNullable(spec.positionalParameters().getFirst().<@Nullable Object>getValue())
                .map(Object::toString);
    }

    /// A path as typed.
    ///
    /// @throws Stop with exit 2 when it cannot be one
    Optional<Path> path(String name) {
        return text(name).map(text -> path(name, text));
    }

    List<Path> paths(String name) {
        var paths = new ArrayList<Path>();
        texts(name).forEach(text -> paths.add(path(name, text)));
        return paths;
    }

    private Path path(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw Stop.usage(command.word() + ": " + name + " is not a path", help(command));
        }
    }

    boolean json() {
        return text("--format").filter("json"::equals).isPresent();
    }

    /// The profile: the command's own wins.
    Optional<String> lane() {
        return text("--environment").or(() -> environment);
    }
}
