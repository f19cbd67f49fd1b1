package dev.secretzero.spi;

/// Tries a new value before it is brought anywhere.
@FunctionalInterface
public interface Probe {

    /// Tries the value, and returns when it works. The value goes where only the one that is asked sees it: never into
    /// an address, never onto a command line.
    ///
    /// @throws ProblemException when it does not work, or nobody could tell
    void probe(Material candidate);
}
