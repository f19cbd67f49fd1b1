package dev.secretzero.server;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down whoever guesses keys. Each peer has a bucket of attempts that fills by one at a fixed pace; a wrong
/// key takes one out, and an empty bucket means waiting, so that a client with an old key behind the same
/// proxy delays the others and never locks them out.
final class Throttle {

    /// Wrong keys in a row that are answered at once.
    static final int ATTEMPTS = 30;

    /// How long one attempt takes to come back.
    static final Duration PACE = Duration.ofSeconds(2);

    /// Peers that are remembered; the one that failed least recently is forgotten first.
    static final int PEERS = 10_000;

    private final InstantSource clock;
    private final Map<InetAddress, Instant> full = new LinkedHashMap<>(16, 0.75f, true);

    Throttle(InstantSource clock) {
        this.clock = clock;
    }

    /// How long the peer must wait before it may try again; zero when it need not.
    synchronized Duration wait(InetAddress peer) {
        var whenFull = full.get(peer);
        if (whenFull == null) {
            return Duration.ZERO;
        }
        var missing = Duration.between(clock.instant(), whenFull);
        var allowed = PACE.multipliedBy(ATTEMPTS - 1L);
        return missing.compareTo(allowed) <= 0 ? Duration.ZERO : missing.minus(allowed);
    }

    /// Remembers a wrong key. A bucket is kept as the moment at which it will be full again.
    synchronized void failed(InetAddress peer) {
        var now = clock.instant();
        var whenFull = full.get(peer);
        full.put(peer, (whenFull == null || whenFull.isBefore(now) ? now : whenFull).plus(PACE));
        if (full.size() > PEERS) {
            full.remove(full.keySet().iterator().next());
        }
    }

    synchronized int size() {
        return full.size();
    }
}
