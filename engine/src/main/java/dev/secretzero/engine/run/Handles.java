package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.lock.Overlap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The names of issued things, kept in the lockfile so that they can be revoked: `issued` names the value in force,
/// `retiring` those that nothing holds any more and that are still valid.
final class Handles {

    private static final String ISSUED = "issued";
    private static final String RETIRING = "retiring";

    private Handles() {}

    /// What is in force.
    static Optional<String> issued(Entry entry) {
        return entry.unknown().get(ISSUED) instanceof String handle ? Optional.of(handle) : Optional.empty();
    }

    /// What is to be revoked.
    static NavigableSet<String> retiring(Entry entry) {
        var handles = new TreeSet<String>();
        if (entry.unknown().get(RETIRING) instanceof List<?> list) {
            list.forEach(handle -> handles.add(String.valueOf(handle)));
        }
        return handles;
    }

    /// The value in force was issued under this name, and what was in force before retires.
    static Entry issue(Entry entry, String handle) {
        var before = issued(entry).filter(old -> !old.equals(handle));
        var keys = new LinkedHashMap<String, @Nullable Object>(entry.unknown());
        keys.put(ISSUED, handle);
        return before.map(old -> retire(entry.unknown(keys), List.of(old))).orElseGet(() -> entry.unknown(keys));
    }

    /// These retire, unless they are in force.
    static Entry retire(Entry entry, Collection<String> handles) {
        var all = retiring(entry);
        all.addAll(handles);
        all.removeAll(Overlap.handles(entry));
        issued(entry).ifPresent(all::remove);
        return with(entry, all);
    }

    /// What was in force before another entry took over, and is not any more.
    static List<String> replaced(Entry before, Entry after) {
        return issued(before).filter(old -> !issued(after).equals(Optional.of(old))).stream().toList();
    }

    /// These are revoked.
    static Entry revoked(Entry entry, Collection<String> handles) {
        var left = retiring(entry);
        left.removeAll(handles);
        return with(entry, left);
    }

    private static Entry with(Entry entry, NavigableSet<String> retiring) {
        if (retiring.equals(retiring(entry))) {
            return entry;
        }
        Map<String, @Nullable Object> keys = new LinkedHashMap<>(entry.unknown());
        if (retiring.isEmpty()) {
            keys.remove(RETIRING);
        } else {
            keys.put(RETIRING, List.copyOf(retiring));
        }
        return entry.unknown(keys);
    }
}
