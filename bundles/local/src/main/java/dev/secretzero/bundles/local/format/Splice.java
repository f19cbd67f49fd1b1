package dev.secretzero.bundles.local.format;

import java.util.Comparator;
import java.util.List;

/// A replacement of part of a text.
record Splice(int from, int to, String text) {

    /// Makes all replacements in one pass. They must not overlap.
    static String apply(String text, List<Splice> splices) {
        var out = new StringBuilder(text.length() + 64 * splices.size());
        int done = 0;
        for (var splice : splices.stream().sorted(Comparator.comparingInt(Splice::from)).toList()) {
            out.append(text, done, splice.from()).append(splice.text());
            done = splice.to();
        }
        return out.append(text, done, text.length()).toString();
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
