/// The command line: commands, their text and JSON, and exit statuses. Everything is decided in the engine.
@NullMarked
package dev.secretzero.cli;

import org.jspecify.annotations.NullMarked;
