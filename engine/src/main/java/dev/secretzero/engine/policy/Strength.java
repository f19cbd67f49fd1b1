package dev.secretzero.engine.policy;

/// How hard the values of a generator are to guess.
public sealed interface Strength {

    /// The generator vouches for it.
    ///
    /// @param bits of entropy; for a key pair, the security strength of NIST SP 800-57 part 1, table 2
    record Known(int bits) implements Strength {}

    /// Nobody can say.
    record Unknown(String why) implements Strength {}

    /// They are made from other secrets, which are judged by themselves.
    record Derived() implements Strength {}
}
