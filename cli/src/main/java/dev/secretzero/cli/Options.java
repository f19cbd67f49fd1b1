package dev.secretzero.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Makes the options that commands share.
final class Options {

    static final String FILE = "Secretfile.yml";

    private Options() {}

    /// The options of every command.
    static void common(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
        var names = spec.findOption("-n") == null
                ? new String[] {"-n", "--non-interactive"}
                : new String[] {"--non-interactive"};
        spec.addOption(OptionSpec.builder(names)
                .type(boolean.class)
                .description("Never ask for anything.")
                .build());
    }

    /// The options that say which Secretfile, lane, var files and lockfile.
    static void place(CommandSpec spec) {
        spec.addOption(text("FILE", "The Secretfile. Default: " + FILE + ".", "-f", "--file"));
        spec.addOption(text(
                "NAME", "The environment profile. An empty name: none, whatever the default.", "-e", "--environment"));
        spec.addOption(text("FILE", "The lockfile, relative to the Secretfile.", "-l", "--lockfile"));
        spec.addOption(many("FILE", "A var file; may be repeated, later ones win.", "-v", "--var-file"));
    }

    /// How long to wait for another operation.
    static OptionSpec patience() {
        return text("TIME", "Wait so long for another operation on the lockfile, as 30s or 5m. Default: 0s.", "--lock-timeout");
    }

    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .build();
    }

    static OptionSpec text(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec many(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec number(String label, String fallback, String description, String... names) {
        return OptionSpec.builder(names)
                .type(Integer.class)
                .arity("1")
                .paramLabel(label)
                .defaultValue(fallback)
                .description(description + " Default: " + fallback + ".")
                .build();
    }

    /// An option with a closed set of values, the first of which is the default.
    static OptionSpec choice(String description, List<String> choices, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(String.join("|", choices))
                .defaultValue(choices.getFirst())
                .completionCandidates(choices)
                .description(description + " Default: " + choices.getFirst() + ".")
                .build();
    }

    static OptionSpec format() {
        return choice("How to write the result.", List.of("text", "json"), "--format");
    }

    static OptionSpec dry(String description) {
        return flag(description, "--dry-run");
    }

    static OptionSpec secrets() {
        return many("NAME", "Only this secret; may be repeated.", "-s", "--secret");
    }

    /// An argument that may be left out.
    static PositionalParamSpec word(String label, String description) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .arity("0..1")
                .index("0")
                .paramLabel(label)
                .description(description)
                .build();
    }

    /// An argument that must be given.
    static PositionalParamSpec needed(String label, String description) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .arity("1")
                .required(true)
                .index("0")
                .paramLabel(label)
                .description(description)
                .build();
    }

    /// An argument with a closed set of values.
    static PositionalParamSpec oneOf(String label, String description, boolean needed, List<String> choices) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .arity(needed ? "1" : "0..1")
                .required(needed)
                .index("0")
                .paramLabel(label)
                .completionCandidates(choices)
                .description(description)
                .build();
    }
}
