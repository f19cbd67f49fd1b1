package dev.secretzero.engine.audit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The heads of audit logs that a lockfile remembers, one for each place where a log is kept.
///
/// @param heads by place, see [#place]
public record Anchors(SortedMap<String, Head> heads) {

    /// The key of the lockfile's metadata.
    public static final String KEY = "audit";

    /// How many places are remembered; those with the fewest entries are forgotten first.
    public static final int LIMIT = 16;

    public Anchors {
        heads = new TreeMap<>(heads);
    }

    /// The name of a place, which tells neither machine nor directory.
    public static String place(String machine, Path log) {
        var text = (machine + "\0" + log.toAbsolutePath().normalize()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Seal.digest().digest(text)).substring(0, Head.NAME);
    }

    /// What the metadata of a lockfile says. What is no anchor is left out.
    public static Anchors in(Map<String, ? extends @Nullable Object> metadata) {
        var heads = new TreeMap<String, Head>();
        if (metadata.get(KEY) instanceof Map<?, ?> places) {
            places.forEach((place, plain) ->
                    head(plain).ifPresent(head -> heads.put(String.valueOf(place), head)));
        }
        return new Anchors(heads);
    }

    private static Optional<Head> head(@Nullable Object plain) {
        return plain instanceof Map<?, ?> map
                        && map.get("log") instanceof String log
                        && map.get("seq") instanceof Number entry
                        && map.get("hash") instanceof String hash
                ? Optional.of(new Head(log, entry.longValue(), hash))
                : Optional.empty();
    }

    public Optional<Head> at(String place) {
        return Optional.ofNullable(heads.get(place));
    }

    /// These anchors with another one.
    public Anchors with(String place, Head head) {
        var changed = new TreeMap<>(heads);
        changed.remove(place);
        while (changed.size() >= LIMIT) {
            changed.remove(changed.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().entry()))
                    .orElseThrow()
                    .getKey());
        }
        changed.put(place, head);
        return new Anchors(changed);
    }

    /// Metadata that says this, and whatever else it said before.
    public Map<String, @Nullable Object> into(Map<String, ? extends @Nullable Object> metadata) {
        var changed = new LinkedHashMap<String, @Nullable Object>(metadata);
        var places = new LinkedHashMap<String, @Nullable Object>();
        heads.forEach((place, head) -> {
            var plain = new LinkedHashMap<String, @Nullable Object>();
            plain.put("log", head.log());
            plain.put("seq", head.entry());
            plain.put("hash", head.hash());
            places.put(place, plain);
        });
        changed.put(KEY, places);
        return changed;
    }
}
