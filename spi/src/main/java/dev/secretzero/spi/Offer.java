package dev.secretzero.spi;

import java.util.List;

/// A kind of component, and all that a person must know to use it. The reference pages, the catalog, the JSON
/// schema, shell completion and the checks of settings are all read from here.
///
/// @param <I> what it is opened with: the host for a provider, the provider for everything else
/// @param <T> what opening gives
public record Offer<I, T>(String kind, String summary, List<Setting> settings, Opener<I, T> opener) {

    public Offer {
        settings = List.copyOf(settings);
    }

    /// Opens a component. Opening reads settings and touches nothing else: no file, no network.
    @FunctionalInterface
    public interface Opener<I, T> {
        T open(I input, Settings settings);
    }
}
