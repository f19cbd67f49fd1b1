package dev.secretzero.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/// The help pages.
final class Help {

    private static final int NARROWEST = 60;
    private static final int WIDEST = 110;

    private Help() {}

    /// The options that stand before the command.
    static List<OptionSpec> globals() {
        return List.of(
                OptionSpec.builder("--version").type(boolean.class).versionHelp(true)
                        .description("Show the version and exit.").build(),
                OptionSpec.builder("-h", "--help").type(boolean.class).usageHelp(true)
                        .description("Show this help and exit.").build(),
                Options.flag("Never ask for anything.", "-n", "--non-interactive"),
                Options.text("NAME", "The environment profile of the command.", "-e", "--environment"));
    }

    /// The page of the program. It is written from the list of commands, so that none has to be built.
    static String overview() {
        var page = new StringBuilder("""
                Usage: secretzero [--version] [-h] [-n] [-e NAME] COMMAND [OPTIONS]

                Secrets as code: declare, make, deliver, rotate and prove them.

                Commands:
                """);
        for (var command : Command.values()) {
            page.append("  ").append(Page.pad(command.word(), 14)).append(command.summary()).append('\n');
        }
        return page.append("""

                Options:
                  --version                  Show the version and exit.
                  -h, --help                 Show this help and exit.
                  -n, --non-interactive      Never ask for anything.
                  -e, --environment=NAME     The environment profile of the command.

                Exit status: 0 done, 1 invalid or failed, 2 usage, 3 refused by a provider,
                4 drift, 5 configuration, 127 internal error.
                secretzero COMMAND --help says more.
                """).toString();
    }

    /// The page of one command.
    static String of(CommandLine parser, int width) {
        parser.setUsageHelpWidth(Math.clamp(width, NARROWEST, WIDEST));
        return parser.getUsageMessage(Ansi.OFF);
    }
}
