package dev.secretzero.engine.lock;

import dev.secretzero.engine.lock.Fingerprint.Cost;
import dev.secretzero.engine.lock.Fingerprint.Keyed;
import dev.secretzero.engine.lock.Fingerprint.Plain;
import dev.secretzero.engine.lock.Fingerprint.Slow;
import dev.secretzero.engine.lock.Fingerprint.Unreadable;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes fingerprints and compares them with values, for one operation. May be used by many threads.
///
/// New fingerprints follow one policy. With a lock key: HMAC-SHA256 under it. Without one: the plain SHA-256 that other
/// programs read, where a generator made the value with [#ENOUGH] bits of entropy or more, because nobody can guess
/// such a value; Argon2id for everything else. The key is looked for when it is first needed.
///
/// Slow digests are made side by side by [#expect] and [#announce], at most [#AT_ONCE] at a time (8 MiB each), and no
/// digest of one value under one fingerprint is made twice.
public final class Fingerprints {

    /// The bits of entropy from which a plain digest gives nothing away.
    public static final int ENOUGH = 96;

    /// How many slow digests are in memory at once.
    static final int AT_ONCE = 8;

    private static final int SALT = 16;

    private final Supplier<Optional<LockKey>> source;
    private final Supplier<SecureRandom> entropy;
    private final List<LockKey> former;
    private final Map<Told, String> digests = new ConcurrentHashMap<>();
    private final Map<Told, String> made = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private @Nullable Map<String, LockKey> keys;
    private Optional<LockKey> current = Optional.empty();

    /// What a result is remembered by: the fingerprint or entry, and the digest of the value, which never leaves this
    /// object.
    private record Told(String of, String value) {}

    private Fingerprints(
            Supplier<Optional<LockKey>> source, List<LockKey> former, Supplier<SecureRandom> entropy) {
        this.source = source;
        this.former = List.copyOf(former);
        this.entropy = entropy;
    }

    /// With at most the key in force.
    ///
    /// @param source gives the key in force, asked at most once
    /// @param entropy where salts come from
    public static Fingerprints of(Supplier<Optional<LockKey>> source, Supplier<SecureRandom> entropy) {
        return of(source, List.of(), entropy);
    }

    /// With other keys beside the one in force.
    ///
    /// @param former keys that can be compared with, and that nothing new is made with
    public static Fingerprints of(
            Supplier<Optional<LockKey>> source, List<LockKey> former, Supplier<SecureRandom> entropy) {
        return new Fingerprints(source, former, entropy);
    }

    /// How a value stands to a fingerprint.
    public sealed interface Likeness {

        /// It is the value.
        record Same() implements Likeness {}

        /// It is another value.
        record Other() implements Likeness {}

        /// Nobody can say here.
        record Unknown(String why) implements Likeness {}
    }

    /// A fingerprint and a value that will be compared.
    public record Pair(String recorded, Material value) {}

    /// A value whose fingerprint will be made.
    ///
    /// @param bits the entropy that its generator gave it; 0 when it is not known
    public record Fresh(String entry, Material value, int bits) {}

    /// A value that is in force, and the fingerprint that was recorded last; empty when there was none.
    public record Held(Optional<String> recorded, Fresh fresh) {}

    /// Whether two values are the same. Takes the same time wherever they differ.
    public static boolean same(Material one, Material other) {
        try (var a = MaterialText.of(one);
                var b = MaterialText.of(other)) {
            return a.matches(b);
        }
    }

    // Comparing.

    /// Compares a value with what was recorded. Takes the same time wherever they differ.
    public Likeness compare(String recorded, Material value) {
        return obscured(recorded)
                .<Likeness>map(Likeness.Unknown::new)
                .orElseGet(() -> likeness(Fingerprint.parse(recorded), value));
    }

    /// Why no value can be compared with what was recorded; empty when any can.
    public Optional<String> obscured(String recorded) {
        return switch (Fingerprint.parse(recorded)) {
            case Keyed keyed when !knows(keyed.key()) ->
                Optional.of("its fingerprint was made with lock key " + keyed.key() + ", which is not here");
            case Unreadable _ -> Optional.of("its fingerprint in the lockfile cannot be read");
            case Plain _, Keyed _, Slow _ -> Optional.empty();
        };
    }

    private Likeness likeness(Fingerprint recorded, Material value) {
        return switch (recorded) {
            case Plain(var hex) -> likeness(hex, plain(value));
            case Keyed keyed -> likeness(keyed.hex(), keyed(key(keyed.key()).orElseThrow(), keyed.salt(), value));
            case Slow slow -> likeness(slow.hex(), slow(slow, value));
            case Unreadable _ -> new Likeness.Other();
        };
    }

    /// Whether the value is certainly what was recorded.
    public boolean matches(String recorded, Material value) {
        return compare(recorded, value) instanceof Likeness.Same;
    }

    /// Does the slow part of comparisons that will be asked for, side by side.
    public void expect(Collection<Pair> pairs) {
        var slow = new LinkedHashMap<Told, Runnable>();
        for (var pair : pairs) {
            if (Fingerprint.parse(pair.recorded()) instanceof Slow print) {
                slow.putIfAbsent(new Told(print.text(), plain(pair.value())), () -> slow(print, pair.value()));
            }
        }
        sideBySide(slow.values());
    }

    private static Likeness likeness(String recorded, String found) {
        boolean same = MessageDigest.isEqual(
                recorded.getBytes(StandardCharsets.US_ASCII), found.getBytes(StandardCharsets.US_ASCII));
        return same ? new Likeness.Same() : new Likeness.Other();
    }

    // Making.

    /// The fingerprint to record. The same value of the same entry has the same one as long as this object lives.
    ///
    /// @param bits the entropy that its generator gave it; 0 when it is not known
    public String make(String entry, Material value, int bits) {
        var key = current();
        if (key.isEmpty() && bits >= ENOUGH) {
            return plain(value);
        }
        var told = new Told(entry, plain(value));
        var known = made.get(told);
        return known != null ? known : first(made, told, salted(key, value).text());
    }

    private Fingerprint salted(Optional<LockKey> key, Material value) {
        var salt = salt();
        return key.<Fingerprint>map(known -> new Keyed(known.id(), salt, keyed(known, salt, value)))
                .orElseGet(() -> slow(salt, value));
    }

    private Slow slow(String salt, Material value) {
        var blank = new Slow(Cost.NEW, salt, "");
        var print = new Slow(Cost.NEW, salt, digest(blank, value));
        digests.put(new Told(print.text(), plain(value)), print.hex());
        return print;
    }

    /// Makes fingerprints that will be asked for, side by side.
    public void announce(Collection<Fresh> values) {
        boolean keyed = current().isPresent();
        sideBySide(values.stream()
                .filter(fresh -> !keyed && fresh.bits() < ENOUGH)
                .<Runnable>map(fresh -> () -> make(fresh.entry(), fresh.value(), fresh.bits()))
                .toList());
    }

    /// The fingerprint to record of a value in force: the recorded one, where it is of this value, else a new one.
    public String keep(Held held) {
        var fresh = held.fresh();
        return held.recorded()
                .filter(recorded -> matches(recorded, fresh.value()))
                .orElseGet(() -> make(fresh.entry(), fresh.value(), fresh.bits()));
    }

    /// Does the slow part of [#keep], side by side.
    public void prepare(Collection<Held> values) {
        expect(values.stream()
                .flatMap(held -> held.recorded().map(hash -> new Pair(hash, held.fresh().value())).stream())
                .toList());
        announce(values.stream()
                .filter(held -> held.recorded()
                        .filter(hash -> matches(hash, held.fresh().value()))
                        .isEmpty())
                .map(Held::fresh)
                .toList());
    }

    /// Whether a fingerprint is what [#make] would make now, or no weaker. One that was made with a key is never worse
    /// than one without.
    ///
    /// @param bits the entropy of what the entry's generator makes
    public boolean adequate(String recorded, int bits) {
        var key = current();
        return switch (Fingerprint.parse(recorded)) {
            case Plain _ -> key.isEmpty() && bits >= ENOUGH;
            case Keyed keyed -> key.map(known -> known.id().equals(keyed.key())).orElse(true);
            case Slow slow -> key.isEmpty() && slow.cost().atLeast(Cost.NEW);
            case Unreadable _ -> false;
        };
    }

    // Keys.

    /// The key that new fingerprints are made with.
    ///
    /// @throws dev.secretzero.spi.ProblemException when there is one that cannot be used
    public Optional<LockKey> current() {
        keys();
        return current;
    }

    /// Whether the key of this id is here.
    public boolean knows(String id) {
        return key(id).isPresent();
    }

    private Optional<LockKey> key(String id) {
        return Optional.ofNullable(keys().get(id));
    }

    private synchronized Map<String, LockKey> keys() {
        if (keys == null) {
            current = source.get();
            var known = new LinkedHashMap<String, LockKey>();
            former.forEach(key -> known.put(key.id(), key));
            current.ifPresent(key -> known.put(key.id(), key));
            keys = Map.copyOf(known);
        }
        return keys;
    }

    // Digests.

    private static String plain(Material value) {
        try (var text = MaterialText.of(value)) {
            return text.lend(Canonical::sha256);
        }
    }

    private static String keyed(LockKey key, String salt, Material value) {
        try (var text = MaterialText.of(value)) {
            return text.lend(bytes -> key.hex(HexFormat.of().parseHex(salt), bytes));
        }
    }

    private String slow(Slow print, Material value) {
        var told = new Told(print.text(), plain(value));
        var known = digests.get(told);
        return known != null ? known : first(digests, told, digest(print, value));
    }

    /// Not `computeIfAbsent`, which keeps other digests waiting while it works.
    private static String first(Map<Told, String> results, Told told, String result) {
        var earlier = results.putIfAbsent(told, result);
        return earlier == null ? result : earlier;
    }

    private String digest(Slow print, Material value) {
        room.acquireUninterruptibly();
        try (var text = MaterialText.of(value)) {
            return text.lend(bytes -> Argon2.hex(print.cost(), print.salt(), bytes));
        } finally {
            room.release();
        }
    }

    private synchronized String salt() {
        byte[] salt = new byte[SALT];
        entropy.get().nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    private static void sideBySide(Collection<Runnable> work) {
        if (work.size() > 1) {
            work.parallelStream().forEach(Runnable::run);
        }
    }
}
