package dev.secretzero.engine.run;

import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Fingerprints.Fresh;
import dev.secretzero.engine.lock.Fingerprints.Held;
import dev.secretzero.engine.lock.Journal;
import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.lock.Kept;
import dev.secretzero.engine.manifest.Manifest.Source;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.plan.Plan.Step;
import dev.secretzero.engine.run.Gathered.Opened;
import dev.secretzero.engine.run.Gathered.Place;
import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.spi.Target.Receipt;
import dev.secretzero.spi.Version;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The only writer of places. Makes the values that the plan asks for, then delivers them, each container once.
public final class Applier {

    /// How often a person is asked for the same value.
    private static final int TRIES = 3;

    /// What came of a plan.
    ///
    /// @param values by entry, the material of every unit that was made or delivered
    /// @param fingerprints by entry, those of new values
    /// @param handles by entry, the names of the values that were issued
    /// @param made by entry, why no value could be made
    /// @param delivered by entry and place, what came of each write
    /// @param marks by place and entry, the version that a write gave
    /// @param kept by entry, where the value before is kept beside
    /// @param ends by entry, when the values that were issued end
    public record Applied(
            Map<String, Material> values,
            Map<String, String> fingerprints,
            Map<String, String> handles,
            Map<String, Problem> made,
            Map<String, Map<TargetId, Optional<Problem>>> delivered,
            Map<TargetId, Map<String, Version>> marks,
            Map<String, List<Kept>> kept,
            SortedMap<String, Instant> ends) {

        /// What was issued for an entry and will not be used, because it did not pass; empty otherwise.
        public Optional<String> discarded(String entry) {
            return Optional.ofNullable(handles.get(entry)).filter(_ -> made.containsKey(entry));
        }

        /// Whether everything that a step was to write is in place.
        public boolean complete(Step step) {
            return !made.containsKey(step.entry())
                    && step.moves().stream()
                            .filter(Move::writes)
                            .allMatch(move -> outcome(step.entry(), move.to()).filter(Optional::isEmpty).isPresent());
        }

        /// The version that a write gave; empty where the system has none.
        public Optional<Version> mark(String entry, TargetId place) {
            return Optional.ofNullable(marks.getOrDefault(place, Map.of()).get(entry));
        }

        /// What came of a write; absent when none was tried.
        public Optional<Optional<Problem>> outcome(String entry, TargetId to) {
            return Optional.ofNullable(delivered.getOrDefault(entry, Map.of()).get(to));
        }
    }

    private final Gathered gathered;
    private final Supplies supplies;
    private final Fingerprints prints;
    private final SecureRandom entropy;
    private final Prompter prompter;
    private final Event.Listener listener;
    private final Journal journal;
    private final Registry.Connections connections;
    private final Trial trial;
    private final Keeping keeping;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, Material> values = new ConcurrentHashMap<>();
    private final Map<String, String> fingerprints = new HashMap<>();
    private final Map<String, String> handles = new HashMap<>();
    private final SortedMap<String, Instant> ends = new TreeMap<>();
    private final Map<String, Problem> unmade = new HashMap<>();
    private final Map<String, Integer> bits = new HashMap<>();
    private final Map<String, Map<TargetId, Optional<Problem>>> delivered = new HashMap<>();
    private final Map<TargetId, Map<String, Version>> marks = new HashMap<>();

    private Applier(
            Gathered gathered,
            Supplies supplies,
            Fingerprints prints,
            SecureRandom entropy,
            Prompter prompter,
            Journal journal,
            Registry.Connections connections) {
        this.gathered = gathered;
        this.supplies = supplies;
        this.prints = prints;
        this.entropy = entropy;
        this.prompter = prompter;
        this.listener = connections.listener();
        this.journal = journal;
        this.connections = connections;
        this.trial = new Trial(connections);
        this.keeping = new Keeping(journal, connections);
    }

    /// Puts it together.
    ///
    /// @param journal where every step is noted before it is taken
    public static Applier of(
            Gathered gathered,
            Fingerprints prints,
            Registry.Connections connections,
            dev.secretzero.spi.Host host,
            SecureRandom entropy,
            Prompter prompter,
            Journal journal) {
        return new Applier(
                gathered,
                new Supplies(connections, host, prompter.present()),
                prints,
                entropy,
                prompter,
                journal,
                connections);
    }

    /// Carries out the plan.
    public Applied apply(Plan plan) {
        plan.steps().forEach(step -> steps.put(step.entry(), step));
        int writes = plan.steps().stream()
                .mapToInt(step -> (int) step.moves().stream().filter(Move::writes).count())
                .sum();
        listener.on(new Event.Planned(writes));
        plan.steps().stream().filter(Step::renews).forEach(step -> make(step.entry()));
        fingerprint();
        journal.begin(plan.steps().stream().map(this::intent).flatMap(Optional::stream).toList());
        deliver(plan);
        var kept = new HashMap<String, List<Kept>>();
        plan.steps().stream().filter(Step::renews).forEach(step -> kept.put(step.entry(), kept(step.entry())));
        return new Applied(values, fingerprints, handles, unmade, delivered, marks, kept, ends);
    }

    /// What this run kept, and what runs that did not end kept before it.
    private List<Kept> kept(String entry) {
        return Stream.concat(keeping.of(entry).stream(), opened(entry).left().stream()).distinct().toList();
    }

    /// What is noted of new values, before any of them goes anywhere.
    private void fingerprint() {
        var made = values.entrySet().stream()
                .map(value -> held(value.getKey(), value.getValue()))
                .toList();
        prints.prepare(made);
        made.forEach(held -> fingerprints.put(held.fresh().entry(), prints.keep(held)));
    }

    private Held held(String entry, Material value) {
        return new Held(opened(entry).hash(), new Fresh(entry, value, bits.getOrDefault(entry, 0)));
    }

    private Optional<Intent> intent(Step step) {
        var places = step.moves().stream().filter(Move::writes).map(Move::to).toList();
        var before = opened(step.entry()).hash();
        var value = Optional.ofNullable(fingerprints.get(step.entry())).or(() -> before);
        return places.isEmpty() || unmade.containsKey(step.entry())
                ? Optional.empty()
                : Optional.of(new Intent(
                        step.entry(),
                        before,
                        value,
                        places,
                        Optional.ofNullable(handles.get(step.entry())),
                        keeping.of(step.entry())));
    }

    // Making.

    private void make(String entry) {
        if (values.containsKey(entry) || unmade.containsKey(entry)) {
            return;
        }
        var unit = opened(entry);
        unit.sources().stream()
                .filter(source -> renews(source))
                .forEach(this::make);
        switch (Guard.attempt("making " + entry, () -> staged(unit, value(unit)))) {
            case Attempt.Done(var material) -> {
                values.put(entry, material);
                listener.on(new Event.Made(entry));
            }
            case Attempt.Failed(var problem) -> {
                unmade.put(entry, problem);
                listener.on(new Event.Failed(entry, problem.message()));
            }
        }
    }

    /// A new value that passed its probe, and for which the value before is kept where it is to be kept.
    private Material staged(Opened unit, Material candidate) {
        var entry = unit.unit().entry();
        unit.unit().secret().rotation().probe().ifPresent(probe -> trial.pass(entry, probe, candidate));
        var previous = Objects.requireNonNull(steps.get(entry)).staging().previous();
        var before = gathered.inForce().get(entry);
        if (!previous.isEmpty() && before != null) {
            keeping.keep(unit, previous, before, Optional.ofNullable(handles.get(entry)));
        }
        return candidate;
    }

    private boolean renews(String entry) {
        var step = steps.get(entry);
        return step != null && step.renews();
    }

    private Material value(Opened unit) {
        var step = Objects.requireNonNull(steps.get(unit.unit().entry()));
        boolean stated = unit.supplied().isPresent() && !overriddenRotation(unit, step);
        if (stated) {
            return unit.supplied().orElseThrow();
        }
        var source = unit.unit().field().isPresent() ? Optional.<Source>empty() : unit.unit().secret().source();
        if (source.isPresent() && source.get().kind() == Source.Kind.PROVIDER_READ) {
            return supplies.read(source.get());
        }
        if (source.isPresent() && source.get().kind() == Source.Kind.SECRET_REF) {
            return referenced(unit, source.get());
        }
        return generate(unit);
    }

    /// A rotation must give a new value, so an environment variable that supplied the first one does not count.
    private static boolean overriddenRotation(Opened unit, Step step) {
        boolean stated = unit.unit().secret().source().isPresent()
                || unit.generator() instanceof Attempt.Done<Generator>(Generator.Stated _);
        return !stated
                && step.action() == Plan.Action.ROTATE
                && !(step.reason() instanceof dev.secretzero.engine.plan.Reason.Supplied);
    }

    private Material referenced(Opened unit, Source source) {
        var name = source.config().at("secret") instanceof Value.Text text ? text.text() : "";
        var material = sourceMaterial(name);
        if (!(source.config().at("field") instanceof Value.Text field)) {
            return material;
        }
        return field(material, field.text())
                .orElseThrow(() -> problem(
                        Problem.Code.NOT_FOUND,
                        unit.unit().entry() + ": " + name + " has no field " + field.text()));
    }

    private static Optional<Material> field(Material material, String path) {
        var current = Optional.of(material);
        for (var part : path.split("\\.", -1)) {
            current = current.map(Structure::of).flatMap(
                    m -> m instanceof Material.Fields(var fields) ? Optional.ofNullable(fields.get(part)) : Optional.empty());
        }
        return current;
    }

    private Material generate(Opened unit) {
        if (unit.generator() instanceof Attempt.Done<Generator>(var generator)) {
            bits.put(unit.unit().entry(), generator.entropyBits());
        }
        return switch (unit.generator()) {
            case Attempt.Failed(var problem) -> throw new ProblemException(problem);
            case Attempt.Done(Generator.Local local) -> local.generate(entropy);
            case Attempt.Done(Generator.Stated stated) -> stated.state();
            case Attempt.Done(Generator.Derived derived) -> derive(derived);
            case Attempt.Done(Generator.Issuer issuer) -> issue(unit, issuer);
            case Attempt.Done(Generator.Manual manual) -> ask(unit.unit(), manual);
        };
    }

    /// Issuing changes another system, so it is noted before and after.
    private Material issue(Opened unit, Generator.Issuer issuer) {
        var entry = unit.unit().entry();
        journal.begin(List.of(Intent.issuing(entry, unit.hash())));
        var issued = connections.call(unit.unit().generator(), "issuing " + entry, Line.Way.ISSUE, _ -> issuer.issue(entry)).orThrow();
        var handle = issued.handle().value();
        handles.put(entry, handle);
        issued.expires().ifPresent(end -> ends.put(entry, end));
        var value = Optional.of(prints.keep(held(entry, issued.material())));
        journal.begin(List.of(new Intent(entry, unit.hash(), value, List.of(), Optional.of(handle))));
        return issued.material();
    }

    private Material derive(Generator.Derived generator) {
        var sources = new TreeMap<String, Material>();
        generator.sources().forEach(name -> sources.put(name, Structure.of(sourceMaterial(name))));
        return generator.derive(sources, entropy);
    }

    /// The material of an entry, of a whole secret made from a template, or of one field of a secret.
    private Material sourceMaterial(String name) {
        return whole(name)
                .or(() -> ofField(name))
                .orElseThrow(() -> problem(
                        Problem.Code.NOT_RECOVERABLE,
                        "the value of " + name + ", which it is made from, cannot be read from any target"));
    }

    private Optional<Material> whole(String name) {
        var own = current(name);
        if (own.isPresent()) {
            return own;
        }
        var fields = new TreeMap<String, Material>();
        for (var unit : gathered.units().values()) {
            if (unit.unit().secret().name().equals(name) && unit.unit().field().isPresent()) {
                current(unit.unit().entry())
                        .ifPresent(value -> fields.put(unit.unit().field().orElseThrow(), value));
            }
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Material.Fields(fields));
    }

    private Optional<Material> ofField(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : whole(name.substring(0, dot)).flatMap(m -> field(m, name.substring(dot + 1)));
    }

    private Optional<Material> current(String entry) {
        return Optional.ofNullable(values.get(entry))
                .or(() -> unmade.containsKey(entry) ? Optional.empty() : Optional.ofNullable(gathered.inForce().get(entry)));
    }

    private Material ask(Unit unit, Generator.Manual manual) {
        prompter.instruct(unit.entry(), manual.instructions());
        for (int i = 1; ; i++) {
            var answers = new ArrayList<Secret>();
            for (var question : manual.questions()) {
                answers.add(prompter.ask(unit.entry(), question)
                        .orElseThrow(() -> problem(Problem.Code.INPUT_REQUIRED, unit.entry() + ": no value was given")));
            }
            try {
                return manual.accept(answers);
            } catch (ProblemException e) {
                if (i == TRIES) {
                    throw e;
                }
                prompter.reject(unit.entry(), e.problem().message());
            }
        }
    }

    // Delivering.

    /// A write that is still to be done. `counts` is false for material that only accompanies others into a
    /// container that is written whole.
    private record Parcel(Opened unit, Place place, Target target, boolean counts) {}

    private record ContainerKey(Class<?> kind, Object container) {}

    private void deliver(Plan plan) {
        var containers = new LinkedHashMap<ContainerKey, List<Parcel>>();
        var work = new ArrayList<List<Crew.Piece>>();
        for (var step : plan.steps()) {
            var unit = opened(step.entry());
            var own = new ArrayList<Parcel>();
            for (int i = 0; i < step.moves().size(); i++) {
                load(unit, step, step.moves().get(i), unit.places().get(i), containers).ifPresent(own::add);
            }
            if (!own.isEmpty()) {
                work.add(own.stream().map(parcel -> piece(parcel, () -> deliverOne(parcel))).toList());
            }
        }
        containers.values().stream()
                .filter(parcels -> parcels.stream().anyMatch(Parcel::counts))
                .forEach(parcels -> work.add(List.of(piece(parcels.getFirst(), () -> deliverContainer(parcels)))));
        Crew.all(work);
    }

    private static Crew.Piece piece(Parcel parcel, Runnable work) {
        return new Crew.Piece(parcel.place().id().alias(), work);
    }

    /// Puts a parcel for a container to the others of that container.
    ///
    /// @return a parcel that travels alone
    private Optional<Parcel> load(
            Opened unit, Step step, Move move, Place place, Map<ContainerKey, List<Parcel>> containers) {
        boolean due = move.writes() && !unmade.containsKey(step.entry());
        return switch (place.target()) {
            case Attempt.Failed(var problem) -> {
                if (due) {
                    settle(step.entry(), place.id(), Optional.of(problem));
                }
                yield Optional.empty();
            }
            case Attempt.Done(Shared shared) -> {
                if (due || shared.whole()) {
                    containers.computeIfAbsent(
                                    new ContainerKey(shared.getClass(), shared.container()), key -> new ArrayList<>())
                            .add(new Parcel(unit, place, shared, due));
                }
                yield Optional.empty();
            }
            case Attempt.Done(Target target) ->
                due ? Optional.of(new Parcel(unit, place, target, true)) : Optional.empty();
        };
    }

    private void deliverOne(Parcel parcel) {
        var entry = parcel.unit().unit().entry();
        var name = parcel.unit().unit().place();
        var result = call(parcel, unsure -> unsure
                ? Redelivery.put(parcel.target(), name, material(entry), expect(parcel.place()))
                : parcel.target().put(name, material(entry), expect(parcel.place())));
        settle(entry, parcel, result);
    }

    private void deliverContainer(List<Parcel> parcels) {
        var first = parcels.getFirst();
        var result = call(first, unsure -> {
            var deliveries = parcels.stream().map(this::delivery).toList();
            return unsure ? Redelivery.putAll(deliveries) : deliveries.getFirst().place().target().putAll(deliveries);
        });
        for (int i = 0; i < parcels.size(); i++) {
            var parcel = parcels.get(i);
            if (parcel.counts()) {
                int index = i;
                Attempt<Receipt> own = switch (result) {
                    case Attempt.Done(var receipts) -> new Attempt.Done<>(receipts.get(index));
                    case Attempt.Failed(var problem) -> new Attempt.Failed<>(problem);
                };
                settle(parcel.unit().unit().entry(), parcel, own);
            }
        }
    }

    private <T> Attempt<T> call(Parcel parcel, Line.Errand<T> write) {
        return connections.call(parcel.place().id(), "writing " + parcel.place().id(), Line.Way.WRITE, write);
    }

    private Shared.Delivery delivery(Parcel parcel) {
        var unit = parcel.unit().unit();
        return new Shared.Delivery(
                new Shared.Place((Shared) parcel.target(), unit.place()), material(unit.entry()), expect(parcel.place()));
    }

    /// What was there when the plan was made: whatever came since is not ours to overwrite.
    private static Expect expect(Place place) {
        return switch (place.observation()) {
            case Observation.Absent _ -> new Expect.Nothing();
            case Observation.Shown(var _, var version) -> expect(version);
            case Observation.Hidden(var version) -> expect(version);
            case Observation.Unseen _ -> new Expect.Anything();
        };
    }

    private static Expect expect(Optional<Version> version) {
        return version.<Expect>map(Expect.Exactly::new).orElseGet(Expect.Anything::new);
    }

    /// The material to deliver: the new one, else the one in force.
    private Material material(String entry) {
        var material = current(entry)
                .orElseThrow(() -> problem(
                                Problem.Code.NOT_RECOVERABLE,
                                "the value of " + entry + " cannot be read from any target")
                        );
        values.putIfAbsent(entry, material);
        return material;
    }

    private static Optional<Problem> problem(Attempt<Receipt> result, Parcel parcel) {
        return switch (result) {
            case Attempt.Done(Receipt.Written _) -> Optional.empty();
            case Attempt.Done(Receipt.Conflict _) -> Optional.of(Problem.of(
                    Problem.Code.CONFLICT, parcel.place().id() + " holds something that SecretZero did not write"));
            case Attempt.Failed(var problem) -> Optional.of(problem);
        };
    }

    private synchronized void settle(String entry, Parcel parcel, Attempt<Receipt> result) {
        if (result instanceof Attempt.Done<Receipt>(Receipt.Written(var version, var _))) {
            version.ifPresent(mark -> marks.computeIfAbsent(parcel.place().id(), _ -> new HashMap<>()).put(entry, mark));
        }
        settle(entry, parcel.place().id(), problem(result, parcel));
    }

    private synchronized void settle(String entry, TargetId to, Optional<Problem> problem) {
        delivered.computeIfAbsent(entry, key -> new HashMap<>()).put(to, problem);
        listener.on(problem.<Event>map(p -> new Event.Failed(entry, to + ": " + p.message()))
                .orElseGet(() -> new Event.Delivered(entry, to)));
    }

    private Opened opened(String entry) {
        return Objects.requireNonNull(gathered.units().get(entry), entry);
    }

    private static ProblemException problem(Problem.Code code, String message) {
        return new ProblemException(Problem.of(code, message));
    }
}
