package dev.secretzero.testkit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks for many needles in one pass over the bytes: an index of their first eight bytes, and a filter on the first two.
final class Haystack {

    private final Map<Long, List<Needle>> byHead = new HashMap<>();
    private final BitSet starts = new BitSet(1 << 16);

    Haystack(Collection<Needle> needles) {
        for (var needle : needles) {
            byHead.computeIfAbsent(head(needle.image(), 0), _ -> new ArrayList<>()).add(needle);
            starts.set(start(needle.image(), 0));
        }
    }

    /// The needles that are in these bytes, each label and form once.
    ///
    /// @param image one character for each byte
    Set<String> find(String image) {
        var found = new LinkedHashSet<String>();
        for (int i = 0; i + Needle.SHORTEST <= image.length(); i++) {
            if (starts.get(start(image, i))) {
                at(image, i, found);
            }
        }
        return found;
    }

    private void at(String image, int offset, Set<String> found) {
        for (var needle : byHead.getOrDefault(head(image, offset), List.of())) {
            if (image.startsWith(needle.image(), offset)) {
                found.add(needle.toString());
            }
        }
    }

    private static int start(String image, int offset) {
        return (image.charAt(offset) << 8) | image.charAt(offset + 1);
    }

    private static long head(String image, int offset) {
        long head = 0;
        for (int i = offset; i < offset + Needle.SHORTEST; i++) {
            head = (head << 8) | image.charAt(i);
        }
        return head;
    }
}
