package dev.secretzero.cli;

import dev.secretzero.engine.run.Event;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A progress bar on standard error, for a terminal and for work that takes more than a second.
final class Progress implements Event.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofMillis(100);
    private static final String ERASE = "\r\033[K";
    private static final int CELLS = 24;

    private final PrintStream err;
    private final boolean terminal;
    private final InstantSource clock;
    private final Instant begun;
    private Instant drawn;
    private boolean visible;
    private String what = "";
    private int total;
    private int done;
    private String waiting = "";

    Progress(Surroundings around) {
        this.err = around.streams().err();
        this.terminal = around.streams().errTerminal() && !around.variable("TERM").equals("dumb");
        this.clock = around.clock();
        this.begun = clock.instant();
        this.drawn = begun;
    }

    @Override
    public synchronized void on(Event event) {
        switch (event) {
            case Event.Looking(int places) -> begin("looked at", places);
            case Event.Looked _ -> advance();
            case Event.Planned(int writes) -> begin("delivered", writes);
            case Event.Delivered _ -> advance();
            case Event.Failed _ -> advance();
            case Event.Made _ -> {}
            case Event.Waiting(var provider, var pause) -> waiting = ", " + provider + " waits " + tenths(pause) + " s";
        }
        draw();
    }

    private void begin(String name, int size) {
        what = name;
        total = size;
        done = 0;
        waiting = "";
    }

    private void advance() {
        done++;
        waiting = "";
    }

    private static String tenths(Duration pause) {
        long tenths = Math.max(1, pause.toMillis() / 100);
        return tenths / 10 + "." + tenths % 10;
    }

    private void draw() {
        var now = clock.instant();
        boolean due = Duration.between(begun, now).compareTo(PATIENCE) >= 0
                && (!visible || Duration.between(drawn, now).compareTo(PACE) >= 0);
        if (!terminal || total == 0 || !due) {
            return;
        }
        visible = true;
        drawn = now;
        int filled = Math.min(CELLS, CELLS * done / total);
        err.print(ERASE + "█".repeat(filled) + "░".repeat(CELLS - filled) + " " + what + " " + done + "/" + total + waiting);
        err.flush();
    }

    /// Takes the bar away.
    synchronized void clear() {
        if (visible) {
            err.print(ERASE);
            err.flush();
            visible = false;
        }
    }
}
