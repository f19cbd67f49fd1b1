package dev.secretzero.cli;

/// Colours for one stream, or none.
///
/// A terminal has colours unless `NO_COLOR` is set or `TERM` is `dumb`; `CLICOLOR_FORCE` gives them to a pipe too,
/// unless `NO_COLOR` is set (no-color.org, bixense.com/clicolors).
record Paint(boolean on) {

    /// The few inks in use.
    enum Ink {
        RED(31),
        GREEN(32),
        YELLOW(33),
        CYAN(36),
        BOLD(1),
        FAINT(2);

        private final int code;

        Ink(int code) {
            this.code = code;
        }
    }

    static Paint of(boolean terminal, Surroundings around) {
        if (!around.variable("NO_COLOR").isEmpty()) {
            return new Paint(false);
        }
        var force = around.variable("CLICOLOR_FORCE");
        if (!force.isEmpty() && !force.equals("0")) {
            return new Paint(true);
        }
        return new Paint(terminal && !around.variable("TERM").equals("dumb"));
    }

    String apply(Ink ink, String text) {
        return on ? "\033[" + ink.code + "m" + text + "\033[0m" : text;
    }
}
