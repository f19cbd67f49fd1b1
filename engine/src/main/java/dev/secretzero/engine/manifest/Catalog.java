package dev.secretzero.engine.manifest;

import dev.secretzero.spi.Setting;
import java.util.List;
import java.util.Optional;

/// The kinds that a manifest may name, as the bundles describe them.
public record Catalog(List<Kind> providers, List<Kind> targets, List<Kind> generators, List<Kind> probes) {

    public Catalog {
        providers = List.copyOf(providers);
        targets = List.copyOf(targets);
        generators = List.copyOf(generators);
        probes = List.copyOf(probes);
    }

    /// A catalog without probes.
    public Catalog(List<Kind> providers, List<Kind> targets, List<Kind> generators) {
        this(providers, targets, generators, List.of());
    }

    /// One kind of component.
    ///
    /// @param bundle the provider kind of the bundle that offers it
    public record Kind(String kind, String bundle, String summary, List<Setting> settings) {
        public Kind {
            settings = List.copyOf(settings);
        }
    }

    public Optional<Kind> provider(String kind) {
        return find(providers, kind);
    }

    public Optional<Kind> target(String kind) {
        return find(targets, kind);
    }

    public Optional<Kind> generator(String kind) {
        return find(generators, kind);
    }

    private static Optional<Kind> find(List<Kind> kinds, String kind) {
        return kinds.stream().filter(k -> k.kind().equals(kind)).findFirst();
    }
}
