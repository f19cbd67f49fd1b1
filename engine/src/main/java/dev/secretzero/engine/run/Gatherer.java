package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Fingerprints.Likeness;
import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Overlap;
import dev.secretzero.engine.manifest.Guidance;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.ProbeDeclaration;
import dev.secretzero.engine.manifest.Manifest.TargetDeclaration;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.plan.Facts;
import dev.secretzero.engine.plan.Facts.Made;
import dev.secretzero.engine.plan.Facts.Wish;
import dev.secretzero.engine.plan.Interruption;
import dev.secretzero.engine.plan.Interruption.Left;
import dev.secretzero.engine.plan.Sight;
import dev.secretzero.engine.plan.Staging;
import dev.secretzero.engine.plan.Supply;
import dev.secretzero.engine.run.Gathered.Beside;
import dev.secretzero.engine.run.Gathered.Opened;
import dev.secretzero.engine.run.Gathered.Place;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Finisher;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Keeper;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The only reader of places. Looks at every place of the units in scope, each container once, and reduces what it
/// sees to facts.
public final class Gatherer {

    private final Manifest manifest;
    private final Lock lock;
    private final Registry.Connections connections;
    private final Supplies supplies;
    private final Fingerprints prints;
    private final Map<String, List<Intent>> interrupted;
    private final Guidance guidance;
    private final Instant now;
    private final Map<String, Unit> units = new LinkedHashMap<>();
    private final Map<String, Attempt<Generator>> generators = new HashMap<>();
    private final Map<String, Supplies.Found> found = new HashMap<>();
    private final Map<String, List<Site>> sites = new LinkedHashMap<>();
    private final Map<Site, Observation> seen = new ConcurrentHashMap<>();

    /// A place to look at. Former places belong to the lockfile only.
    private static final class Site {
        private final Unit unit;
        private final TargetId id;
        private final TargetDeclaration declaration;
        private final Attempt<Target> target;
        private final boolean former;

        private Site(
                Unit unit, TargetId id, TargetDeclaration declaration, Attempt<Target> target, boolean former) {
            this.unit = unit;
            this.id = id;
            this.declaration = declaration;
            this.target = target;
            this.former = former;
        }
    }

    /// @param interrupted by entry, what runs that did not end had begun, newest first
    /// @param guidance what people are told who are asked for values
    /// @param personPresent whether somebody can be asked for values
    public Gatherer(
            Manifest manifest,
            Lock lock,
            Fingerprints prints,
            Map<String, List<Intent>> interrupted,
            Registry.Connections connections,
            Host host,
            Guidance guidance,
            boolean personPresent) {
        this.manifest = manifest;
        this.lock = lock;
        this.prints = prints;
        this.interrupted = interrupted;
        this.connections = connections;
        this.supplies = new Supplies(connections, host, personPresent);
        this.guidance = guidance;
        this.now = host.clock().instant();
        manifest.units().forEach(unit -> units.put(unit.entry(), unit));
    }

    /// Gathers the units that `asked` names, what they are made from, and what shares a container with them that
    /// can only be written whole.
    public Gathered gather(Predicate<Unit> asked, Function<Unit, Wish> wish) {
        var wanted = new HashSet<String>();
        units.values().stream().filter(asked).forEach(unit -> wanted.add(unit.entry()));
        var scope = new HashSet<String>();
        wanted.forEach(entry -> include(entry, scope));
        includeWholeContainers(scope);
        look();
        prints.expect(comparisons());
        return reduce(scope, wanted, wish);
    }

    private void include(String entry, Set<String> scope) {
        var pending = new ArrayDeque<String>();
        pending.add(entry);
        while (!pending.isEmpty()) {
            var unit = units.get(pending.poll());
            if (unit != null && scope.add(unit.entry())) {
                open(unit);
                pending.addAll(entries(found.get(unit.entry())));
            }
        }
    }

    /// `secret` stands for all fields of a secret that is made from a template.
    private List<String> entries(Supplies.@org.jspecify.annotations.Nullable Found supply) {
        return supply == null ? List.of() : supply.sources().stream().flatMap(name -> resolve(name).stream()).toList();
    }

    private List<String> resolve(String name) {
        if (units.containsKey(name)) {
            return List.of(name);
        }
        var whole = manifest.secret(name).map(manifest::units).orElse(List.of());
        if (!whole.isEmpty()) {
            return whole.stream().map(Unit::entry).toList();
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 ? resolve(name.substring(0, dot)) : List.of();
    }

    private void open(Unit unit) {
        var generator = Guard.attempt(
                "generator " + unit.generator().kind(), () -> guided(unit, connections.generator(unit.generator())));
        generators.put(unit.entry(), generator);
        found.put(unit.entry(), supplies.find(unit, generator));
        var ids = TargetId.of(unit);
        var list = new ArrayList<Site>();
        for (int i = 0; i < ids.size(); i++) {
            list.add(site(unit, ids.get(i), unit.targets().get(i), false));
        }
        lock.entry(unit.entry()).ifPresent(entry -> former(unit, entry, ids).forEach(list::add));
        sites.put(unit.entry(), list);
    }

    private Generator guided(Unit unit, Generator generator) {
        return generator instanceof Generator.Manual manual
                ? guidance.of(unit)
                        .<Generator>map(told -> new Guided(manual, String.join("\n", told.lines())))
                        .orElse(generator)
                : generator;
    }

    private Site site(Unit unit, TargetId id, TargetDeclaration declaration, boolean former) {
        return new Site(
                unit,
                id,
                declaration,
                Guard.attempt("target " + id, () -> connections.target(declaration)),
                former);
    }

    /// Places that only the lockfile names. A file can still be read where it was, so that a renamed target gets
    /// the value in force.
    private List<Site> former(Unit unit, Lock.Entry entry, List<TargetId> declared) {
        return entry.targets().keySet().stream()
                .map(TargetId::new)
                .filter(id -> !declared.contains(id) && !legacy(id, declared))
                .map(id -> site(unit, id, formerly(unit, id), true))
                .toList();
    }

    /// Very old lockfiles call every file of a provider `alias/file/`.
    private static boolean legacy(TargetId id, List<TargetId> declared) {
        return id.value().endsWith("/file/")
                && declared.stream().anyMatch(other -> other.value().startsWith(id.value()));
    }

    private static TargetDeclaration formerly(Unit unit, TargetId id) {
        var parts = id.value().split("/", 3);
        var kind = parts.length > 1 ? parts[1] : "";
        var like = unit.targets().stream().filter(t -> t.kind().equals(kind)).findFirst();
        var config = new LinkedHashMap<String, Value>(like.map(t -> t.config().entries()).orElse(Map.of()));
        config.put("path", new Value.Text(parts.length > 2 ? parts[2] : "", "", false, unit.secret().at()));
        return new TargetDeclaration(
                parts[0],
                kind,
                new Value.Mapping(config, Map.of(), unit.secret().at()),
                List.of(),
                unit.secret().at());
    }

    private void includeWholeContainers(Set<String> scope) {
        var whole = new HashSet<Object>();
        sites.values().forEach(list -> list.forEach(site -> container(site).ifPresent(whole::add)));
        if (whole.isEmpty()) {
            return;
        }
        for (var unit : units.values()) {
            if (!scope.contains(unit.entry()) && unit.targets().stream().anyMatch(t -> wholeLike(t, whole))) {
                include(unit.entry(), scope);
            }
        }
    }

    private boolean wholeLike(TargetDeclaration declaration, Set<Object> whole) {
        return Guard.attempt("target " + declaration.kind(), () -> connections.target(declaration))
                        instanceof Attempt.Done<Target>(Shared shared)
                && shared.whole()
                && whole.contains(shared.container());
    }

    private static Optional<Object> container(Site site) {
        return site.target instanceof Attempt.Done<Target>(Shared shared) && shared.whole()
                ? Optional.of(shared.container())
                : Optional.empty();
    }

    // Looking.

    private record ContainerKey(Class<?> kind, Object container) {}

    private void look() {
        var shared = new LinkedHashMap<ContainerKey, List<Site>>();
        var batches = new LinkedHashMap<ContainerKey, List<Site>>();
        var work = new ArrayList<List<Crew.Piece>>();
        for (var list : sites.values()) {
            for (var site : list) {
                switch (site.target) {
                    case Attempt.Failed(var problem) -> work.add(piece(site, () -> saw(site, new Observation.Unseen(problem))));
                    case Attempt.Done(Shared target) -> shared.computeIfAbsent(
                                    new ContainerKey(target.getClass(), target.container()), key -> new ArrayList<>())
                            .add(site);
                    case Attempt.Done(Batched target) -> batches.computeIfAbsent(
                                    new ContainerKey(target.getClass(), target.batch()), key -> new ArrayList<>())
                            .add(site);
                    case Attempt.Done(Target target) -> work.add(piece(site, () -> saw(site, look(site, target))));
                }
            }
        }
        shared.values().forEach(group -> work.add(piece(group.getFirst(), () -> lookAtContainer(group))));
        batches.values()
                .forEach(group -> calls(group).forEach(call -> work.add(piece(call.getFirst(), () -> lookAtBatch(call)))));
        connections.listener().on(new Event.Looking(sites.values().stream().mapToInt(List::size).sum()));
        Crew.all(work);
    }

    private static List<Crew.Piece> piece(Site site, Runnable work) {
        return List.of(new Crew.Piece(site.id.alias(), work));
    }

    private Observation look(Site site, Target target) {
        return switch (call(site, () -> target.observe(site.unit.place()))) {
            case Attempt.Done(var observation) -> observation;
            case Attempt.Failed(var problem) -> new Observation.Unseen(problem);
        };
    }

    private void lookAtContainer(List<Site> group) {
        var places = group.stream()
                .map(site -> new Shared.Place(shared(site), site.unit.place()))
                .toList();
        var first = group.getFirst();
        saw(group, call(first, () -> shared(first).observeAll(places)));
    }

    /// Parts a batch into what one call may name.
    private static List<List<Site>> calls(List<Site> batch) {
        int most = batched(batch.getFirst()).most();
        var calls = new ArrayList<List<Site>>();
        for (int i = 0; i < batch.size(); i += most) {
            calls.add(batch.subList(i, Math.min(batch.size(), i + most)));
        }
        return calls;
    }

    private void lookAtBatch(List<Site> group) {
        var places = group.stream()
                .map(site -> new Batched.Place(batched(site), site.unit.place()))
                .toList();
        var first = group.getFirst();
        saw(group, call(first, () -> batched(first).observeAll(places)));
    }

    private void saw(List<Site> group, Attempt<List<Observation>> look) {
        switch (look) {
            case Attempt.Done(var observations) -> {
                for (int i = 0; i < group.size(); i++) {
                    saw(group.get(i), observations.get(i));
                }
            }
            case Attempt.Failed(var problem) -> group.forEach(site -> saw(site, new Observation.Unseen(problem)));
        }
    }

    private void saw(Site site, Observation observation) {
        seen.put(site, observation);
        connections.listener().on(new Event.Looked(site.id));
    }

    private <T> Attempt<T> call(Site site, Supplier<T> look) {
        return connections.call(site.id, "looking at " + site.id, Line.Way.READ, _ -> look.get());
    }

    private static Shared shared(Site site) {
        if (site.target instanceof Attempt.Done<Target>(Shared target)) {
            return target;
        }
        throw new IllegalArgumentException("not a shared target: " + site.id);
    }

    private static Batched batched(Site site) {
        if (site.target instanceof Attempt.Done<Target>(Batched target)) {
            return target;
        }
        throw new IllegalArgumentException("not read in batches: " + site.id);
    }

    // Comparing.

    private List<Fingerprints.Pair> comparisons() {
        var pairs = new ArrayList<Fingerprints.Pair>();
        sites.keySet().forEach(entry -> recorded(entry).forEach(
                hash -> shown(entry).forEach(value -> pairs.add(new Fingerprints.Pair(hash, value)))));
        return pairs;
    }

    /// The fingerprints that a unit's value may have.
    private Set<String> recorded(String entry) {
        var recorded = new LinkedHashSet<String>();
        lock.entry(entry).map(Lock.Entry::hash).ifPresent(recorded::add);
        interrupted.getOrDefault(entry, List.of()).forEach(intent -> intent.value().ifPresent(recorded::add));
        return recorded;
    }

    /// The values that are at hand for a unit: what supplies it, and what its places show.
    private List<Material> shown(String entry) {
        var shown = new ArrayList<Material>();
        (interrupted.containsKey(entry) ? supplied(entry) : stated(entry)).ifPresent(shown::add);
        for (var site : sites.getOrDefault(entry, List.of())) {
            if (observation(site) instanceof Observation.Shown(var content, var _)) {
                shown.add(content);
            }
        }
        return shown;
    }

    private Optional<Material> supplied(String entry) {
        return Optional.ofNullable(found.get(entry)).flatMap(Supplies.Found::value);
    }

    private Optional<Material> stated(String entry) {
        return Optional.ofNullable(found.get(entry))
                .filter(supply -> supply.supply() instanceof Supply.Stated)
                .flatMap(Supplies.Found::value);
    }

    private static Sight sight(Likeness likeness) {
        return switch (likeness) {
            case Likeness.Same _ -> Sight.SAME;
            case Likeness.Other _ -> Sight.CHANGED;
            case Likeness.Unknown _ -> Sight.UNSEEN;
        };
    }

    /// Where the next value would come from, a stated one compared with the one in force.
    private Supply supplied(Unit unit, Optional<Made> made) {
        return made.<Supply>flatMap(m -> stated(unit.entry())
                        .map(value -> new Supply.Stated(sight(prints.compare(m.hash(), value)))))
                .orElseGet(() -> supply(unit).supply());
    }

    // Reducing.

    private Gathered reduce(Set<String> scope, Set<String> wanted, Function<Unit, Wish> wish) {
        var facts = new ArrayList<Facts>();
        var opened = new LinkedHashMap<String, Opened>();
        var inForce = new HashMap<String, Material>();
        var settled = new HashMap<String, Intent>();
        for (var unit : units.values()) {
            if (scope.contains(unit.entry())) {
                boolean asked = wanted.contains(unit.entry());
                var standing = standing(unit);
                standing.settled().ifPresent(intent -> settled.put(unit.entry(), intent));
                facts.add(facts(unit, standing, asked ? wish.apply(unit) : Wish.plain(), inForce));
                opened.put(unit.entry(), opened(unit, standing, asked));
            }
        }
        return new Gathered(List.copyOf(facts), opened, inForce, settled);
    }

    private Opened opened(Unit unit, Standing standing, boolean asked) {
        var places = sitesOf(unit).stream()
                .filter(site -> !site.former)
                .map(site -> new Place(site.id, site.declaration, site.target, observation(site)))
                .toList();
        var supply = supply(unit);
        return new Opened(unit, places, generatorOf(unit), supply.value(), entries(supply), standing.made().map(Made::hash), asked,
                besides(unit), left(unit));
    }

    private Facts facts(Unit unit, Standing standing, Wish wish, Map<String, Material> inForce) {
        var made = standing.made();
        var stated = supply(unit).value();
        var supply = supplied(unit, made);
        var sights = new HashMap<TargetId, Sight>();
        var unverified = new HashMap<TargetId, String>();
        for (var site : sitesOf(unit)) {
            var observation = observation(site);
            var sight = sight(site, made, stated, inForce);
            sights.put(site.id, sight);
            if (sight == Sight.UNSEEN) {
                unverified.put(site.id, unseen(made, observation));
            }
        }
        if (made.isPresent() && supply instanceof Supply.Stated(Sight s) && s == Sight.SAME) {
            stated.ifPresent(value -> inForce.putIfAbsent(unit.entry(), value));
        }
        return new Facts(
                unit.entry(),
                unit.secret().name(),
                unit.secret().oneTime(),
                ids(unit, false),
                ids(unit, true),
                made,
                sights,
                unverified,
                supply,
                entries(supply(unit)),
                standing.interruption(),
                staging(unit),
                wish);
    }

    // Values before.

    private Staging staging(Unit unit) {
        var rules = unit.secret().rotation();
        var endings = lock.entry(unit.entry()).map(Overlap::of).orElse(List.of()).stream()
                .map(overlap -> new Staging.Ending(overlap, rules.overlap().isEmpty() || overlap.due(now)))
                .toList();
        var previous = previous(unit);
        var roomless = rules.previousAs().isEmpty()
                ? List.<TargetId>of()
                : ids(unit, false).stream()
                        .filter(id -> previous.stream().noneMatch(kept -> kept.place().equals(id)))
                        .toList();
        return new Staging(
                rules.probe().map(ProbeDeclaration::kind), rules.overlap().map(now::plus), previous, roomless, endings);
    }

    private List<Kept> previous(Unit unit) {
        return unit.secret().rotation().previous(unit).stream()
                .flatMap(name -> sitesOf(unit).stream()
                        .filter(site -> !site.former && beside(site.target) instanceof Attempt.Done<Target>)
                        .map(site -> new Kept(site.id, name)))
                .toList();
    }

    private List<Kept> left(Unit unit) {
        return interrupted.getOrDefault(unit.entry(), List.of()).stream()
                .flatMap(intent -> intent.kept().stream())
                .distinct()
                .toList();
    }

    private Map<Kept, Beside> besides(Unit unit) {
        var ours = new HashSet<Kept>(left(unit));
        lock.entry(unit.entry()).ifPresent(entry -> ours.addAll(Overlap.kept(entry)));
        var all = new HashSet<>(ours);
        all.addAll(previous(unit));
        var besides = new HashMap<Kept, Beside>();
        all.forEach(kept -> besides.put(kept, new Beside(beside(holder(unit, kept)), ours.contains(kept))));
        return besides;
    }

    /// The target of the place that a value is kept beside, also where that is no longer declared.
    private Attempt<Target> holder(Unit unit, Kept kept) {
        return sitesOf(unit).stream()
                .filter(site -> site.id.equals(kept.place()))
                .map(site -> site.target)
                .findFirst()
                .orElseGet(() -> site(unit, kept.place(), formerly(unit, kept.place()), true).target);
    }

    private static Attempt<Target> beside(Attempt<Target> target) {
        return switch (target) {
            case Attempt.Failed<Target> failed -> failed;
            case Attempt.Done(Keeper keeper) -> keeper.beside()
                    .<Attempt<Target>>map(Attempt.Done::new)
                    .orElseGet(Gatherer::roomless);
            case Attempt.Done<Target> _ -> roomless();
        };
    }

    private static Attempt<Target> roomless() {
        return new Attempt.Failed<>(
                Problem.of(Problem.Code.NOT_SUPPORTED, "the place has no room for a value beside its own"));
    }

    /// What is known of a unit's value when interrupted runs are taken into account.
    private record Standing(Optional<Made> made, Interruption interruption, Optional<Intent> settled) {}

    /// The newest value that an interrupted run began to bring and that some place shows is the one in force. Where none is
    /// shown, but a place may hold one unseen, nobody knows the value that should be everywhere.
    private Standing standing(Unit unit) {
        var recorded = lock.entry(unit.entry()).map(entry -> made(unit, entry));
        var intents = interrupted.getOrDefault(unit.entry(), List.of());
        if (intents.isEmpty()) {
            return new Standing(recorded, Interruption.none(), Optional.empty());
        }
        var begun = new HashSet<TargetId>();
        intents.forEach(intent -> begun.addAll(intent.places()));
        var shown = intents.stream()
                // A value that was to be brought nowhere yet is in force nowhere.
                .filter(intent -> !intent.places().isEmpty())
                .filter(intent -> intent.value().filter(value -> isShown(unit, value)).isPresent())
                .findFirst();
        return shown.map(intent -> new Standing(
                        Optional.of(begun(recorded, inForce(unit, intent, recorded), begun)),
                        new Interruption(begun, Left.NOTHING),
                        shown.filter(_ -> !inForce(unit, intent, recorded).equals(recorded.map(Made::hash).orElse("")))))
                .orElseGet(() -> new Standing(
                        recorded, new Interruption(begun, left(unit, intents, recorded)), Optional.empty()));
    }

    private boolean isShown(Unit unit, String value) {
        return shown(unit.entry()).stream().anyMatch(known -> prints.matches(value, known));
    }

    /// The fingerprint of the value that an intent brought. Where the lockfile has another one of the same value, which
    /// was made anew since, that one counts.
    private String inForce(Unit unit, Intent intent, Optional<Made> recorded) {
        var value = intent.value().orElseThrow();
        return recorded.map(Made::hash)
                .filter(hash -> shown(unit.entry()).stream()
                        .anyMatch(known -> prints.matches(value, known) && prints.matches(hash, known)))
                .orElse(value);
    }

    private static Made begun(Optional<Made> recorded, String value, Set<TargetId> begun) {
        var delivered = new HashMap<TargetId, String>();
        begun.forEach(place -> delivered.put(place, ""));
        recorded.ifPresent(made -> delivered.putAll(made.delivered()));
        return new Made(value, delivered);
    }

    private Left left(Unit unit, List<Intent> intents, Optional<Made> recorded) {
        return intents.stream()
                .filter(Intent::renews)
                .flatMap(intent -> sitesOf(unit).stream()
                        .filter(site -> intent.places().contains(site.id))
                        .map(site -> left(intent.value().orElseThrow(), site, recorded)))
                .max(Enum::compareTo)
                .orElse(Left.NOTHING);
    }

    /// What one place leaves open of a value that no place shows. Where the lockfile says that the value is in force, a
    /// place that lacks it cannot get it any more.
    private Left left(String value, Site site, Optional<Made> recorded) {
        boolean inForce = recorded.filter(made -> made.hash().equals(value)).isPresent();
        boolean delivered = recorded.map(made -> made.delivered().get(site.id)).filter(value::equals).isPresent();
        var seen = isUntouched(site) ? Left.NOTHING : left(value, observation(site));
        if (!inForce) {
            return seen;
        }
        return delivered ? seen == Left.LOST ? Left.NOTHING : seen : Left.LOST;
    }

    /// Whether a place that hides its value still has the version that our last write gave it.
    private boolean isUntouched(Site site) {
        return observation(site) instanceof Observation.Hidden(var version)
                && version.isPresent()
                && version.equals(mark(site));
    }

    private Optional<Version> mark(Site site) {
        return lock.entry(site.unit.entry()).flatMap(entry -> Marks.of(entry, site.id));
    }

    private Left left(String value, Observation observation) {
        return switch (observation) {
            case Observation.Absent _ -> Left.NOTHING;
            case Observation.Shown _ -> prints.obscured(value).isPresent() ? Left.OUT_OF_SIGHT : Left.NOTHING;
            case Observation.Hidden _ -> Left.LOST;
            case Observation.Unseen(var why) -> isFinal(why) ? Left.LOST : Left.OUT_OF_SIGHT;
        };
    }

    /// Whether looking again later will show no more.
    private static boolean isFinal(Problem why) {
        return why.code() == Problem.Code.DENIED || why.code() == Problem.Code.NOT_SUPPORTED;
    }

    private static String unseen(Optional<Made> made, Observation observation) {
        return observation instanceof Observation.Unseen(var problem)
                ? problem.message()
                : made.flatMap(Made::obscured).orElse("");
    }

    private Sight sight(
            Site site, Optional<Made> made, Optional<Material> stated, Map<String, Material> inForce) {
        return switch (observation(site)) {
            case Observation.Absent _ -> Sight.ABSENT;
            case Observation.Hidden(var version) -> hidden(site, version);
            case Observation.Unseen _ -> Sight.UNSEEN;
            case Observation.Shown(var content, var _) -> {
                var sight = made.map(m -> sight(prints.compare(m.hash(), content)))
                        .or(() -> stated.map(v -> Fingerprints.same(v, content) ? Sight.SAME : Sight.CHANGED))
                        .orElse(Sight.CHANGED);
                if (sight == Sight.SAME && made.isPresent()) {
                    inForce.putIfAbsent(site.unit.entry(), content);
                }
                yield sight == Sight.SAME && isUnfinished(site) ? Sight.UNFINISHED : sight;
            }
        };
    }

    private static boolean isUnfinished(Site site) {
        return site.target instanceof Attempt.Done<Target>(Finisher finisher) && finisher.unfinished(site.unit.place());
    }

    /// A place that hides its value is judged by its version, where we know the one of our last write.
    private Sight hidden(Site site, Optional<Version> version) {
        if (isUntouched(site)) {
            return Sight.UNTOUCHED;
        }
        return version.isPresent() && mark(site).isPresent() ? Sight.CHANGED : Sight.HIDDEN;
    }

    private Made made(Unit unit, Lock.Entry entry) {
        var delivered = new HashMap<TargetId, String>();
        entry.targets().forEach((id, hash) -> delivered.put(new TargetId(id), hash));
        TargetId.of(unit).forEach(id -> entry.recorded(id).ifPresent(hash -> delivered.put(id, hash)));
        return new Made(entry.hash(), delivered, prints.obscured(entry.hash()));
    }

    private List<TargetId> ids(Unit unit, boolean former) {
        return sitesOf(unit).stream().filter(site -> site.former == former).map(site -> site.id).toList();
    }

    private List<Site> sitesOf(Unit unit) {
        return sites.getOrDefault(unit.entry(), List.of());
    }

    private Observation observation(Site site) {
        return java.util.Objects.requireNonNull(seen.get(site));
    }

    private Supplies.Found supply(Unit unit) {
        return java.util.Objects.requireNonNull(found.get(unit.entry()));
    }

    private Attempt<Generator> generatorOf(Unit unit) {
        return java.util.Objects.requireNonNull(generators.get(unit.entry()));
    }
}
