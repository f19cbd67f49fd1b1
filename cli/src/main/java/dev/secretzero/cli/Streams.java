package dev.secretzero.cli;

import java.io.InputStream;
import java.io.PrintStream;

/// The standard streams, and what is known of them.
///
/// @param width columns of the terminal, for help and progress only: data is never wrapped
public record Streams(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inTerminal,
        boolean outTerminal,
        boolean errTerminal,
        int width) {}
