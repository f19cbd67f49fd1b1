package dev.secretzero.engine.lock;

import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import java.util.TreeMap;

/// Entries in which several places stand under one id, as lockfiles had them whose ids did not say where a place is.
///
/// What stands there is true of each of the places only as long as the declaration is the one it was recorded for: with another
/// one, nobody knows which of them were meant, and none is taken for delivered.
public final class SharedIds {

    private SharedIds() {}

    /// The same lock, with each place under its own id.
    public static Lock parted(Lock lock, Manifest manifest) {
        var entries = new TreeMap<>(lock.entries());
        for (var unit : manifest.units()) {
            lock.entry(unit.entry())
                    .filter(entry -> unit.targets().size() > 1 && isShared(entry, unit, manifest))
                    .ifPresent(entry -> entries.put(unit.entry(), parted(entry, unit)));
        }
        return entries.equals(lock.entries()) ? lock : lock.entries(entries);
    }

    private static boolean isShared(Entry entry, Unit unit, Manifest manifest) {
        return TargetId.shared(unit).keySet().stream().anyMatch(id -> entry.targets().containsKey(id.value()))
                && entry.definitionHash()
                        .filter(Definition.hash(manifest, unit.secret())::equals)
                        .isPresent();
    }

    private static Entry parted(Entry entry, Unit unit) {
        var parted = entry;
        for (var shared : TargetId.shared(unit).entrySet()) {
            parted = parted.parted(shared.getKey(), shared.getValue());
        }
        return parted;
    }
}
