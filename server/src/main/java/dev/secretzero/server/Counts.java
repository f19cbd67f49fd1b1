package dev.secretzero.server;

import dev.secretzero.engine.Report;
import dev.secretzero.engine.Report.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The secrets of a report by what came of them. A secret that is made from a template counts once, whatever the
/// number of its fields.
///
/// @param all every secret in scope
/// @param generated those that got a new value which was stored, or would get one
/// @param whole those of them of which nothing failed
/// @param skipped those that got none, and should not have
/// @param broken those of which anything failed
record Counts(
        List<String> all, List<String> generated, List<String> whole, List<String> skipped, List<String> broken) {

    static Counts of(Report report) {
        var bySecret = new LinkedHashMap<String, List<Outcome>>();
        report.outcomes().forEach(outcome -> bySecret.computeIfAbsent(outcome.secret(), _ -> new ArrayList<>())
                .add(outcome));
        var counts = new Counts(
                List.copyOf(bySecret.keySet()), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        bySecret.forEach(counts::count);
        return counts;
    }

    private void count(String secret, List<Outcome> outcomes) {
        boolean made = outcomes.stream().anyMatch(Outcome::generated);
        boolean failed = outcomes.stream().anyMatch(Outcome::failed);
        if (made) {
            generated.add(secret);
        }
        if (made && !failed) {
            whole.add(secret);
        }
        if (failed) {
            broken.add(secret);
        }
        if (!made && !failed) {
            skipped.add(secret);
        }
    }

    /// `, 1 failed`, and how many got a value that did not reach every place; empty when all is well.
    String failures() {
        long partial = broken.stream().filter(generated::contains).count();
        long failed = broken.size() - partial;
        return (failed == 0 ? "" : ", " + failed + " failed") + (partial == 0 ? "" : ", " + partial + " incomplete");
    }
}
