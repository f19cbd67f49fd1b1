package dev.secretzero.testkit;

/// A test value that the [LeakGuard] knows by itself, whether the test asked for the guard or not.
///
/// Every canary holds one fixed mark. A test that uses canaries for its secrets need not register them: the guard looks
/// for the mark after every test.
public final class Canary {

    static final String MARK = "7Q9xZLm2vKw4";

    private Canary() {}

    /// A value that is the same for the same label: `canary.db.7Q9…`.
    public static String of(String label) {
        return "canary." + label + "." + MARK;
    }
}
