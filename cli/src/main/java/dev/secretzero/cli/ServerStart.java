package dev.secretzero.cli;

import java.util.Map;

/// Runs the REST server until it is told to stop.
@FunctionalInterface
public interface ServerStart {

    /// Runs.
    ///
    /// @param overrides `SECRETZERO_…` variables that win over those of the environment
    /// @return the exit status
    int start(Map<String, String> overrides);
}
