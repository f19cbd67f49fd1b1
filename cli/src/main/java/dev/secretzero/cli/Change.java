package dev.secretzero.cli;

import dev.secretzero.cli.Paint.Ink;
import dev.secretzero.engine.Report.Outcome;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;

/// What came of one unit, in one word.
enum Change {
    CREATED("+", Ink.GREEN, "created", "create"),
    ROTATED("~", Ink.YELLOW, "rotated", "rotate"),
    DELIVERED("»", Ink.CYAN, "delivered", "deliver"),
    RESTORED("»", Ink.CYAN, "restored", "restore"),
    RECORDED("=", Ink.CYAN, "recorded", "record"),
    FORGOTTEN("-", Ink.YELLOW, "cleaned up", "clean up"),
    RETIRED("-", Ink.YELLOW, "retired", "retire"),
    FAILED("✗", Ink.RED, "failed", "blocked"),
    UNCHANGED("✓", Ink.GREEN, "unchanged", "unchanged");

    private final String mark;
    private final Ink ink;
    private final String done;
    private final String planned;

    Change(String mark, Ink ink, String done, String planned) {
        this.mark = mark;
        this.ink = ink;
        this.done = done;
        this.planned = planned;
    }

    String mark() {
        return mark;
    }

    Ink ink() {
        return ink;
    }

    /// The word for it: done, or only planned.
    String word(boolean dry) {
        return dry ? planned : done;
    }

    static Change of(Outcome outcome) {
        if (outcome.failed()) {
            return FAILED;
        }
        return switch (outcome.step().action()) {
            case CREATE -> CREATED;
            case ROTATE -> ROTATED;
            case BLOCKED -> FAILED;
            case DELIVER, RESTORE, RECORD, KEEP -> moved(outcome);
        };
    }

    private static Change moved(Outcome outcome) {
        var moves = outcome.step().moves();
        if (moves.stream().anyMatch(move -> move.writes() && move.action() != Action.RESTORE)) {
            return DELIVERED;
        }
        if (moves.stream().anyMatch(Move::writes)) {
            return RESTORED;
        }
        if (moves.stream().anyMatch(move -> move.action() == Action.RECORD)) {
            return RECORDED;
        }
        if (!outcome.step().forgotten().isEmpty()) {
            return FORGOTTEN;
        }
        return outcome.step().staging().retires() ? RETIRED : UNCHANGED;
    }
}
