package dev.secretzero.cli;

import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.lock.Overlap;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Staging;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a new value takes over, and what becomes of earlier ones, for people and for programs.
final class StagingText {

    private StagingText() {}

    /// A line for each thing that happens, or is still to come.
    static List<String> lines(Plan.Step step) {
        var lines = new ArrayList<String>();
        var staging = step.staging();
        if (step.renews()) {
            staging.probe().ifPresent(kind -> lines.add("probe " + kind + "  must pass before anything is written"));
            var until = staging.until().map(time -> ", until " + time.truncatedTo(ChronoUnit.SECONDS)).orElse("");
            staging.previous().forEach(kept -> lines.add(place(kept) + "  keep: the value before" + until));
            if (staging.previous().isEmpty() && staging.until().isPresent()) {
                lines.add("overlap  the value before stays valid" + until);
            }
        }
        staging.endings().forEach(ending -> lines.addAll(lines(ending)));
        return lines;
    }

    private static List<String> lines(Staging.Ending ending) {
        var lines = new ArrayList<String>();
        var overlap = ending.overlap();
        var what = ending.due()
                ? "  retire: its overlap has passed"
                : "  keep: the value before, until " + overlap.until().truncatedTo(ChronoUnit.SECONDS);
        overlap.kept().forEach(kept -> lines.add(place(kept) + what));
        overlap.handles().forEach(handle -> lines.add(handle + what));
        return lines;
    }

    private static String place(Kept kept) {
        return Say.place(kept.place()) + " " + kept.name();
    }

    /// Absent where a new value simply replaces the one before and nothing is left of any.
    static Optional<Tree> tree(Plan.Step step) {
        var staging = step.staging();
        if (staging.equals(Staging.none())) {
            return Optional.empty();
        }
        return Optional.of(Tree.of("probe", staging.probe().filter(_ -> step.renews()))
                .with("overlap_until", staging.until().filter(_ -> step.renews()).map(String::valueOf))
                .with("keeps", step.renews() ? kept(staging.previous()) : List.of())
                .with("endings", staging.endings().stream().map(StagingText::ending).toList()));
    }

    private static Tree ending(Staging.Ending ending) {
        Overlap overlap = ending.overlap();
        return Tree.of("until", overlap.until().toString())
                .with("retires", ending.due())
                .with("keeps", kept(overlap.kept()))
                .with("issued", overlap.handles());
    }

    private static List<Tree> kept(List<Kept> kept) {
        return kept.stream()
                .map(each -> Tree.of("target_id", each.place().value()).with("name", each.name()))
                .toList();
    }
}
