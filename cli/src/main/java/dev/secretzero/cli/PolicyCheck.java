package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.engine.policy.Verdict.Severity;
import picocli.CommandLine.Model.CommandSpec;

/// `policy`: judges manifest and lockfile.
final class PolicyCheck implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.flag("Warnings count as violations.", "--fail-on-warning"));
        spec.addOption(Options.format());
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var verdict = session.engine().policy(workspace);
        boolean compliant = verdict.compliant(line.flag("--fail-on-warning"));
        return new Answer(
                compliant ? Exit.OK : Exit.FAILED,
                () -> json(verdict, compliant).with(Trees.lane(workspace)),
                page -> text(page, verdict, compliant));
    }

    static Tree json(Verdict verdict, boolean compliant) {
        return Tree.of("compliant", compliant)
                .with("violations", verdict.violations().stream().map(PolicyCheck::row).toList())
                .with("errors_count", verdict.of(Severity.ERROR).size())
                .with("warnings_count", verdict.of(Severity.WARNING).size())
                .with("info_count", verdict.of(Severity.INFO).size());
    }

    private static Tree row(Verdict.Violation violation) {
        return Tree.of("policy", violation.policy())
                .with("secret", violation.secret())
                .with("severity", violation.severity().label())
                .with("message", violation.message())
                .with("suggestion", violation.suggestion());
    }

    static void text(Page page, Verdict verdict, boolean compliant) {
        verdict.violations().forEach(violation -> {
            page.marked(
                    ink(violation.severity()),
                    violation.severity().label() + ":",
                    violation.secret() + ": " + violation.message() + " [" + violation.policy() + "]");
            if (!violation.suggestion().isBlank()) {
                page.line("    " + violation.suggestion());
            }
        });
        page.line((compliant ? "compliant: " : "not compliant: ")
                + Say.count(verdict.of(Severity.ERROR).size(), "error") + ", "
                + Say.count(verdict.of(Severity.WARNING).size(), "warning") + ", "
                + verdict.of(Severity.INFO).size() + " for information");
    }

    private static Ink ink(Severity severity) {
        return switch (severity) {
            case ERROR -> Ink.RED;
            case WARNING -> Ink.YELLOW;
            case INFO -> Ink.CYAN;
        };
    }
}
