package dev.secretzero.engine.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// A shell wildcard over a whole text, case-sensitive: `*` any run of characters, slashes and line feeds included, `?`
/// one, `[set]` and `[!set]` one of a set with ranges. A bracket that is not closed stands for itself.
///
/// Takes at most the product of both lengths: the star that was passed last is the only one that is ever tried again.
final class Glob {

    private final List<Part> parts;

    private sealed interface Part {
        record Run() implements Part {}

        record One(IntPredicate accepts) implements Part {}
    }

    private Glob(List<Part> parts) {
        this.parts = parts;
    }

    static Glob of(String pattern) {
        var parts = new ArrayList<Part>();
        int[] points = pattern.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            int close = point == '[' ? close(points, i) : -1;
            if (close > 0) {
                parts.add(set(points, i + 1, close));
                i = close;
            } else {
                parts.add(single(point));
            }
        }
        return new Glob(parts);
    }

    private static Part single(int point) {
        return switch (point) {
            case '*' -> new Part.Run();
            case '?' -> new Part.One(_ -> true);
            default -> new Part.One(found -> found == point);
        };
    }

    /// A closing bracket that comes first in the set belongs to it.
    private static int close(int[] points, int open) {
        int i = open + 1;
        if (i < points.length && points[i] == '!') {
            i++;
        }
        for (i++; i < points.length; i++) {
            if (points[i] == ']') {
                return i;
            }
        }
        return -1;
    }

    private static Part set(int[] points, int start, int end) {
        boolean negated = points[start] == '!';
        IntPredicate set = _ -> false;
        for (int i = negated ? start + 1 : start; i < end; i++) {
            boolean range = i + 2 < end && points[i + 1] == '-';
            int low = points[i];
            int high = range ? points[i + 2] : low;
            set = set.or(found -> found >= low && found <= high);
            i += range ? 2 : 0;
        }
        return new Part.One(negated ? set.negate() : set);
    }

    boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int part = 0;
        int point = 0;
        int star = -1;
        int resumed = 0;
        while (point < points.length) {
            if (part < parts.size() && parts.get(part) instanceof Part.Run) {
                star = part++;
                resumed = point;
            } else if (part < parts.size() && parts.get(part) instanceof Part.One one && one.accepts().test(points[point])) {
                part++;
                point++;
            } else if (star >= 0) {
                part = star + 1;
                point = ++resumed;
            } else {
                return false;
            }
        }
        return parts.subList(part, parts.size()).stream().allMatch(Part.Run.class::isInstance);
    }
}
