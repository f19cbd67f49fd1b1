package dev.secretzero.cli;

import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Declaration;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/// `list`: what the Secretfile declares.
final class Listing implements Verb {

    private static final List<String> KINDS = List.of("secrets", "providers", "targets", "variables");

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.oneOf("WHAT", "One of " + String.join(", ", KINDS) + ".", true, KINDS));
        Options.place(spec);
        spec.addOption(Options.text("TEXT", "Only names that contain this, in either case.", "--filter"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var wanted = new Wanted(line.text("--filter").orElse(""));
        return switch (line.word().orElseThrow()) {
            case "secrets" -> secrets(workspace.manifest(), wanted);
            case "providers" -> providers(workspace.manifest(), wanted);
            case "targets" -> targets(session, workspace, wanted);
            default -> variables(session, workspace, wanted);
        };
    }

    private record Wanted(String part) {
        boolean is(String name) {
            return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
        }
    }

    private static Answer secrets(Manifest manifest, Wanted wanted) {
        var secrets = manifest.secrets().stream().filter(secret -> wanted.is(secret.name())).toList();
        return new Answer(
                Exit.OK,
                () -> Tree.of("secrets", secrets.stream().map(secret -> secret(manifest, secret)).toList())
                        .with("total", secrets.size()),
                page -> page.table(
                        List.of("NAME", "KIND", "ONE-TIME", "ROTATION", "TARGETS"),
                        secrets.stream().map(secret -> row(manifest, secret)).toList()));
    }

    private static List<TargetDeclaration> places(Manifest manifest, Declaration secret) {
        return manifest.units(secret).stream().flatMap(unit -> unit.targets().stream()).distinct().toList();
    }

    private static Tree secret(Manifest manifest, Declaration secret) {
        var targets = places(manifest, secret);
        return Tree.of("name", secret.name())
                .with("kind", secret.kind())
                .with("one_time", secret.oneTime())
                .with("rotation_period", secret.rotationPeriod())
                .with("targets_count", targets.size())
                .with("targets", targets.stream()
                        .map(target -> Tree.of("provider", target.provider()).with("kind", target.kind()))
                        .toList());
    }

    private static List<String> row(Manifest manifest, Declaration secret) {
        return List.of(
                secret.name(),
                secret.kind(),
                Say.yes(secret.oneTime()),
                secret.rotationPeriod().orElse("-"),
                String.valueOf(places(manifest, secret).size()));
    }

    private static Answer providers(Manifest manifest, Wanted wanted) {
        var providers = manifest.providers().values().stream()
                .filter(provider -> wanted.is(provider.alias()))
                .toList();
        return new Answer(
                Exit.OK,
                () -> Tree.of("providers", providers.stream().map(Listing::provider).toList())
                        .with("total", providers.size()),
                page -> page.table(
                        List.of("NAME", "KIND", "AUTH"),
                        providers.stream()
                                .map(provider ->
                                        List.of(provider.alias(), provider.kind(), provider.authKind().orElse("-")))
                                .toList()));
    }

    private static Tree provider(ProviderDeclaration provider) {
        return Tree.of("name", provider.alias())
                .with("kind", provider.kind())
                .with("auth_kind", provider.authKind())
                .with("fallback_generator", provider.fallbackGenerator());
    }

    private static Answer targets(Session session, Workspace workspace, Wanted wanted) {
        var units = workspace.manifest().units().stream()
                .filter(unit -> wanted.is(unit.entry()))
                .toList();
        var rows = units.stream()
                .flatMap(unit -> unit.targets().stream().map(target -> target(session, unit, target)))
                .toList();
        return new Answer(
                Exit.OK,
                () -> Tree.of("targets", rows).with("total", rows.size()),
                page -> page.table(
                        List.of("SECRET", "PROVIDER", "KIND", "CONFIG"),
                        rows.stream()
                                .map(row -> row.map().values().stream().map(String::valueOf).toList())
                                .toList()));
    }

    /// One place of one unit, its configuration redacted.
    static Tree target(Session session, Manifest.Unit unit, TargetDeclaration target) {
        var config = session.guard().target(session.engine().shown(target.config(), target.kind()));
        return Tree.of("secret", unit.entry())
                .with("provider", target.provider())
                .with("kind", target.kind())
                .with("config", config);
    }

    private static Answer variables(Session session, Workspace workspace, Wanted wanted) {
        var values = new Tree();
        session.engine().variables(workspace).forEach((name, value) -> {
            if (wanted.is(name)) {
                values.with(name, value);
            }
        });
        if (session.guard().on()) {
            return names(values.map().keySet());
        }
        return new Answer(
                Exit.OK,
                () -> Tree.of("variables", values).with("total", values.map().size()),
                page -> page.table(
                        List.of("NAME", "VALUE"),
                        values.map().entrySet().stream()
                                .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                                .toList()));
    }

    private static Answer names(Set<String> chosen) {
        var names = new TreeSet<>(chosen);
        return new Answer(
                Exit.OK,
                () -> Tree.of("variable_names", names)
                        .with("total", names.size())
                        .with("values_redacted", true)
                        .with("note", "values are not shown while SZ_AGENT or SZ_AGENT_MODE is set"),
                page -> names.forEach(page::line));
    }
}
