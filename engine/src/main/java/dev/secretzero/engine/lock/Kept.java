package dev.secretzero.engine.lock;

import dev.secretzero.engine.manifest.TargetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value before that is kept beside the one in force: at which place, and under which name.
public record Kept(TargetId place, String name) {

    /// As plain JSON values.
    static List<Map<String, @Nullable Object>> plain(List<Kept> kept) {
        return kept.stream()
                .map(each -> Map.<String, @Nullable Object>of("place", each.place().value(), "name", each.name()))
                .toList();
    }

    /// Reads what [#plain] gave; what is not of that shape is left out.
    static List<Kept> read(@Nullable Object plain) {
        var kept = new ArrayList<Kept>();
        if (plain instanceof List<?> items) {
            for (var item : items) {
                if (item instanceof Map<?, ?> fields
                        && fields.get("place") instanceof String place
                        && fields.get("name") instanceof String name) {
                    kept.add(new Kept(new TargetId(place), name));
                }
            }
        }
        return kept;
    }

    @Override
    public String toString() {
        return place + " " + name;
    }
}
