package dev.secretzero.cli;

import dev.secretzero.engine.Engine;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// `init`: writes a starter Secretfile, or one that declares what an env file holds, and keeps what must not be
/// committed out of the repository.
final class Init implements Verb {

    /// Files that belong to a machine and not to a repository.
    private static final List<String> IGNORED =
            List.of(".env", ".gitsecrets.local.lock", "*.lock.lck", "*.lock.bak", ".secretzero_audit.log*");

    private static final String STARTER = """
            # What this project keeps secret: how each secret is made, and every place that holds it.
            # secretzero plan shows what would happen, secretzero sync does it.
            version: "1.0"

            providers:
              local:
                kind: local

            secrets:
              - name: db_password
                kind: random_password
                config:
                  length: 32
                rotation_period: 90d
                targets:
                  - provider: local
                    kind: file
                    config:
                      path: .env
                      format: dotenv
                      key: DB_PASSWORD
            """;

    private static final String ADOPTED = """
            # The secrets of @FILE, by name. Their values stay where they are.
            # secretzero import adopts them, secretzero status shows where they stand.
            version: "1.0"

            providers:
              local:
                kind: local

            secrets:
            """;

    private static final String ENTRY = """
              - name: @NAME
                kind: static
                config:
                  default: null
                targets:
                  - provider: local
                    kind: file
                    config:
                      path: @FILE
                      format: dotenv
            """;

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Options.text("FILE", "The Secretfile to write. Default: " + Options.FILE + ".", "-f", "--file"));
        spec.addOption(Options.text("FILE", "Declare the secrets that this env file holds.", "--from"));
        spec.addOption(Options.dry("Write nothing; show the Secretfile."));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var file = session.around().directory().resolve(line.path("--file").orElse(Path.of(Options.FILE)));
        if (Files.exists(file)) {
            throw Output.exists(session.shown(file));
        }
        var draft = line.path("--from").map(from -> adopt(from, session)).orElse(new Draft(STARTER, List.of(), List.of()));
        if (line.flag("--dry-run")) {
            return new Answer(Exit.OK, () -> json(file, draft, List.of(), true), page -> page.raw().print(draft.text));
        }
        Output.create(file, draft.text, session);
        var ignored = ignore(file.resolveSibling(".gitignore"), session);
        boolean adopted = line.path("--from").isPresent();
        return new Answer(
                Exit.OK,
                () -> json(file, draft, ignored, false),
                page -> text(page, session.shown(file), draft, ignored, adopted));
    }

    /// A Secretfile to be written.
    ///
    /// @param declared the secrets in it
    /// @param left names in the env file that do not look secret
    private record Draft(String text, List<String> declared, List<String> left) {}

    private static Draft adopt(Path from, Session session) {
        var names = EnvNames.read(session.around().directory().resolve(from), session.shown(from));
        var split = names.stream().collect(Collectors.partitioningBy(Engine::secretName));
        var secrets = split.getOrDefault(true, List.of());
        if (secrets.isEmpty()) {
            throw Stop.failed(
                    Problem.Code.NOT_FOUND,
                    "no name in " + session.shown(from) + " looks secret",
                    "secretzero init writes a starter Secretfile");
        }
        var path = from.toString().replace('\\', '/');
        var text = new StringBuilder(ADOPTED.replace("@FILE", Page.clean(path)));
        secrets.forEach(name -> text.append(ENTRY.replace("@FILE", quoted(path)).replace("@NAME", quoted(name))));
        return new Draft(text.toString(), secrets, split.getOrDefault(false, List.of()));
    }

    /// A text in YAML: plain where that is safe in YAML 1.1.
    static String quoted(String text) {
        boolean plain = text.matches("[A-Za-z._/][A-Za-z0-9._/-]*")
                && !text.matches("(?i)y|n|yes|no|on|off|true|false|null|\\.inf|\\.nan|\\.+");
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /// Adds to the ignore file what is not in it.
    private static List<String> ignore(Path file, Session session) {
        try {
            var text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            var present = text.lines().map(String::strip).collect(Collectors.toSet());
            var missing = missing(present);
            if (!missing.isEmpty()) {
                var start = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
                Files.writeString(
                        file,
                        start + String.join("\n", missing) + "\n",
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            return missing;
        } catch (IOException e) {
            throw Output.unwritable(session.shown(file), e);
        }
    }

    private static List<String> missing(Set<String> present) {
        var missing = new ArrayList<>(IGNORED);
        missing.removeIf(entry -> present.contains(entry) || present.contains("/" + entry));
        return missing;
    }

    private static Tree json(Path file, Draft draft, List<String> ignored, boolean dry) {
        return Tree.of("path", file.toString())
                .with("dry_run", dry)
                .with("declared", draft.declared)
                .with("left_out", draft.left)
                .with("ignored", ignored);
    }

    private static void text(Page page, String shown, Draft draft, List<String> ignored, boolean adopted) {
        page.marked(Paint.Ink.GREEN, "+", shown);
        if (!ignored.isEmpty()) {
            page.marked(Paint.Ink.GREEN, "+", ".gitignore: " + String.join(", ", ignored));
        }
        if (!draft.left.isEmpty()) {
            page.note("left out, because the names do not look secret: " + String.join(", ", draft.left));
        }
        page.note("next: secretzero " + (adopted ? "import" : "plan"));
    }

    /// The names in an env file. Values are skipped, also those of several lines, and never kept.
    static final class EnvNames {

        private static final long LONGEST = 4 << 20;

        private EnvNames() {}

        static List<String> read(Path file, String shown) {
            if (!Files.exists(file)) {
                throw new ProblemException(Problem.of(Problem.Code.NOT_FOUND, "there is no file " + shown)
                        .hint("--from names an env file"));
            }
            if (!Files.isRegularFile(file)) {
                throw new ProblemException(Problem.of(Problem.Code.UNREADABLE, shown + " is not a file")
                        .hint("--from names an env file"));
            }
            try {
                if (Files.size(file) > LONGEST) {
                    throw new ProblemException(Problem.of(
                            Problem.Code.UNREADABLE, "the file " + shown + " is larger than 4 MiB"));
                }
                return in(Files.readAllLines(file, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw Output.unreadable(shown, e);
            }
        }

        static List<String> in(List<String> lines) {
            var names = new ArrayList<String>();
            char open = 0;
            for (var line : lines) {
                if (open != 0) {
                    open = closes(line, open) ? 0 : open;
                    continue;
                }
                var entry = line.strip();
                entry = entry.startsWith("export ") ? entry.substring(7).strip() : entry;
                int equals = entry.indexOf('=');
                var name = equals < 0 ? "" : entry.substring(0, equals).strip();
                if (name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
                    names.add(name);
                    open = opens(entry.substring(equals + 1).strip());
                }
            }
            return names.stream().distinct().toList();
        }

        /// The quote that a value begins with and does not end; 0 for none.
        private static char opens(String value) {
            char quote = value.isEmpty() ? 0 : value.charAt(0);
            boolean quoted = quote == '"' || quote == '\'';
            return quoted && !closes(value.substring(1), quote) ? quote : 0;
        }

        private static boolean closes(String rest, char quote) {
            for (int i = 0; i < rest.length(); i++) {
                if (rest.charAt(i) == '\\' && quote == '"') {
                    i++;
                } else if (rest.charAt(i) == quote) {
                    return true;
                }
            }
            return false;
        }
    }
}
