package dev.secretzero.testkit;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// A remote system that lives in memory: named places, each with a version that grows with every write.
public final class InMemoryPlaces {

    private final SortedMap<String, Held> places = new TreeMap<>();
    private final Set<String> owing = new HashSet<>();
    private long writes;
    private long finished;

    /// What a place holds.
    record Held(Material material, Version version) {}

    synchronized Optional<Held> find(String place) {
        return Optional.ofNullable(places.get(place));
    }

    synchronized Version put(String place, Material material) {
        writes++;
        var version = new Version("v" + writes);
        var before = places.put(place, new Held(copy(material), version));
        if (before != null) {
            before.material().close();
        }
        return version;
    }

    /// Writes a value, and with it that something is to follow; what is there already is left.
    synchronized Target.Receipt follow(String place, Material material, Supplier<Target.Receipt> write) {
        var held = find(place);
        if (held.filter(there -> TargetContract.matches(there.material(), material)).isPresent()) {
            return new Target.Receipt.Written(held.map(Held::version), Optional.empty());
        }
        var receipt = write.get();
        if (receipt instanceof Target.Receipt.Written) {
            owing.add(place);
        }
        return receipt;
    }

    synchronized boolean owes(String place) {
        return owing.contains(place);
    }

    synchronized void finish(String place) {
        finished += owing.remove(place) ? 1 : 0;
    }

    /// The places whose values something is still to follow.
    public synchronized Set<String> owing() {
        return Set.copyOf(owing);
    }

    /// How often something followed.
    public synchronized long finished() {
        return finished;
    }

    /// Empties a place, as somebody else would.
    public synchronized void remove(String place) {
        var before = places.remove(place);
        if (before != null) {
            before.material().close();
        }
    }

    /// Writes a text to a place, as somebody else would. It counts as a write.
    public void tamper(String place, String text) {
        try (var material = Material.of(text)) {
            put(place, material);
        }
    }

    /// The text form of what a place holds.
    public synchronized Optional<String> text(String place) {
        return find(place).map(held -> {
            try (var text = MaterialText.of(held.material())) {
                return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
            }
        });
    }

    /// The places that hold something.
    public synchronized SortedSet<String> names() {
        return new TreeSet<>(places.keySet());
    }

    /// How many writes there were, by whomever.
    public synchronized long writes() {
        return writes;
    }

    static Material copy(Material material) {
        return switch (material) {
            case Material.Single(Secret value) -> new Material.Single(copy(value));
            case Material.Literal(Secret json) -> new Material.Literal(copy(json));
            case Material.Fields(var values) -> {
                var copies = new TreeMap<String, Material>();
                values.forEach((name, value) -> copies.put(name, copy(value)));
                yield new Material.Fields(copies);
            }
        };
    }

    private static Secret copy(Secret secret) {
        return secret.lend(bytes -> Secret.take(bytes.clone()));
    }
}
