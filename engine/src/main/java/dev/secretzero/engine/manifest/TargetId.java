package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `alias/kind/identifier`: the lockfile's key for a place.
///
/// The identifier of a `file` is its path as written; of anything else the first of `target_id`, `record_uid`,
/// `name`, `path` and `title` that is not blank (lockfile format 1.0). Many kinds have none of these: where two targets of one
/// secret would share an id, each gets the settings that say where it is, as `github/github_secret/acme/web`.
public record TargetId(String value) implements Comparable<TargetId> {

    private static final List<String> IDENTIFIERS = List.of("target_id", "record_uid", "name", "path", "title");

    /// What says where a place is, from the widest to the narrowest.
    private static final List<String> WHERE = List.of(
            "url",
            "vault_url",
            "vault_name",
            "endpoint_url",
            "region",
            "context",
            "org",
            "owner",
            "repo",
            "repository",
            "group",
            "group_id",
            "project",
            "project_id",
            "environment",
            "environment_scope",
            "app",
            "mount_point",
            "namespace",
            "folder",
            "domain",
            "output_path",
            "secret_name",
            "external_secret_name",
            "variable_name",
            "credential_id",
            "data_key",
            "field",
            "key");

    /// The id of a target that is the only one with it.
    public static TargetId of(TargetDeclaration target) {
        var keys = target.kind().equals("file") ? List.of("path") : IDENTIFIERS;
        var identifier = keys.stream()
                .map(key -> target.config().at(key) instanceof Value.Text text ? text.text() : "")
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return new TargetId(target.provider() + "/" + target.kind() + "/" + identifier);
    }

    /// The ids of a unit's targets, in their order. Where even what says where they are is the same, the second gets
    /// the suffix `#2`, and so on, so that each place is known by itself.
    public static List<TargetId> of(Unit unit) {
        var plain = unit.targets().stream().map(TargetId::of).toList();
        var uses = plain.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        var seen = new HashMap<TargetId, Integer>();
        var ids = new ArrayList<TargetId>(plain.size());
        for (int i = 0; i < plain.size(); i++) {
            var id = plain.get(i);
            boolean alone = Objects.equals(uses.get(id), 1L);
            ids.add(numbered(alone ? id : id.at(unit.targets().get(i)), seen));
        }
        return ids;
    }

    /// The ids that several targets of a unit would share and none of them has, each with those that they have instead.
    public static SortedMap<TargetId, List<TargetId>> shared(Unit unit) {
        var ids = of(unit);
        var shared = new TreeMap<TargetId, List<TargetId>>();
        for (int i = 0; i < ids.size(); i++) {
            shared.computeIfAbsent(of(unit.targets().get(i)), _ -> new ArrayList<>()).add(ids.get(i));
        }
        shared.keySet().removeAll(ids);
        return shared;
    }

    /// The alias of the provider.
    public String alias() {
        return value.substring(0, value.indexOf('/'));
    }

    private static TargetId numbered(TargetId id, Map<TargetId, Integer> seen) {
        int count = seen.merge(id, 1, Integer::sum);
        return count == 1 ? id : new TargetId(id.value + "#" + count);
    }

    private TargetId at(TargetDeclaration target) {
        var where = WHERE.stream()
                .map(key -> written(target.config().at(key)))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("/"));
        var separator = where.isEmpty() || value.endsWith("/") ? "" : "#";
        return new TargetId(value + separator + where);
    }

    private static String written(@Nullable Value value) {
        return value instanceof Value.Text || value instanceof Value.Scalar
                ? Objects.toString(value.plain(Value.View.WRITTEN), "")
                : "";
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
