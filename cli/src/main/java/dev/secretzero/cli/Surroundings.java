package dev.secretzero.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// Everything ambient that a command may use.
///
/// @param directory the working directory, absolute
/// @param hidden asks a person; used only when standard input is a terminal
public record Surroundings(
        Streams streams,
        Map<String, String> environment,
        Path directory,
        InstantSource clock,
        Machine machine,
        HiddenInput hidden) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// A variable, or the empty text.
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
