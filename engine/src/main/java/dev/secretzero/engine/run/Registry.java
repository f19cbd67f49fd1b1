package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.GeneratorDeclaration;
import dev.secretzero.engine.manifest.Manifest.ProbeDeclaration;
import dev.secretzero.engine.manifest.Manifest.ProviderDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The bundles that were found, and the only way to open what they offer.
public final class Registry {

    /// The provider that needs no declaration.
    public static final String LOCAL = "local";

    private final List<Bundle<?>> bundles;

    private Registry(List<Bundle<?>> bundles) {
        this.bundles = List.copyOf(bundles);
    }

    public static Registry of(List<Plugin> plugins) {
        return new Registry(
                plugins.stream().flatMap(plugin -> plugin.bundles().stream()).toList());
    }

    /// What the bundles offer, as data.
    public Catalog catalog() {
        return new Catalog(
                bundles.stream().map(b -> kind(b, b.provider())).toList(),
                kinds(Bundle::targets),
                kinds(Bundle::generators),
                kinds(Bundle::probes));
    }

    private List<Catalog.Kind> kinds(Function<Bundle<?>, List<? extends Offer<?, ?>>> offers) {
        return bundles.stream()
                .flatMap(b -> offers.apply(b).stream().map(offer -> kind(b, offer)))
                .toList();
    }

    private static Catalog.Kind kind(Bundle<?> bundle, Offer<?, ?> offer) {
        return new Catalog.Kind(offer.kind(), bundle.kind(), offer.summary(), offer.settings());
    }

    /// Connections of one operation: each provider is opened once, when something first needs it.
    ///
    /// @param kept what no target may be
    /// @param listener is told of its progress
    public Connections connections(
            Manifest manifest, Host host, KeptFiles kept, Timing timing, Event.Listener listener) {
        return new Connections(this, manifest, host, kept, timing, listener);
    }

    /// The providers that one operation has opened.
    public static final class Connections implements AutoCloseable {
        private final Registry registry;
        private final Manifest manifest;
        private final Host host;
        private final KeptFiles kept;
        private final Timing timing;
        private final Event.Listener listener;
        private final Map<String, Connection> open = new HashMap<>();
        private final Map<String, Line> lines = new ConcurrentHashMap<>();

        private Connections(
                Registry registry,
                Manifest manifest,
                Host host,
                KeptFiles kept,
                Timing timing,
                Event.Listener listener) {
            this.registry = registry;
            this.manifest = manifest;
            this.host = host;
            this.kept = kept;
            this.timing = timing;
            this.listener = listener;
        }

        /// Who is told of the progress of this operation.
        Event.Listener listener() {
            return listener;
        }

        /// Calls the provider of a place, at the pace of its kind.
        <T> Attempt<T> call(TargetId place, String what, Line.Way way, Line.Errand<T> errand) {
            var parts = place.value().split("/", 3);
            return line(parts[0]).call(what, way, parts.length > 1 ? registry.pace(parts[1]) : Optional.empty(), errand);
        }

        /// Calls the provider of a generator.
        <T> Attempt<T> call(GeneratorDeclaration declaration, String what, Line.Way way, Line.Errand<T> errand) {
            return line(alias(declaration)).call(what, way, Optional.empty(), errand);
        }

        /// The line to a provider. Every alias has a line of its own.
        Line line(String alias) {
            return lines.computeIfAbsent(alias, _ -> new Line(alias, timing, listener));
        }

        Target target(TargetDeclaration declaration) {
            return kept.unless(connection(declaration.provider()).targets().open(declaration.kind(), declaration.config()));
        }

        /// Opens a generator with the provider that its configuration names, else with its bundle's own.
        Generator generator(GeneratorDeclaration declaration) {
            return connection(alias(declaration)).generators().open(declaration.kind(), declaration.config());
        }

        private String alias(GeneratorDeclaration declaration) {
            return declaration.config().at("provider") instanceof Value.Text text
                    ? text.text()
                    : registry.bundleOf("generator", declaration.kind(), Bundle::generators);
        }

        Probe probe(ProbeDeclaration declaration) {
            var alias = registry.bundleOf("probe", declaration.kind(), Bundle::probes);
            return connection(alias).probes().open(declaration.kind(), declaration.config());
        }

        Provider provider(String alias) {
            return connection(alias).provider();
        }

        private Connection connection(String alias) {
            var known = open.get(alias);
            if (known != null) {
                return known;
            }
            var connection = registry.connect(alias, Optional.ofNullable(manifest.providers().get(alias)), host);
            open.put(alias, connection);
            return connection;
        }

        @Override
        public void close() {
            open.values().forEach(connection -> connection.provider().close());
        }
    }

    private Optional<Pace> pace(String kind) {
        for (var bundle : bundles) {
            for (var offer : bundle.targets()) {
                if (offer.kind().equals(kind)) {
                    return offer.pace();
                }
            }
        }
        return Optional.empty();
    }

    private String bundleOf(String role, String kind, Function<Bundle<?>, List<? extends Offer<?, ?>>> offers) {
        return bundles.stream()
                .filter(b -> offers.apply(b).stream().anyMatch(o -> o.kind().equals(kind)))
                .findFirst()
                .map(Bundle::kind)
                .orElseThrow(() ->
                        unknown(role, kind, bundles.stream().flatMap(b -> offers.apply(b).stream().map(Offer::kind))));
    }

    private Connection connect(String alias, Optional<ProviderDeclaration> declaration, Host host) {
        var kind = declaration.map(ProviderDeclaration::kind).orElse(alias);
        var bundle = bundles.stream()
                .filter(b -> b.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> unknown("provider", kind, bundles.stream().map(Bundle::kind)));
        Function<String, @Nullable Value> lookup =
                key -> declaration.map(d -> provided(d.settings(), key)).orElse(null);
        return Connection.open(bundle, alias, lookup, host);
    }

    /// `auth.config`, then `auth`, then `config`, then beside them.
    private static @Nullable Value provided(Mapping settings, String key) {
        var auth = settings.at("auth") instanceof Mapping mapping ? mapping : null;
        var places = new Object[] {
            auth == null ? null : auth.at("config"),
            key.equals("kind") ? null : auth,
            settings.at("config"),
            key.equals("kind") ? null : settings
        };
        for (var place : places) {
            if (place instanceof Mapping mapping && mapping.at(key) != null) {
                return mapping.at(key);
            }
        }
        return null;
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open(String kind, Mapping config);
    }

    /// A provider with the targets and generators that belong to it, so that a target can only ever be opened
    /// with a provider of its own bundle.
    private record Connection(
            Provider provider, Opening<Target> targets, Opening<Generator> generators, Opening<Probe> probes) {

        static <P extends Provider> Connection open(
                Bundle<P> bundle, String alias, Function<String, @Nullable Value> lookup, Host host) {
            var offer = bundle.provider();
            P provider = offer.opener()
                    .open(host, new SettingsView("provider " + alias, offer.settings(), lookup, host.environment()));
            return new Connection(
                    provider,
                    (kind, config) -> open(bundle.targets(), "target", kind, config, provider, host),
                    (kind, config) -> open(bundle.generators(), "generator", kind, config, provider, host),
                    (kind, config) -> open(bundle.probes(), "probe", kind, config, provider, host));
        }

        private static <P, T> T open(
                List<Offer<P, T>> offers, String role, String kind, Mapping config, P provider, Host host) {
            var offer = offers.stream()
                    .filter(o -> o.kind().equals(kind))
                    .findFirst()
                    .orElseThrow(() -> unknown(role, kind, offers.stream().map(Offer::kind)));
            var settings =
                    new SettingsView(role + " " + kind, offer.settings(), config::at, host.environment());
            return offer.opener().open(provider, settings);
        }
    }

    private static ProblemException unknown(String what, String kind, Stream<String> known) {
        return new ProblemException(Problem.of(Problem.Code.NOT_SUPPORTED, "there is no " + what + " kind \"" + kind + "\"")
                .hint("known: " + String.join(", ", known.sorted().toList())));
    }
}
