package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Fingerprints.Fresh;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.spi.Material;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Replaces fingerprints that are weaker than new ones would be. It needs the value in force, so an entry whose value
/// no place shows keeps what it has.
public final class Reprinter {

    private final Gathered gathered;
    private final Fingerprints prints;
    private final Entropy entropy;

    public Reprinter(Gathered gathered, Fingerprints prints, Entropy entropy) {
        this.gathered = gathered;
        this.prints = prints;
        this.entropy = entropy;
    }

    /// Upgrades the entries that a run is about to write anyway. A run that changes nothing writes nothing. Values that
    /// the run has made have the fingerprints that its journal names.
    ///
    /// @param before the lock as it was
    /// @param after the entries as they will be
    public SortedMap<String, Entry> upgraded(
            Lock before, SortedMap<String, Entry> after, Applier.Applied applied) {
        var changed = new TreeMap<String, Entry>();
        after.forEach((name, entry) -> {
            boolean made = applied.fingerprints().containsKey(name);
            if (!made && !before.entry(name).equals(Optional.of(entry))) {
                changed.put(name, entry);
            }
        });
        var result = new TreeMap<>(after);
        result.putAll(reprinted(changed, applied.values()));
        return result;
    }

    /// The entries among these that get another fingerprint.
    ///
    /// @param values by entry, values that are known beside those in force
    public SortedMap<String, Entry> reprinted(Map<String, Entry> entries, Map<String, Material> values) {
        var result = new TreeMap<String, Entry>();
        var due = due(entries, values);
        prints.announce(due);
        for (var fresh : due) {
            var print = prints.make(fresh.entry(), fresh.value(), fresh.bits());
            Optional.ofNullable(entries.get(fresh.entry()))
                    .ifPresent(entry -> result.put(fresh.entry(), entry.reprinted(print)));
        }
        return result;
    }

    /// The values whose fingerprints would be replaced.
    ///
    /// @param values by entry, values that are known beside those in force
    public List<Fresh> due(Map<String, Entry> entries, Map<String, Material> values) {
        var due = new ArrayList<Fresh>();
        entries.forEach((name, entry) -> due(name, entry, values).ifPresent(due::add));
        return due;
    }

    private Optional<Fresh> due(String name, Entry entry, Map<String, Material> values) {
        int bits = entropy.bits(name, entry);
        if (prints.adequate(entry.hash(), bits)) {
            return Optional.empty();
        }
        return Optional.ofNullable(values.get(name))
                .or(() -> Optional.ofNullable(gathered.inForce().get(name)))
                .filter(value -> prints.matches(entry.hash(), value))
                .map(value -> new Fresh(name, value, bits));
    }
}
