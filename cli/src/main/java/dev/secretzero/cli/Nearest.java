package dev.secretzero.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody may have meant: the candidate within a third of the word's length in edits, where a
/// swap of neighbours counts as one (optimal string alignment).
final class Nearest {

    private static final int LONGEST = 64;

    private Nearest() {}

    static Optional<String> to(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int limit = Math.max(1, word.length() / 3);
        return candidates.stream()
                .filter(candidate -> candidate.length() <= LONGEST)
                .map(candidate -> new Scored(candidate, distance(lower(word), lower(candidate))))
                .filter(scored -> scored.edits <= limit)
                .min(Comparator.comparingInt(Scored::edits).thenComparing(Scored::text))
                .map(Scored::text);
    }

    /// `did you mean "x"?`, or else what is said instead.
    static String hint(String word, Collection<String> candidates, String otherwise) {
        return to(word, candidates).map(near -> "did you mean \"" + near + "\"?").orElse(otherwise);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private record Scored(String text, int edits) {}

    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            edits[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            edits[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                edits[i][j] = cell(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int cell(int[][] edits, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(edits[i - 1][j - 1] + change, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
    }
}
