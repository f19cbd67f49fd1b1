package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Secret;
import java.time.Instant;
import java.util.Optional;

/// A token that a login gave, or that was given.
final class Token {

    private final Secret value;
    private final Optional<Instant> end;
    private volatile boolean lends;
    private volatile boolean trusted;

    /// A token.
    ///
    /// @param end when it ends, as far as the login said
    Token(Secret value, Optional<Instant> end) {
        this.value = value;
        this.end = end;
    }

    Secret value() {
        return value;
    }

    Optional<Instant> end() {
        return end;
    }

    boolean hasEnded(Instant now) {
        return end.filter(instant -> !now.isBefore(instant)).isPresent();
    }

    /// Notes that something was leased with it, which Vault ends together with it.
    void lend() {
        lends = true;
    }

    boolean lends() {
        return lends;
    }

    /// Notes that it was new when it was refused, so that a refusal says nothing about its life.
    void trust() {
        trusted = true;
    }

    boolean trusted() {
        return trusted;
    }
}
