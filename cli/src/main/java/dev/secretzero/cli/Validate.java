package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Workspace;
import dev.secretzero.engine.manifest.Diagnostic;
import dev.secretzero.engine.manifest.Manifest;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// `validate`: checks the Secretfile, its lane and its var files. Contacts nothing.
final class Validate implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.flag("Plain text values in the Secretfile are errors.", "--strict-manifest-plaintext"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        return switch (session.opened(line)) {
            case Workspace.Opened.Missing(var path) -> throw session.missing(path);
            case Workspace.Opened.Faulty(var path, var diagnostics) -> new Answer(
                    Exit.FAILED,
                    () -> invalid(session.shown(path), diagnostics),
                    page -> {
                        new Faults(session.around(), false).diagnostics(diagnostics);
                        page.note(session.shown(path) + " is not valid");
                    });
            case Workspace.Opened.Ready(var workspace) -> judge(line, session, workspace);
        };
    }

    private static Answer judge(Line line, Session session, Workspace workspace) {
        boolean strict = line.flag("--strict-manifest-plaintext") || session.guard().strict();
        var violations = strict ? Plaintext.in(workspace.manifest()) : List.<String>of();
        var file = session.shown(workspace.path());
        return new Answer(
                violations.isEmpty() ? Exit.OK : Exit.FAILED,
                () -> valid(file, workspace, strict, violations),
                page -> text(page, session, workspace, violations));
    }

    private static Tree invalid(String file, List<Diagnostic> diagnostics) {
        return Tree.of("valid", false)
                .with("message", file + " is not valid")
                .with("file", file)
                .with("errors", Faults.trees(of(diagnostics, Diagnostic.Severity.ERROR)))
                .with("warnings", Faults.trees(of(diagnostics, Diagnostic.Severity.WARNING)));
    }

    private static List<Diagnostic> of(List<Diagnostic> diagnostics, Diagnostic.Severity severity) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == severity)
                .toList();
    }

    private static Tree valid(String file, Workspace workspace, boolean strict, List<String> violations) {
        var tree = Tree.of("valid", violations.isEmpty())
                .with("message", file + (violations.isEmpty() ? " is valid" : " holds values in plain text"))
                .with("file", file);
        if (strict) {
            tree.with("plaintext_violations", violations);
        }
        return tree.with("errors", List.of())
                .with("warnings", Faults.trees(workspace.warnings()))
                .with("config", counts(workspace.manifest()))
                .with(Trees.lane(workspace));
    }

    private static Tree counts(Manifest manifest) {
        return Tree.of("manifest_spec_version", Manifest.SPEC_VERSION)
                .with("variables_count", manifest.variables().entries().size())
                .with("providers_count", manifest.providers().size())
                .with("secrets_count", manifest.secrets().size())
                .with("templates_count", manifest.templates().size());
    }

    private static void text(Page page, Session session, Workspace workspace, List<String> violations) {
        new Faults(session.around(), false).diagnostics(workspace.warnings());
        violations.forEach(page::error);
        if (violations.isEmpty()) {
            var manifest = workspace.manifest();
            page.marked(Ink.GREEN, "✓", session.shown(workspace.path()) + " is valid: "
                    + Say.count(manifest.secrets().size(), "secret") + ", "
                    + Say.count(manifest.providers().size(), "provider") + ", "
                    + Say.count(manifest.templates().size(), "template"));
        }
    }
}
