package dev.secretzero.engine.lock;

import dev.secretzero.engine.lock.Lock.Entry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value before that is still valid: kept in the lockfile entry under `overlaps` until it has been retired.
///
/// @param until when it retires
/// @param kept where it is kept beside the value in force
/// @param handles the names under which it was issued
public record Overlap(Instant until, List<Kept> kept, List<String> handles) {

    private static final String KEY = "overlaps";

    public Overlap {
        kept = List.copyOf(kept);
        handles = List.copyOf(handles);
    }

    /// Those of an entry, the oldest first. A time that cannot be read has passed.
    public static List<Overlap> of(Entry entry) {
        var overlaps = new ArrayList<Overlap>();
        if (entry.unknown().get(KEY) instanceof List<?> items) {
            for (var item : items) {
                if (item instanceof Map<?, ?> fields) {
                    overlaps.add(new Overlap(
                            instant(fields.get("until")), Kept.read(fields.get("kept")), texts(fields.get("issued"))));
                }
            }
        }
        return overlaps;
    }

    private static Instant instant(@Nullable Object text) {
        try {
            return Instant.parse(String.valueOf(text));
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> items ? items.stream().map(String::valueOf).toList() : List.of();
    }

    /// The entry with these in place of those that it has. One that holds nothing is left out.
    public static Entry with(Entry entry, List<Overlap> overlaps) {
        var full = overlaps.stream().filter(each -> !each.isEmpty()).toList();
        if (full.equals(of(entry))) {
            return entry;
        }
        var keys = new LinkedHashMap<String, @Nullable Object>(entry.unknown());
        if (full.isEmpty()) {
            keys.remove(KEY);
        } else {
            keys.put(KEY, full.stream().map(Overlap::plain).toList());
        }
        return entry.unknown(keys);
    }

    /// The entry with one more. What this keeps replaced what others kept there.
    public static Entry begin(Entry entry, Overlap overlap) {
        var all = new ArrayList<Overlap>();
        of(entry).forEach(each -> all.add(each.without(overlap.kept())));
        all.add(overlap);
        return with(entry, all);
    }

    /// All that is kept beside an entry's value.
    public static Set<Kept> kept(Entry entry) {
        var kept = new HashSet<Kept>();
        of(entry).forEach(each -> kept.addAll(each.kept()));
        return kept;
    }

    /// The names of the issued things that are still valid on purpose.
    public static Set<String> handles(Entry entry) {
        var handles = new HashSet<String>();
        of(entry).forEach(each -> handles.addAll(each.handles()));
        return handles;
    }

    /// Whether it has passed.
    public boolean due(Instant now) {
        return !now.isBefore(until);
    }

    /// This one, of which these places are kept no more.
    public Overlap without(Collection<Kept> gone) {
        return new Overlap(until, kept.stream().filter(each -> !gone.contains(each)).toList(), handles);
    }

    /// This one, of which nothing issued is valid on purpose any more.
    public Overlap withoutHandles() {
        return new Overlap(until, kept, List.of());
    }

    private boolean isEmpty() {
        return kept.isEmpty() && handles.isEmpty();
    }

    private Map<String, @Nullable Object> plain() {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        plain.put("until", until.toString());
        if (!kept.isEmpty()) {
            plain.put("kept", Kept.plain(kept));
        }
        if (!handles.isEmpty()) {
            plain.put("issued", handles);
        }
        return plain;
    }
}
