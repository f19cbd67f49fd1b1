package dev.secretzero.cli;

import dev.secretzero.spi.Secret;
import java.util.Optional;

/// Reads one line from a person.
@FunctionalInterface
public interface HiddenInput {

    /// Shows the prompt and reads.
    ///
    /// @param shown whether what is typed may be seen
    /// @return empty at the end of input
    Optional<Secret> read(String prompt, boolean shown);
}
