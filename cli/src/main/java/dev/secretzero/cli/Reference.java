package dev.secretzero.cli;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The reference page of the command line, written from the descriptions that the parser uses.
public final class Reference {

    private Reference() {}

    /// The page as Markdown.
    public static String markdown() {
        var page = new StringBuilder("""
                # The command line

                This page is written from the program's own description of its commands.

                `secretzero [--version] [-h] [-n] [-e NAME] COMMAND [OPTIONS]`

                Results go to standard output, everything else to standard error. With `--format json` standard output
                is one JSON document, also when the command fails: `{"error": {"code", "message", "hint"}}`; nobody is
                asked for anything then. The exit status is the same in text and in JSON:

                | Status | Meaning |
                |---|---|
                | 0 | done |
                | 1 | invalid, unknown, against a policy, or something failed |
                | 2 | the command line itself is wrong |
                | 3 | a provider refused who we are |
                | 4 | drift |
                | 5 | the Secretfile, its lane or its lockfile cannot be used, or the guard forbids it |
                | 127 | a defect of the program |

                While `SZ_AGENT` or `SZ_AGENT_MODE` is `1`, `true`, `yes` or `on`, a program is taken to read along: `render`
                and `get --reveal` are refused (status 5), `list` and `show` leave out values and settings, and nobody is asked
                for anything. `SZ_AGENT_MODE` also makes `validate` strict about plain text.

                ## Options before the command

                """);
        options(page, Help.globals());
        for (var command : Command.values()) {
            command(page, command);
        }
        return page.toString();
    }

    private static void command(StringBuilder page, Command command) {
        var spec = command.parser().getCommandSpec();
        page.append("\n## ").append(command.word()).append("\n\n").append(command.summary()).append("\n\n");
        page.append("`secretzero ").append(command.word()).append(words(spec)).append(" [OPTIONS]`\n\n");
        page.append("| Argument, option | Meaning |\n|---|---|\n");
        spec.positionalParameters().forEach(word -> row(page, "`" + word.paramLabel() + "`", word));
        spec.options().forEach(option -> row(page, names(option), option));
    }

    private static String words(CommandSpec spec) {
        var words = new StringBuilder();
        spec.positionalParameters().forEach(word -> words.append(
                word.arity().min() > 0 ? " " + word.paramLabel() : " [" + word.paramLabel() + "]"));
        return words.toString();
    }

    private static void options(StringBuilder page, Iterable<OptionSpec> options) {
        page.append("| Option | Meaning |\n|---|---|\n");
        options.forEach(option -> row(page, names(option), option));
    }

    private static void row(StringBuilder page, String names, ArgSpec arg) {
        page.append("| ").append(names).append(" | ").append(String.join(" ", arg.description())).append(" |\n");
    }

    private static String names(OptionSpec option) {
        var names = "`" + String.join("`, `", option.names()) + "`";
        if (option.arity().max() == 0) {
            return names;
        }
        return names + " " + option.paramLabel().replace("|", "\\|");
    }
}
