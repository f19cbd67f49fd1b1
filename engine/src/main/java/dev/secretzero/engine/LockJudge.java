package dev.secretzero.engine;

import dev.secretzero.engine.LockAudit.Strength;
import dev.secretzero.engine.lock.Fingerprint;
import dev.secretzero.engine.lock.Fingerprint.Cost;
import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Lock.Entry;
import dev.secretzero.engine.lock.LockKey;
import dev.secretzero.engine.run.Entropy;
import dev.secretzero.engine.run.Gathered;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says of each entry of a lock what its fingerprint is worth, and why it cannot be made anew. Looks at no place.
final class LockJudge {

    private final Lock lock;
    private final Fingerprints prints;
    private final Entropy entropy;

    LockJudge(Lock lock, Fingerprints prints, Entropy entropy) {
        this.lock = lock;
        this.prints = prints;
        this.entropy = entropy;
    }

    LockAudit audit() {
        return new LockAudit(
                prints.current().map(LockKey::id),
                lock.entries().entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private LockAudit.Row row(String name, Entry entry) {
        var print = Fingerprint.parse(entry.hash());
        var key = print instanceof Fingerprint.Keyed keyed ? Optional.of(keyed.key()) : Optional.<String>empty();
        var strength = strength(print, entropy.bits(name, entry));
        var why = why(print, strength);
        if (strength == Strength.STRONG) {
            var past = past(name, entry);
            if (past.isPresent()) {
                return new LockAudit.Row(name, print.scheme(), key, Strength.WEAK, past.get());
            }
        }
        return new LockAudit.Row(name, print.scheme(), key, strength, why);
    }

    private static Strength strength(Fingerprint print, int bits) {
        return switch (print) {
            case Fingerprint.Plain _ -> bits >= Fingerprints.ENOUGH ? Strength.STRONG : Strength.WEAK;
            case Fingerprint.Keyed _ -> Strength.STRONG;
            case Fingerprint.Slow slow -> slow.cost().atLeast(Cost.NEW) ? Strength.STRONG : Strength.WEAK;
            case Fingerprint.Unreadable _ -> Strength.UNREADABLE;
        };
    }

    private String why(Fingerprint print, Strength strength) {
        return switch (print) {
            case Fingerprint.Plain _ -> strength == Strength.WEAK ? "a plain digest of a value that may be guessed" : "";
            case Fingerprint.Keyed keyed ->
                prints.knows(keyed.key()) ? "" : "made with lock key " + keyed.key() + ", which is not here";
            case Fingerprint.Slow _ -> strength == Strength.WEAK ? "takes less work to try than new ones" : "";
            case Fingerprint.Unreadable _ -> "is no fingerprint that this program knows";
        };
    }

    /// A place that fell behind keeps the fingerprint of an earlier value.
    private Optional<String> past(String name, Entry entry) {
        return entry.targets().entrySet().stream()
                .filter(target -> !target.getValue().equals(entry.hash()))
                .filter(target -> strength(
                                Fingerprint.parse(target.getValue()), entropy.bits(name, entry.reprinted(target.getValue())))
                        == Strength.WEAK)
                .findFirst()
                .map(target -> target.getKey() + " is behind, with a weak fingerprint of an earlier value");
    }

    /// One row for each entry, after those `due` were made anew, or would be.
    List<Rekeying.Row> rekeyed(
            Set<String> due, Set<String> interrupted, Gathered gathered, boolean dry) {
        return lock.entries().entrySet().stream()
                .map(entry -> interrupted.contains(entry.getKey())
                        ? new Rekeying.Row(
                                entry.getKey(),
                                Rekeying.Result.LEFT,
                                "is named in the journal of a run that did not end; the next sync settles it")
                        : rekeyed(entry.getKey(), entry.getValue(), due, gathered, dry))
                .toList();
    }

    private Rekeying.Row rekeyed(String name, Entry entry, Set<String> due, Gathered gathered, boolean dry) {
        if (due.contains(name)) {
            return new Rekeying.Row(name, dry ? Rekeying.Result.WOULD_REKEY : Rekeying.Result.REKEYED, "");
        }
        return prints.adequate(entry.hash(), entropy.bits(name, entry))
                ? new Rekeying.Row(name, Rekeying.Result.KEPT, "")
                : new Rekeying.Row(name, Rekeying.Result.LEFT, obstacle(name, entry, gathered));
    }

    private String obstacle(String name, Entry entry, Gathered gathered) {
        if (!gathered.units().containsKey(name)) {
            return "is no longer declared; 'clean' drops it";
        }
        return switch (Fingerprint.parse(entry.hash())) {
            case Fingerprint.Keyed keyed when !prints.knows(keyed.key()) ->
                "was made with lock key " + keyed.key() + ", which is not here";
            case Fingerprint.Unreadable _ -> "is no fingerprint that this program knows; 'import' makes it anew";
            case Fingerprint.Keyed _, Fingerprint.Plain _, Fingerprint.Slow _ ->
                "no place shows the value in force; its next rotation makes it anew";
        };
    }
}
