package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Connectivity;
import dev.secretzero.engine.Connectivity.Row;
import dev.secretzero.engine.policy.Identity;
import dev.secretzero.spi.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// `providers`: who we are to each system, and what can be looked at there. Writes nothing.
final class Providers implements Verb {

    private static final String TEST = "test";
    private static final String WHO = "token-info";

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.oneOf(
                "WHAT",
                "test: log in, and look at every declared place. token-info: say who we are, and what the system says we may do.",
                true,
                List.of(TEST, WHO)));
        spec.addOption(Options.many("ALIAS", "Only this provider; may be repeated.", "-p", "--provider"));
        Options.place(spec);
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var aliases = Set.copyOf(line.texts("--provider"));
        var found = line.word().orElseThrow().equals(TEST)
                ? session.engine().connectivity(workspace, aliases)
                : session.engine().identities(workspace, aliases);
        return new Answer(exit(found), () -> json(found), page -> found.rows().forEach(row -> text(page, row)));
    }

    /// Refused, where that is all there is; failed, where a place could not be looked at.
    private static Exit exit(Connectivity found) {
        if (found.works()) {
            return Exit.OK;
        }
        boolean refused = found.rows().stream()
                .anyMatch(row -> row.identity() instanceof Identity.Unknown(var cause, var _, var _) && cause == Identity.Cause.REFUSED);
        return refused ? Exit.DENIED : Exit.FAILED;
    }

    private static Tree json(Connectivity found) {
        return Tree.of("ok", found.works()).with("providers", found.rows().stream().map(Providers::row).toList());
    }

    private static Tree row(Row row) {
        var tree = Tree.of("name", row.alias()).with("kind", row.kind()).with("ok", row.works());
        switch (row.identity()) {
            case Identity.Known(var claims) -> tree.with("identity", claims).with("error", null);
            case Identity.Unknown(var _, var why, var hint) ->
                tree.with("identity", null).with("error", Tree.of("message", why).with("hint", hint));
        }
        return tree.with("places", row.places().stream().map(Providers::place).toList());
    }

    private static Tree place(Connectivity.Place place) {
        return Tree.of("secret", place.entry())
                .with("target", place.id().toString())
                .with("look", place.look().label())
                .with("error", place.problem().map(Providers::problem));
    }

    private static Tree problem(Problem problem) {
        return Tree.of("code", problem.code().label()).with("message", problem.message()).with("hint", problem.hint());
    }

    private static void text(Page page, Row row) {
        page.marked(row.works() ? Ink.GREEN : Ink.RED, row.works() ? "✓" : "✗", row.alias() + " (" + row.kind() + ")");
        switch (row.identity()) {
            case Identity.Known(var claims) -> claims.forEach((name, value) -> {
                if (!name.equals("provider")) {
                    page.line("    " + name + ": " + value);
                }
            });
            case Identity.Unknown(var _, var why, var hint) -> failure(page, why, hint);
        }
        row.places().forEach(place -> {
            page.line("    " + place.entry() + "  " + Say.place(place.id()) + ": " + place.look().label());
            place.problem().ifPresent(problem -> failure(page, problem.message(), problem.hint()));
        });
    }

    private static void failure(Page page, String why, Optional<String> hint) {
        page.line("    error: " + why);
        hint.ifPresent(what -> page.line("      hint: " + what));
    }
}
