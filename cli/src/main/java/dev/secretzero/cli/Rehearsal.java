package dev.secretzero.cli;

import java.util.Arrays;

/// Runs several command lines in one process: what they load and link is what the cache of the next starts will hold.
///
/// Arguments: the words of the command lines, each ended by `;`. Used while packaging only.
public final class Rehearsal {

    private Rehearsal() {}

    /// Runs them.
    public static void main(String[] arguments) {
        int from = 0;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals(";")) {
                Main.run(Arrays.copyOfRange(arguments, from, i));
                from = i + 1;
            }
        }
    }
}
