package dev.secretzero.cli;

import dev.secretzero.engine.Status;
import dev.secretzero.engine.Workspace;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// `get`: where a secret is held; with `--reveal` its value, and nothing else, on standard output.
final class Get implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.needed("NAME", "The secret, or one field of it: NAME.FIELD."));
        Options.place(spec);
        spec.addOption(Options.flag("Write the value to standard output.", "--reveal"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        boolean reveal = line.flag("--reveal");
        if (reveal) {
            session.guard().refuse("get --reveal");
        }
        var name = line.word().orElseThrow();
        var workspace = session.open(line);
        var secret = secret(session, workspace, name);
        return reveal ? reveal(line, session, workspace, name) : places(session, workspace, secret, name);
    }

    /// The declared secret that a name, or `name.field`, belongs to.
    private static String secret(Session session, Workspace workspace, String name) {
        boolean field = workspace.manifest().secret(name).isEmpty()
                && workspace.manifest().units().stream().anyMatch(unit -> unit.entry().equals(name));
        var secret = field ? name.substring(0, name.lastIndexOf('.')) : name;
        session.known(workspace, List.of(secret));
        return secret;
    }

    private static Answer places(Session session, Workspace workspace, String secret, String name) {
        var rows = session.engine().status(workspace, Set.of(secret)).rows().stream()
                .filter(row -> name.equals(secret) || row.unit().entry().equals(name))
                .toList();
        return new Answer(Exit.OK, () -> json(name, rows), page -> {
            rows.forEach(row -> row.places()
                    .forEach(place -> page.line(row.unit().entry() + "  " + Say.place(place.id()) + "  "
                            + place.state().label())));
            page.note("the value is shown only with --reveal");
        });
    }

    private static Tree json(String name, List<Status.Row> rows) {
        var places = rows.stream()
                .flatMap(row -> row.places().stream().map(place -> Tree.of("entry", row.unit().entry())
                        .with("target_id", place.id().value())
                        .with("state", place.state().label())))
                .toList();
        return Tree.of("secret", name).with("revealed", false).with("targets", places);
    }

    private static Answer reveal(Line line, Session session, Workspace workspace, String name) {
        try (var material = session.engine().reveal(workspace, name)) {
            session.record("reveal", "secret:" + name, new Tree(), true);
            var text = MaterialText.of(material);
            return line.json()
                    ? new Answer(Exit.OK, () -> document(name, text), _ -> {})
                    : new Answer(Exit.OK, Tree::new, page -> write(text, material, page.raw(), session));
        }
    }

    private static Tree document(String name, Secret text) {
        try (text) {
            return Tree.of("secret", name)
                    .with("revealed", true)
                    .with("value", text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    /// The bytes as they are; a line feed follows only where a person reads along.
    private static void write(Secret text, Material material, PrintStream out, Session session) {
        try (text) {
            text.lend(bytes -> {
                out.write(bytes, 0, bytes.length);
                return bytes.length;
            });
        }
        if (session.around().streams().outTerminal() || !(material instanceof Material.Single)) {
            out.print('\n');
        }
    }
}
