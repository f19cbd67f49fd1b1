package dev.secretzero.engine.manifest;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/// "Did you mean": the known word that is nearest to a mistyped one.
///
/// The distance is the optimal string alignment distance (insert, delete, replace, swap neighbours). A word is near
/// when at most a third of it, and at most three characters, differ. Only the first 64 characters are looked at.
public final class Suggestion {

    private static final int LONGEST = 64;
    private static final int LISTED = 30;

    private Suggestion() {}

    /// The nearest known word, if any is near. Of equally near ones the first wins.
    public static Optional<String> of(String word, Collection<String> known) {
        int best = Math.min(3, word.length() / 3) + 1;
        String nearest = null;
        for (var candidate : known) {
            if (Math.abs(candidate.length() - word.length()) >= best) {
                continue;
            }
            int distance = distance(shortened(word), shortened(candidate));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /// A sentence for people: what was meant, or else what there is. Empty when nothing is known.
    public static Optional<String> hint(String word, Collection<String> known) {
        return of(word, known).map(near -> "did you mean \"" + near + "\"?").or(() -> listed(known));
    }

    private static Optional<String> listed(Collection<String> known) {
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var names = known.stream().sorted().limit(LISTED).collect(Collectors.joining(", "));
        return Optional.of("known: " + names + (known.size() > LISTED ? ", ..." : ""));
    }

    private static String shortened(String word) {
        return word.length() > LONGEST ? word.substring(0, LONGEST) : word;
    }

    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                cost[i][j] = cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
