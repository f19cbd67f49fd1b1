package dev.secretzero.engine.policy;

/// How hard a value is to guess.
sealed interface Strength {

    /// It can be reckoned.
    ///
    /// @param bits of entropy; for a key pair, the security strength of NIST SP 800-57 part 1, table 2
    record Known(double bits) implements Strength {}

    /// Nobody can say from the declaration.
    record Unknown(String why) implements Strength {}

    /// It is made from other secrets, which are judged by themselves.
    record Derived() implements Strength {}

    static Strength of(double bits) {
        return new Known(bits);
    }
}
