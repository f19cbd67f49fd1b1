package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// `alias/kind/identifier`: the lockfile's key for a place.
///
/// The identifier of a `file` is its path as written; of anything else the first of `target_id`, `record_uid`,
/// `name`, `path` and `title` that is not blank (lockfile format 1.0).
public record TargetId(String value) implements Comparable<TargetId> {

    private static final List<String> IDENTIFIERS = List.of("target_id", "record_uid", "name", "path", "title");

    public static TargetId of(TargetDeclaration target) {
        var keys = target.kind().equals("file") ? List.of("path") : IDENTIFIERS;
        var identifier = keys.stream()
                .map(key -> target.config().at(key) instanceof Value.Text text ? text.text() : "")
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return new TargetId(target.provider() + "/" + target.kind() + "/" + identifier);
    }

    /// The ids of a unit's targets, in their order. Where two would share an id, the second gets the suffix `#2`,
    /// and so on, so that each place is known by itself.
    public static List<TargetId> of(Unit unit) {
        var seen = new HashMap<String, Integer>();
        var ids = new ArrayList<TargetId>(unit.targets().size());
        for (var target : unit.targets()) {
            var id = of(target);
            int count = seen.merge(id.value, 1, Integer::sum);
            ids.add(count == 1 ? id : new TargetId(id.value + "#" + count));
        }
        return ids;
    }

    @Override
    public int compareTo(TargetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
