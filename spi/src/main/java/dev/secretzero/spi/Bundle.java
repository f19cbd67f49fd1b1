package dev.secretzero.spi;

import java.util.List;

/// All that we know of one system: how to connect, where it can receive, what it can make, how a value is tried.
///
/// @param <P> the bundle's own provider type, which its targets and generators are opened with
public record Bundle<P extends Provider>(
        Offer<Host, P> provider,
        List<Offer<P, Target>> targets,
        List<Offer<P, Generator>> generators,
        List<Offer<P, Probe>> probes) {

    public Bundle {
        targets = List.copyOf(targets);
        generators = List.copyOf(generators);
        probes = List.copyOf(probes);
    }

    /// A bundle without probes.
    public Bundle(Offer<Host, P> provider, List<Offer<P, Target>> targets, List<Offer<P, Generator>> generators) {
        this(provider, targets, generators, List.of());
    }

    /// The provider kind, which names the bundle.
    public String kind() {
        return provider.kind();
    }
}
