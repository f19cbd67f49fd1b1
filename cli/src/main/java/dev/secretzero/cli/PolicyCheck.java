package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Engine;
import dev.secretzero.engine.json.JsonText;
import dev.secretzero.engine.policy.Control;
import dev.secretzero.engine.policy.Junit;
import dev.secretzero.engine.policy.Sarif;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.engine.policy.Verdict.Severity;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.engine.policy.Verdict.Waived;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/// `policy`: judges manifest and lockfile.
final class PolicyCheck implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.flag("Warnings count as violations.", "--fail-on-warning"));
        spec.addOption(Options.choice(
                "How to write the result: sarif for code scanning, junit for continuous integration.",
                List.of("text", "json", "sarif", "junit"),
                "--format"));
    }

    @Override
    public Answer run(Line line, Session session) {
        var workspace = session.open(line);
        var verdict = session.engine().policy(workspace);
        boolean strict = line.flag("--fail-on-warning");
        boolean compliant = verdict.compliant(strict);
        Consumer<Page> text = switch (line.choice("--format")) {
            case "sarif" -> page -> page.raw().print(sarif(verdict, line));
            case "junit" -> page -> page.raw().print(Junit.of(verdict, strict));
            default -> page -> text(page, verdict, compliant);
        };
        return new Answer(
                compliant ? Exit.OK : Exit.FAILED,
                () -> json(verdict, compliant).with(Trees.lane(workspace)),
                text);
    }

    private static String sarif(Verdict verdict, Line line) {
        var secretfile = line.path("--file").orElse(Path.of(Options.FILE));
        return JsonText.of(Sarif.of(verdict, Engine.VERSION, secretfile), JsonText.Style.INDENTED) + "\n";
    }

    static Tree json(Verdict verdict, boolean compliant) {
        return Tree.of("compliant", compliant)
                .with("violations", verdict.violations().stream().map(PolicyCheck::row).toList())
                .with("waived", verdict.waived().stream().map(PolicyCheck::row).toList())
                .with("errors_count", verdict.of(Severity.ERROR).size())
                .with("warnings_count", verdict.of(Severity.WARNING).size())
                .with("info_count", verdict.of(Severity.INFO).size())
                .with("waived_count", verdict.waived().size());
    }

    private static Tree row(Violation violation) {
        var ground = violation.ground();
        return Tree.of("policy", violation.policy())
                .with("secret", violation.secret())
                .with("severity", violation.severity().label())
                .with("message", violation.message())
                .with("suggestion", violation.suggestion())
                .with("rule", ground.rule())
                .with("control", ground.control().map(Control::citation))
                .with("demand", ground.control().map(Control::demand))
                .with("enforced", ground.enforced())
                .with("line", ground.at().map(at -> at.line()))
                .with("column", ground.at().map(at -> at.column()));
    }

    private static Tree row(Waived waived) {
        var waiver = waived.waiver();
        return row(waived.violation())
                .with("owner", waiver.owner())
                .with("until", waiver.until().toString())
                .with("reason", waiver.reason());
    }

    static void text(Page page, Verdict verdict, boolean compliant) {
        verdict.violations().forEach(violation -> {
            page.marked(ink(violation.severity()), violation.severity().label() + ":", sentence(violation));
            if (!violation.suggestion().isBlank()) {
                page.line("    " + violation.suggestion());
            }
        });
        verdict.waived().forEach(waived -> {
            var waiver = waived.waiver();
            page.marked(Ink.CYAN, "waived:", sentence(waived.violation()));
            page.line("    until " + waiver.until() + " by " + waiver.owner() + ": " + waiver.reason());
        });
        page.line((compliant ? "compliant: " : "not compliant: ")
                + Say.count(verdict.of(Severity.ERROR).size(), "error") + ", "
                + Say.count(verdict.of(Severity.WARNING).size(), "warning") + ", "
                + verdict.of(Severity.INFO).size() + " for information"
                + (verdict.waived().isEmpty() ? "" : ", " + verdict.waived().size() + " waived"));
    }

    /// What a pack finds cites its control; what is about no secret says so by naming none.
    private static String sentence(Violation violation) {
        var about = violation.secret().isEmpty() ? "" : violation.secret() + ": ";
        var control = violation.ground().control()
                .map(each -> ": " + violation.ground().rule() + ", " + each.citation())
                .orElse("");
        return about + violation.message() + " [" + violation.policy() + control + "]";
    }

    private static Ink ink(Severity severity) {
        return switch (severity) {
            case ERROR -> Ink.RED;
            case WARNING -> Ink.YELLOW;
            case INFO -> Ink.CYAN;
        };
    }
}
