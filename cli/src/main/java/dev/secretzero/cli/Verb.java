package dev.secretzero.cli;

import picocli.CommandLine.Model.CommandSpec;

/// One command.
interface Verb {

    /// Adds its own options and arguments.
    void shape(CommandSpec spec);

    /// Does it.
    Answer run(Line line, Session session);
}
