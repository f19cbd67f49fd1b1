package dev.secretzero.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Every command, in the order of the help. Only the one that is named is built: building all of them costs a
/// tenth of a second.
enum Command {
    INIT("init", "Write a starter Secretfile."),
    VALIDATE("validate", "Check the Secretfile."),
    PLAN("plan", "Show what a sync would do."),
    APPLY("apply", "Do what a plan said, if nothing has changed since."),
    SYNC("sync", "Make missing secrets and bring every place up to date."),
    STATUS("status", "Show what the lockfile says of each secret."),
    SHOW("show", "Show one secret, or all of them, without values."),
    PROVIDERS("providers", "Try the providers: who we are, and what can be looked at."),
    LIST("list", "List secrets, providers, targets or variables."),
    GET("get", "Say where a secret is held, or reveal its value."),
    ROTATE("rotate", "Give secrets that are due a new value."),
    DRIFT("drift", "Compare every place with what was delivered there."),
    POLICY("policy", "Judge the Secretfile by its policies."),
    IMPORT("import", "Adopt values that are already in their places."),
    CLEAN("clean", "Drop lockfile entries of secrets that are no longer declared."),
    LOCK("lock", "Judge the lockfile's fingerprints, or make them anew."),
    RENDER("render", "Show the Secretfile as interpolated, values redacted."),
    GRAPH("graph", "Draw what is made how and goes where."),
    SCHEMA("schema", "Write the JSON Schema of the Secretfile."),
    SECRET_TYPES("secret-types", "List the kinds of generators and targets."),
    AUDIT("audit", "Read the audit log."),
    SERVE("serve", "Run the REST server."),
    API("api", "Make a key for the REST server."),
    VERSION("version", "Show the version."),
    COMPLETION("completion", "Write a completion script for a shell.");

    private final String word;
    private final String summary;

    Command(String word, String summary) {
        this.word = word;
        this.summary = summary;
    }

    /// As it is typed.
    String word() {
        return word;
    }

    String summary() {
        return summary;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Command::word).toList();
    }

    static Optional<Command> of(String word) {
        return Arrays.stream(values()).filter(command -> command.word.equals(word)).findFirst();
    }

    Verb verb() {
        return switch (this) {
            case INIT -> new Init();
            case VALIDATE -> new Validate();
            case PLAN -> new Plans();
            case APPLY -> new Apply();
            case SYNC -> new Sync();
            case STATUS -> new StatusView();
            case SHOW -> new Show();
            case PROVIDERS -> new Providers();
            case LIST -> new Listing();
            case GET -> new Get();
            case ROTATE -> new Rotate();
            case DRIFT -> new DriftCheck();
            case POLICY -> new PolicyCheck();
            case IMPORT -> new Import();
            case CLEAN -> new Clean();
            case LOCK -> new LockPrints();
            case RENDER -> new Render();
            case GRAPH -> new Graph();
            case SCHEMA -> new SchemaExport();
            case SECRET_TYPES -> new SecretTypes();
            case AUDIT -> new AuditLog();
            case SERVE -> new Serve();
            case API -> new ApiKey();
            case VERSION -> new VersionShow();
            case COMPLETION -> new Completion();
        };
    }

    /// The parser of this command alone.
    CommandLine parser() {
        var spec = CommandSpec.create();
        spec.usageMessage().description(summary);
        verb().shape(spec);
        Options.common(spec);
        var root = root();
        root.addSubcommand(word, spec);
        return Objects.requireNonNull(root.subcommands().get(word));
    }

    /// The parser of every command, for completion and reference.
    static CommandLine everything() {
        var root = root();
        for (var command : values()) {
            root.addSubcommand(command.word, command.parser());
        }
        return new CommandLine(root);
    }

    private static CommandSpec root() {
        var root = CommandSpec.create().name(Release.NAME);
        root.interpolateVariables(false);
        Help.globals().forEach(root::addOption);
        return root;
    }
}
