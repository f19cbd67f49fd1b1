package dev.secretzero.spi;

import java.util.List;
import java.util.Optional;

/// A kind of component, and all that a person must know to use it. The reference pages, the catalog, the JSON
/// schema, shell completion and the checks of settings are all read from here.
///
/// @param <I> what it is opened with: the host for a provider, the provider for everything else
/// @param <T> what opening gives
/// @param pace how fast the system may be called, where it publishes a quota
public record Offer<I, T>(String kind, String summary, List<Setting> settings, Opener<I, T> opener, Optional<Pace> pace) {

    public Offer {
        settings = List.copyOf(settings);
    }

    /// An offer of a system that publishes no quota.
    public Offer(String kind, String summary, List<Setting> settings, Opener<I, T> opener) {
        this(kind, summary, settings, opener, Optional.empty());
    }

    /// The same, called no faster than this.
    public Offer<I, T> at(Pace pace) {
        return new Offer<>(kind, summary, settings, opener, Optional.of(pace));
    }

    /// Opens a component. Opening reads settings and touches nothing else: no file, no network.
    @FunctionalInterface
    public interface Opener<I, T> {
        T open(I input, Settings settings);
    }
}
