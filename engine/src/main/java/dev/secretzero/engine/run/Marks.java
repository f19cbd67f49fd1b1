package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.spi.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The versions that places gave to our last writes, kept in the lockfile under `marks`: a place that does not show what
/// it holds, and whose version is still ours, was not written since.
final class Marks {

    private static final String KEY = "marks";

    private Marks() {}

    /// The version that our last write had.
    static Optional<Version> of(Entry entry, TargetId place) {
        return entry.unknown().get(KEY) instanceof Map<?, ?> marks && marks.get(place.value()) instanceof String mark
                ? Optional.of(new Version(mark))
                : Optional.empty();
    }

    /// Records the version of our last write; a write without one leaves none.
    static Entry mark(Entry entry, TargetId place, Optional<Version> version) {
        if (of(entry, place).equals(version)) {
            return entry;
        }
        var marks = new TreeMap<String, @Nullable Object>();
        if (entry.unknown().get(KEY) instanceof Map<?, ?> before) {
            before.forEach((id, mark) -> marks.put(String.valueOf(id), mark));
        }
        version.ifPresentOrElse(mark -> marks.put(place.value(), mark.value()), () -> marks.remove(place.value()));
        var keys = new LinkedHashMap<String, @Nullable Object>(entry.unknown());
        if (marks.isEmpty()) {
            keys.remove(KEY);
        } else {
            keys.put(KEY, new LinkedHashMap<>(marks));
        }
        return entry.unknown(keys);
    }
}
