package dev.secretzero.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands before the command, and the words from the command on.
///
/// @param rest empty when there is no command
record Globals(boolean version, boolean help, boolean quiet, Optional<String> environment, List<String> rest) {

    private static final List<String> NAMES =
            List.of("--version", "--help", "--non-interactive", "--environment", "-h", "-n", "-e");

    Globals {
        rest = List.copyOf(rest);
    }

    /// Reads words up to the command.
    ///
    /// @throws Stop with exit 2 at an option that is not global
    static Globals parse(List<String> words) {
        var left = new ArrayList<>(words);
        var globals = new Globals(false, false, false, Optional.empty(), List.of());
        while (!left.isEmpty() && left.getFirst().startsWith("-")) {
            globals = globals.with(left.removeFirst(), left);
        }
        return new Globals(globals.version, globals.help, globals.quiet, globals.environment, left);
    }

    private Globals with(String option, List<String> left) {
        return switch (option) {
            case "--version" -> new Globals(true, help, quiet, environment, rest);
            case "-h", "--help" -> new Globals(version, true, quiet, environment, rest);
            case "-n", "--non-interactive" -> new Globals(version, help, true, environment, rest);
            case "-e", "--environment" -> {
                if (left.isEmpty()) {
                    throw Stop.usage(option + " needs the name of an environment", "see secretzero --help");
                }
                yield environment(left.removeFirst());
            }
            default -> {
                if (option.startsWith("--environment=")) {
                    yield environment(option.substring("--environment=".length()));
                }
                throw Stop.usage(
                        "there is no global option " + option,
                        Nearest.hint(option, NAMES, "options of a command stand after it; see secretzero --help"));
            }
        };
    }

    private Globals environment(String name) {
        return new Globals(version, help, quiet, Optional.of(name), rest);
    }
}
