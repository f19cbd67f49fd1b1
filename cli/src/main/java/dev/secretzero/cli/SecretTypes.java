package dev.secretzero.cli;

import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Catalog.Kind;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/// `secret-types`: the kinds that a Secretfile may name, with their settings.
final class SecretTypes implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Options.text("KIND", "One kind, with its settings.", "-t", "--type"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var whole = session.engine().catalog();
        var type = line.text("--type");
        type.ifPresent(kind -> known(whole, kind));
        var generators = chosen(whole.generators(), type);
        var targets = chosen(whole.targets(), type);
        return new Answer(
                Exit.OK,
                () -> Tree.of("generators", generators.stream().map(SecretTypes::kind).toList())
                        .with("targets", targets.stream().map(SecretTypes::kind).toList()),
                page -> text(page, generators, targets, type.isPresent()));
    }

    private static List<Kind> chosen(List<Kind> kinds, Optional<String> type) {
        return kinds.stream().filter(kind -> type.isEmpty() || type.get().equals(kind.kind())).toList();
    }

    private static void known(Catalog catalog, String type) {
        var kinds = Stream.concat(catalog.generators().stream(), catalog.targets().stream())
                .map(Kind::kind)
                .distinct()
                .toList();
        if (!kinds.contains(type)) {
            throw Stop.failed(
                    Problem.Code.NOT_FOUND,
                    "there is no kind \"" + type + "\"",
                    Nearest.hint(type, kinds, "secretzero secret-types lists them"));
        }
    }

    private static Tree kind(Kind kind) {
        return Tree.of("type", kind.kind())
                .with("bundle", kind.bundle())
                .with("description", kind.summary())
                .with("settings", kind.settings().stream().map(SecretTypes::setting).toList());
    }

    private static Tree setting(Setting setting) {
        return Tree.of("key", setting.key())
                .with("type", setting.type().name().toLowerCase(Locale.ROOT))
                .with("required", setting.required())
                .with("variable", setting.variable())
                .with("default", setting.fallback())
                .with("choices", setting.choices())
                .with("description", setting.summary());
    }

    private static void text(Page page, List<Kind> generators, List<Kind> targets, boolean settings) {
        if (settings) {
            Stream.concat(generators.stream(), targets.stream()).forEach(kind -> one(page, kind));
            return;
        }
        table(page, "GENERATOR", generators);
        page.line("");
        table(page, "TARGET", targets);
    }

    private static void table(Page page, String head, List<Kind> kinds) {
        page.table(
                List.of(head, "BUNDLE", "SUMMARY"),
                kinds.stream().map(kind -> List.of(kind.kind(), kind.bundle(), kind.summary())).toList());
    }

    private static void one(Page page, Kind kind) {
        page.heading(kind.kind() + " (" + kind.bundle() + ")");
        page.line(kind.summary());
        page.table(
                List.of("SETTING", "TYPE", "REQUIRED", "DEFAULT", "SUMMARY"),
                kind.settings().stream().map(SecretTypes::row).toList());
    }

    private static List<String> row(Setting setting) {
        return List.of(
                setting.key(),
                setting.choices().isEmpty()
                        ? setting.type().name().toLowerCase(Locale.ROOT)
                        : String.join("|", setting.choices()),
                Say.yes(setting.required()),
                setting.fallback().or(setting::variable).orElse("-"),
                setting.summary());
    }
}
