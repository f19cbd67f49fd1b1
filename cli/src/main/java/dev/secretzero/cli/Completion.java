package dev.secretzero.cli;

import java.util.List;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `completion`: scripts made from the same descriptions that the parser uses. They know names, and run nothing.
final class Completion implements Verb {

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.oneOf("SHELL", "One of " + String.join(", ", SHELLS) + ".", true, SHELLS));
    }

    @Override
    public Answer run(Line line, Session session) {
        return Answer.data("script", script(line.word().orElseThrow()));
    }

    static String script(String shell) {
        return switch (shell) {
            case "zsh" -> "#compdef secretzero\nautoload -U +X bashcompinit && bashcompinit\n" + bash();
            case "fish" -> fish();
            default -> bash();
        };
    }

    private static String bash() {
        return AutoComplete.bash(Release.NAME, Command.everything());
    }

    private static String fish() {
        var script = new StringBuilder("# fish completion for secretzero\n");
        script.append("complete -c secretzero -f\n");
        Help.globals().forEach(option -> script.append("complete -c secretzero -n __fish_use_subcommand")
                .append(option(option))
                .append('\n'));
        for (var command : Command.values()) {
            script.append("complete -c secretzero -n __fish_use_subcommand -a ")
                    .append(command.word())
                    .append(" -d ")
                    .append(quote(command.summary()))
                    .append('\n');
            lines(command, script);
        }
        return script.toString();
    }

    private static void lines(Command command, StringBuilder script) {
        var start = "complete -c secretzero -n '__fish_seen_subcommand_from " + command.word() + "'";
        var spec = command.parser().getCommandSpec();
        spec.options().forEach(option -> script.append(start).append(option(option)).append('\n'));
        spec.positionalParameters().forEach(word -> {
            var choices = choices(word);
            if (!choices.isEmpty()) {
                script.append(start).append(" -a ").append(quote(String.join(" ", choices))).append('\n');
            }
        });
    }

    private static String option(OptionSpec option) {
        var text = new StringBuilder();
        for (var name : option.names()) {
            text.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
        }
        if (option.arity().max() > 0) {
            var choices = choices(option);
            boolean file = option.paramLabel().equals("FILE");
            text.append(file ? " -r -F" : " -x");
            text.append(choices.isEmpty() ? "" : " -a " + quote(String.join(" ", choices)));
        }
        return text + " -d " + quote(String.join(" ", option.description()));
    }

    /// The closed set of values of an option or argument; empty when it is open.
    static List<String> choices(ArgSpec arg) {
        Iterable<String> candidates = arg.completionCandidates();
        return candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false).toList();
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
