package dev.secretzero.engine.policy;

import dev.secretzero.engine.policy.Verdict.Judged;
import dev.secretzero.engine.policy.Verdict.Violation;
import dev.secretzero.engine.policy.Verdict.Waived;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// A verdict as a JUnit XML report: a suite for each policy, and in it a case for each secret.
///
/// A case fails on an error, or on a warning where warnings count; what is only waived is skipped, and everything else is
/// said as the output of its case. The text is ASCII.
public final class Junit {

    /// What stands for the Secretfile as a whole.
    private static final String WHOLE = "Secretfile";

    private final boolean failOnWarning;
    private final Map<String, Map<String, Case>> suites = new LinkedHashMap<>();

    private Junit(boolean failOnWarning) {
        this.failOnWarning = failOnWarning;
    }

    private static final class Case {
        private final List<Violation> violations = new ArrayList<>();
        private final List<Waived> waived = new ArrayList<>();
    }

    /// The document.
    public static String of(Verdict verdict, boolean failOnWarning) {
        var report = new Junit(failOnWarning);
        verdict.judged().forEach(report::cases);
        verdict.violations().forEach(violation -> report.of(violation).violations.add(violation));
        verdict.waived().forEach(waived -> report.of(waived.violation()).waived.add(waived));
        return report.text();
    }

    private void cases(Judged judged) {
        var cases = suites.computeIfAbsent(judged.policy(), _ -> new LinkedHashMap<>());
        judged.secrets().forEach(secret -> cases.computeIfAbsent(secret, _ -> new Case()));
    }

    private Case of(Violation violation) {
        var name = violation.secret().isEmpty() ? WHOLE : violation.secret();
        return suites.computeIfAbsent(violation.policy(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(name, _ -> new Case());
    }

    private boolean fails(Violation violation) {
        return switch (violation.severity()) {
            case ERROR -> true;
            case WARNING -> failOnWarning;
            case INFO -> false;
        };
    }

    private boolean fails(Case each) {
        return each.violations.stream().anyMatch(this::fails);
    }

    private static boolean skipped(Case each) {
        return each.violations.isEmpty() && !each.waived.isEmpty();
    }

    // Writing.

    private String text() {
        var out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"secretzero policy\"");
        var all = suites.values().stream().flatMap(cases -> cases.values().stream()).toList();
        counts(all, out);
        out.append(">\n");
        suites.forEach((policy, cases) -> suite(policy, cases, out));
        return out.append("</testsuites>\n").toString();
    }

    private void counts(Iterable<Case> cases, StringBuilder out) {
        int tests = 0;
        int failures = 0;
        int skipped = 0;
        for (var each : cases) {
            tests++;
            failures += fails(each) ? 1 : 0;
            skipped += skipped(each) ? 1 : 0;
        }
        out.append(" tests=\"" + tests + "\" failures=\"" + failures + "\" errors=\"0\" skipped=\"" + skipped
                + "\" time=\"0\"");
    }

    private void suite(String policy, Map<String, Case> cases, StringBuilder out) {
        out.append("  <testsuite name=\"").append(escaped(policy)).append('"');
        counts(cases.values(), out);
        out.append(">\n");
        cases.forEach((secret, each) -> testcase(policy, secret, each, out));
        out.append("  </testsuite>\n");
    }

    private void testcase(String policy, String secret, Case each, StringBuilder out) {
        out.append("    <testcase classname=\"").append(escaped(policy));
        out.append("\" name=\"").append(escaped(secret)).append("\" time=\"0\">");
        var failures = each.violations.stream().filter(this::fails).toList();
        if (!failures.isEmpty()) {
            failure(failures, out);
        } else if (skipped(each)) {
            var first = each.waived.getFirst();
            element("skipped", "message=\"" + escaped(waived(first)) + "\"", "", out);
        }
        remarks(each, out);
        out.append("</testcase>\n");
    }

    private static void failure(List<Violation> failures, StringBuilder out) {
        var rules = new LinkedHashSet<String>();
        failures.forEach(violation -> rules.add(violation.ground().rule()));
        var attributes = "message=\"" + escaped(failures.getFirst().message()) + "\" type=\""
                + escaped(String.join(" ", rules)) + "\"";
        element("failure", attributes, lines(failures.stream().map(Junit::sentence).toList()), out);
    }

    private void remarks(Case each, StringBuilder out) {
        var lines = new ArrayList<String>();
        each.violations.stream().filter(violation -> !fails(violation)).forEach(violation -> lines.add(sentence(violation)));
        each.waived.forEach(waived -> lines.add(waived(waived)));
        if (!lines.isEmpty()) {
            element("system-out", "", lines(lines), out);
        }
    }

    private static void element(String name, String attributes, String text, StringBuilder out) {
        out.append("\n      <").append(name).append(attributes.isEmpty() ? "" : " ").append(attributes).append('>');
        out.append(escaped(text)).append("</").append(name).append(">\n    ");
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }

    private static String sentence(Violation violation) {
        var ground = violation.ground();
        return violation.severity().label() + ": " + violation.message() + ". " + violation.suggestion() + ". ["
                + ground.rule() + ground.control().map(control -> ", " + control.citation()).orElse("") + "]"
                + ground.at().map(at -> " at " + at).orElse("");
    }

    private static String waived(Waived waived) {
        var waiver = waived.waiver();
        return "waived by " + waiver.owner() + " until " + waiver.until() + ": " + waiver.reason() + " ["
                + waived.violation().ground().rule() + "] " + waived.violation().message();
    }

    /// As ASCII; what XML 1.0 cannot say becomes a replacement character.
    private static String escaped(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> escape(point, out));
        return out.toString();
    }

    private static void escape(int point, StringBuilder out) {
        boolean control = (point < ' ' && point != '\n' && point != '\t') || point == 0xFFFE || point == 0xFFFF;
        if (control || Character.getType(point) == Character.SURROGATE) {
            out.append("&#xFFFD;");
        } else if (point > '~' || point < ' ' || "&<>\"'".indexOf(point) >= 0) {
            out.append("&#").append(point).append(';');
        } else {
            out.append((char) point);
        }
    }
}
