package dev.secretzero.server;

import dev.secretzero.engine.Report;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.spi.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A report as it goes over the wire.
final class Rows {

    private Rows() {}

    static List<Wire.PlanRow> plan(Report report) {
        return report.plan().steps().stream().map(Rows::row).toList();
    }

    private static Wire.PlanRow row(Plan.Step step) {
        var moves = step.moves().stream()
                .map(move -> new Wire.MoveRow(
                        move.to().value(),
                        word(move.action()),
                        move.reason().text(),
                        move.reason().code()))
                .toList();
        return new Wire.PlanRow(
                step.secret(),
                step.entry(),
                word(step.action()),
                step.reason().text(),
                step.reason().code(),
                moves);
    }

    /// Where only the lockfile learns of a value, its place is kept as it is.
    private static String word(Plan.Action action) {
        return switch (action) {
            case CREATE, ROTATE, DELIVER, RESTORE, KEEP, BLOCKED -> action.label();
            case RECORD -> Plan.Action.KEEP.label();
        };
    }

    static List<Wire.ResultRow> results(Report report) {
        return report.outcomes().stream().map(Rows::row).toList();
    }

    private static Wire.ResultRow row(Report.Outcome outcome) {
        var places = outcome.places().stream()
                .map(place -> new Wire.PlaceRow(
                        place.id().value(),
                        place.provider(),
                        place.kind(),
                        place.status().label(),
                        place.problem().map(Problem::message).orElse(null)))
                .toList();
        return new Wire.ResultRow(
                outcome.secret(),
                outcome.entry(),
                outcome.field().orElse(null),
                outcome.kind(),
                outcome.generated(),
                status(outcome),
                error(outcome),
                places);
    }

    private static String status(Report.Outcome outcome) {
        boolean done = outcome.generated() || outcome.stored();
        return (outcome.failed() ? done ? Report.Status.PARTIAL : Report.Status.FAILED : Report.Status.OK).label();
    }

    private static @Nullable String error(Report.Outcome outcome) {
        return outcome.problem().map(Problem::message).orElse(null);
    }
}
