package dev.secretzero.testkit;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A whole bundle in memory: provider kind `memory`, a target kind for each [InMemoryTarget.Manner], and a generator of
/// each family.
///
/// | Kind | Is |
/// |---|---|
/// | `memory`, `memory_versioned`, `memory_hidden` | targets; the setting `place` comes before the name, with a slash |
/// | `memory_followed` | the same as `memory_versioned`, a [dev.secretzero.spi.Finisher] |
/// | `memory_batched` | the same as `memory`, read ten at a time |
/// | `memory_value` | [Generator.Local]: `length` bytes as hex |
/// | `memory_token` | [Generator.Issuer]: `token-1`, `token-2`, … until revoked, or until `expires` |
/// | `memory_twice` | [Generator.Derived]: the source, twice |
/// | `memory_input` | [Generator.Manual]: one question |
/// | `memory_probe` | [dev.secretzero.spi.Probe]: every value passes |
public final class InMemoryBundle implements Plugin {

    private static final Probe PASSES = _ -> {};

    private final InMemoryPlaces places;
    private final SortedMap<String, Token> tokens;
    private final AtomicInteger draws;
    private final Fault fault;

    private InMemoryBundle(
            InMemoryPlaces places, SortedMap<String, Token> tokens, AtomicInteger draws, Fault fault) {
        this.places = places;
        this.tokens = tokens;
        this.draws = draws;
        this.fault = fault;
    }

    private record Token(String name, boolean valid) {}

    /// A bundle where everything works.
    public static InMemoryBundle healthy() {
        return broken(Fault.never());
    }

    /// A bundle with one fault, counted over all its calls.
    public static InMemoryBundle broken(Fault fault) {
        return new InMemoryBundle(new InMemoryPlaces(), new TreeMap<>(), new AtomicInteger(), fault);
    }

    /// The same system with another fault, as the program sees it that is started after one was killed.
    public InMemoryBundle restarted(Fault next) {
        return new InMemoryBundle(places, tokens, draws, next);
    }

    /// What the targets hold.
    public InMemoryPlaces places() {
        return places;
    }

    /// How often a local generator drew a value.
    public int draws() {
        return draws.get();
    }

    /// The issued tokens, and whether each is still in force.
    public SortedMap<String, Boolean> tokens() {
        synchronized (tokens) {
            var valid = new TreeMap<String, Boolean>();
            tokens.forEach((handle, token) -> valid.put(handle, token.valid()));
            return valid;
        }
    }

    @Override
    public List<Bundle<?>> bundles() {
        return new FaultyPlugin(this::sound, fault).bundles();
    }

    private List<Bundle<?>> sound() {
        return List.of(new Bundle<>(
                new Offer<>("memory", "A system in memory.", List.of(), this::open),
                List.of(
                        target("memory", InMemoryTarget.Manner.PLAIN),
                        target("memory_versioned", InMemoryTarget.Manner.VERSIONED),
                        target("memory_hidden", InMemoryTarget.Manner.HIDDEN),
                        followed(),
                        batched()),
                List.of(
                        new Offer<>("memory_value", "Hex.", List.of(length()), (_, settings) -> value(settings)),
                        new Offer<>("memory_token", "A token.", List.of(expires()), (_, settings) -> new Tokens(
                                settings.maybe("expires").map(Instant::parse))),
                        new Offer<>("memory_twice", "A source twice.", List.of(source()), (_, s) -> twice(s)),
                        new Offer<>("memory_input", "Asked for.", List.of(), (_, _) -> new Input())),
                List.of(new Offer<>("memory_probe", "Passes.", List.of(), (_, _) -> PASSES))));
    }

    private static Setting length() {
        return Setting.of("length", Setting.Type.INTEGER, "How many bytes.").otherwise("16");
    }

    private static Setting expires() {
        return Setting.of("expires", Setting.Type.TEXT, "When it ends, in ISO 8601.");
    }

    private static Setting source() {
        return Setting.of("source", Setting.Type.REFERENCE, "The secret to double.").needed();
    }

    private InMemoryProvider open(Host host, Settings settings) {
        return new InMemoryProvider(places);
    }

    private static Offer<InMemoryProvider, Target> target(String kind, InMemoryTarget.Manner manner) {
        var place = Setting.of("place", Setting.Type.TEXT, "What comes before the name.");
        return new Offer<>(kind, "A place in memory.", List.of(place), (provider, settings) -> new InMemoryTarget(provider.places(), prefix(settings), manner));
    }

    private Offer<InMemoryProvider, Target> followed() {
        var place = Setting.of("place", Setting.Type.TEXT, "What comes before the name.");
        return new Offer<>("memory_followed", "A place that something follows.", List.of(place), (provider, settings) -> new FollowedTarget(
                new InMemoryTarget(provider.places(), prefix(settings), InMemoryTarget.Manner.VERSIONED), fault));
    }

    private static Offer<InMemoryProvider, Target> batched() {
        var place = Setting.of("place", Setting.Type.TEXT, "What comes before the name.");
        return new Offer<>("memory_batched", "A place that is read with others.", List.of(place), (provider, settings) -> new InBatches(
                new InMemoryTarget(provider.places(), prefix(settings), InMemoryTarget.Manner.PLAIN)));
    }

    private record InBatches(InMemoryTarget target) implements Batched {

        @Override
        public Object batch() {
            return target.places();
        }

        @Override
        public int most() {
            return 10;
        }

        @Override
        public List<Observation> observeAll(List<Place> places) {
            return places.stream()
                    .map(place -> ((InBatches) place.target()).target.observe(place.name()))
                    .toList();
        }

        @Override
        public Receipt put(String name, Material material, Expect expect) {
            return target.put(name, material, expect);
        }

        @Override
        public void remove(String name) {
            target.remove(name);
        }
    }

    private static String prefix(Settings settings) {
        return settings.maybe("place").map(place -> place + "/").orElse("");
    }

    private Generator value(Settings settings) {
        int length = settings.integer("length");
        return new Generator.Local() {
            @Override
            public int entropyBits() {
                return Byte.SIZE * length;
            }

            @Override
            public Material generate(SecureRandom entropy) {
                return hex(entropy, length);
            }
        };
    }

    private Material hex(SecureRandom entropy, int length) {
        draws.incrementAndGet();
        byte[] bytes = new byte[length];
        entropy.nextBytes(bytes);
        return Material.of(HexFormat.of().formatHex(bytes));
    }

    private static Generator twice(Settings settings) {
        return new Twice(settings.text("source"));
    }

    /// The connection of the in-memory bundle.
    record InMemoryProvider(InMemoryPlaces places) implements Provider {

        @Override
        public Standing standing() {
            return new Standing.Ready(new Actor(new TreeMap<>(Map.of("provider", "memory"))));
        }

        @Override
        public Observation read(SortedMap<String, String> query) {
            return new InMemoryTarget(places, "", InMemoryTarget.Manner.PLAIN)
                    .observe(query.getOrDefault("place", ""));
        }
    }

    private record Twice(String source) implements Generator.Derived {

        @Override
        public List<String> sources() {
            return List.of(source);
        }

        @Override
        public Material derive(SortedMap<String, Material> sources, SecureRandom entropy) {
            var both = new TreeMap<String, Material>();
            var one = sources.get(source);
            if (one == null) {
                throw new ProblemException(Problem.of(Problem.Code.GENERATION_FAILED, "no material for " + source));
            }
            both.put("first", InMemoryPlaces.copy(one));
            both.put("second", InMemoryPlaces.copy(one));
            return new Material.Fields(both);
        }
    }

    private final class Tokens implements Generator.Issuer {

        private final Optional<Instant> expires;

        Tokens(Optional<Instant> expires) {
            this.expires = expires;
        }

        @Override
        public Generator.Issued issue(String name) {
            synchronized (tokens) {
                String handle = "token-" + (tokens.size() + 1);
                tokens.put(handle, new Token(name, true));
                return new Generator.Issued(
                        Material.of(handle + "-" + Canary.MARK), new Generator.Handle(handle), expires);
            }
        }

        @Override
        public void revoke(Generator.Handle handle) {
            synchronized (tokens) {
                tokens.computeIfPresent(handle.value(), (_, token) -> new Token(token.name(), false));
            }
        }

        @Override
        public Optional<List<Generator.Handle>> outstanding(String name) {
            synchronized (tokens) {
                return Optional.of(tokens.entrySet().stream()
                        .filter(each -> each.getValue().valid() && each.getValue().name().equals(name))
                        .map(each -> new Generator.Handle(each.getKey()))
                        .toList());
            }
        }
    }

    private static final class Input implements Generator.Manual {

        @Override
        public String instructions() {
            return "Ask the owner of the system.";
        }

        @Override
        public List<Generator.Question> questions() {
            return List.of(new Generator.Question("value"));
        }

        @Override
        public Material accept(List<Secret> answers) {
            if (answers.size() != 1 || answers.getFirst().length() == 0) {
                throw new ProblemException(
                        Problem.of(Problem.Code.SETTING_INVALID, "exactly one answer is needed, not empty"));
            }
            return InMemoryPlaces.copy(new Material.Single(answers.getFirst()));
        }
    }
}
