package dev.secretzero.engine;

import dev.secretzero.engine.Workspace.Opened;
import dev.secretzero.engine.audit.Anchors;
import dev.secretzero.engine.audit.Audit;
import dev.secretzero.engine.audit.AuditFile;
import dev.secretzero.engine.audit.Keeping;
import dev.secretzero.engine.audit.Seal;
import dev.secretzero.engine.audit.Verification;
import dev.secretzero.engine.lock.Canonical;
import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Journal;
import dev.secretzero.engine.lock.Journal.Intent;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.LockKey;
import dev.secretzero.engine.lock.LockKeys;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.manifest.Catalog;
import dev.secretzero.engine.manifest.Guidance;
import dev.secretzero.engine.manifest.Instructions;
import dev.secretzero.engine.manifest.Lane;
import dev.secretzero.engine.manifest.Manifest;
import dev.secretzero.engine.manifest.Manifest.Unit;
import dev.secretzero.engine.manifest.ManifestReader;
import dev.secretzero.engine.manifest.Parsed;
import dev.secretzero.engine.manifest.Suggestion;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.manifest.TextFile;
import dev.secretzero.engine.manifest.Value;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.plan.Facts.Wish;
import dev.secretzero.engine.plan.Plan;
import dev.secretzero.engine.plan.Planner;
import dev.secretzero.engine.plan.Reason;
import dev.secretzero.engine.policy.Evidence;
import dev.secretzero.engine.policy.Gate;
import dev.secretzero.engine.policy.Opening;
import dev.secretzero.engine.policy.Policies;
import dev.secretzero.engine.policy.Rotation;
import dev.secretzero.engine.policy.Rotation.Age;
import dev.secretzero.engine.policy.Verdict;
import dev.secretzero.engine.run.Applier;
import dev.secretzero.engine.run.Entropy;
import dev.secretzero.engine.run.Endings;
import dev.secretzero.engine.run.Event;
import dev.secretzero.engine.run.Gathered;
import dev.secretzero.engine.run.Gatherer;
import dev.secretzero.engine.run.IdentityGate;
import dev.secretzero.engine.run.KeptFiles;
import dev.secretzero.engine.run.Lapse;
import dev.secretzero.engine.run.Ledger;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.engine.run.Registry;
import dev.secretzero.engine.run.Timing;
import dev.secretzero.engine.run.Reprinter;
import dev.secretzero.engine.run.Retirement;
import dev.secretzero.engine.run.TemplateRenderer;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The front door. An engine is cheap to make, holds no state of its own and may be used by many threads.
///
/// Every operation throws [ProblemException] when it could not be carried out at all; what went wrong with single
/// secrets stands in its report.
public final class Engine {

    /// The version of this program.
    public static final String VERSION = "0.1.0";

    /// The variable that names the audit log. A relative path is one of the working directory.
    public static final String AUDIT_VARIABLE = "SECRETZERO_AUDIT_LOG";

    private static final String AUDIT_FILE = ".secretzero_audit.log";

    private final Host host;
    private final Registry registry;
    private final Supplier<SecureRandom> entropy;

    private final SyncIdentity.Machine machine;
    private final Function<Path, SyncIdentity.Git> git;
    private final Timing.Waiting waiting;
    private final Event.Listener listener;

    private Engine(
            Host host,
            Registry registry,
            Supplier<SecureRandom> entropy,
            SyncIdentity.Machine machine,
            Function<Path, SyncIdentity.Git> git,
            Timing.Waiting waiting,
            Event.Listener listener) {
        this.host = host;
        this.registry = registry;
        this.entropy = entropy;
        this.machine = machine;
        this.git = git;
        this.waiting = waiting;
        this.listener = listener;
    }

    /// Puts an engine together.
    ///
    /// @param host everything ambient; `home` is replaced by each Secretfile's directory
    /// @param entropy where all randomness comes from, asked when something is to be made
    /// @param machine who and where this process is, for the lockfile
    public static Engine of(Host host, List<Plugin> plugins, Supplier<SecureRandom> entropy, SyncIdentity.Machine machine) {
        return of(host, plugins, entropy, machine, SyncIdentity.Git::in);
    }

    /// Puts an engine together that asks this about each checkout.
    static Engine of(
            Host host,
            List<Plugin> plugins,
            Supplier<SecureRandom> entropy,
            SyncIdentity.Machine machine,
            Function<Path, SyncIdentity.Git> git) {
        return new Engine(host, Registry.of(plugins), entropy, machine, git, Timing.Waiting.real(), Event.Listener.none());
    }

    /// The same, waiting in this way before it asks a provider again.
    public Engine waiting(Timing.Waiting waiting) {
        return new Engine(host, registry, entropy, machine, git, waiting, listener);
    }

    /// The same, telling of its progress.
    public Engine telling(Event.Listener told) {
        return new Engine(host, registry, entropy, machine, git, waiting, told);
    }

    /// The kinds that manifests may name.
    public Catalog catalog() {
        return registry.catalog();
    }

    // Reading.

    /// Reads a Secretfile, its var files and its lane. Touches no lockfile and no provider.
    public Opened open(Workspace.Locator locator) {
        var path = host.directory().resolve(locator.secretfile()).normalize();
        var wish = new Lane.Wish(locator.environment(), locator.varFiles(), locator.lockfile(), host.directory());
        return content(path).map(content -> opened(path, content, wish)).orElseGet(() -> new Opened.Missing(path));
    }

    private Opened opened(Path path, TextFile.Content content, Lane.Wish wish) {
        return switch (content) {
            case TextFile.Content.Utf8(var text) -> opened(path, text, reader().read(path, text, wish));
            case TextFile.Content.Garbled garbled ->
                new Opened.Faulty(path, List.of(reader().garbled(path, garbled, wish)));
        };
    }

    private static Opened opened(Path path, String text, Parsed parsed) {
        return switch (parsed) {
            case Parsed.Valid valid ->
                new Opened.Ready(new Workspace(path, text, valid.manifest(), valid.lane(), valid.warnings()));
            case Parsed.Invalid invalid -> new Opened.Faulty(path, invalid.diagnostics());
        };
    }

    private static Optional<TextFile.Content> content(Path path) {
        try {
            return Optional.of(TextFile.open(path));
        } catch (ProblemException e) {
            if (e.problem().code() == Problem.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Checks a document that did not come from a file. Plain JSON values; positions are absent.
    public Parsed check(Map<String, @Nullable Object> document) {
        return reader().check(document);
    }

    private ManifestReader reader() {
        return new ManifestReader(catalog(), host.environment());
    }

    /// The document as interpolated, secret-bearing values replaced by `[secret]`, nulls left out.
    public Map<String, @Nullable Object> render(Workspace workspace) {
        return redactor().document(workspace.manifest().document());
    }

    /// A component's configuration, secret-bearing values replaced by `[secret]`.
    ///
    /// @param kind the target or generator kind, whose settings say what is secret
    public Map<String, @Nullable Object> shown(Mapping config, String kind) {
        return redactor().config(config, kind);
    }

    /// The merged variables, those replaced by `[secret]` that came from the environment or whose names say that they
    /// are secret.
    public Map<String, @Nullable Object> variables(Workspace workspace) {
        return redactor().variables(workspace.manifest().variables());
    }

    private Redactor redactor() {
        return new Redactor(catalog());
    }

    /// Whether a name is taken for the name of something secret.
    public static boolean secretName(String name) {
        return Redactor.secretName(name);
    }

    /// What people must do for the values that only they can supply. For one thread.
    public Guidance guidance(Workspace workspace) {
        return Guidance.of(workspace.manifest(), redactor());
    }

    /// What people must do for the secrets of a report that wait for them, by secret.
    public Map<String, Instructions> pending(Workspace workspace, Report report) {
        var guidance = guidance(workspace);
        var pending = new LinkedHashMap<String, Instructions>();
        report.outcomes().stream()
                .filter(Report.Outcome::waits)
                .filter(outcome -> !pending.containsKey(outcome.secret()))
                .forEach(outcome -> guidance.of(outcome.secret())
                        .or(outcome::request)
                        .ifPresent(told -> pending.put(outcome.secret(), told)));
        return pending;
    }

    // Planning and doing.

    /// What a sync would do. Reads places; calls no generator, no script, no provider write.
    public Report plan(Workspace workspace, Request request) {
        return planned(workspace, request, unit -> renewal(request));
    }

    /// Makes, delivers, heals and restores. Holds the lockfile; `LOCKED` when somebody else does.
    public Report sync(Workspace workspace, Request request, Prompter prompter) {
        return applied(workspace, request, deed(workspace, request, request.repair() ? Deed.Kind.REPAIR : Deed.Kind.SYNC), unit -> renewal(request), prompter);
    }

    /// Puts the value in force back where it was changed or is gone, if some place still shows it. Makes no new value
    /// but where a run that did not end left one that nobody knows.
    public Report repair(Workspace workspace, Request request, boolean dry) {
        var made = Locks.read(workspace).entries().keySet();
        var names = known(workspace, request.names());
        var chosen = workspace.manifest().units().stream()
                .filter(in(names))
                .filter(unit -> made.contains(unit.entry()))
                .map(unit -> unit.secret().name())
                .collect(Collectors.toSet());
        if (chosen.isEmpty()) {
            return idle(workspace, request, Deed.Kind.REPAIR, new Report(dry, new Plan(List.of()), List.of(), List.of(), false));
        }
        var narrowed = request.names(chosen).repair(true).force(false);
        return dry ? plan(workspace, narrowed) : sync(workspace, narrowed, Prompter.nobody());
    }

    private static Optional<Reason> renewal(Request request) {
        return request.force() ? Optional.of(new Reason.Requested()) : Optional.empty();
    }

    private Report planned(Workspace workspace, Request request, Function<Unit, Optional<Reason>> renewal) {
        var names = known(workspace, request.names());
        var lock = Locks.read(workspace);
        try (var connections = connections(workspace)) {
            var interrupted = interrupted(workspace);
            var gate = new IdentityGate(workspace.manifest(), connections);
            var gathered = gathered(
                    workspace,
                    gate,
                    gatherer(workspace, lock, prints(workspace), interrupted, connections, Prompter.nobody()),
                    scope(names, interrupted),
                    unit -> wish(request, unit, renewal));
            var plan = Planner.plan(gathered.facts());
            return Reports.planned(plan, gathered, warnings(workspace, lock, plan, gathered))
                    .identified(PlanId.of(workspace, lock, gathered, plan, request))
                    .warned(gate.warnings())
                    .warned(policyGate(workspace, lock, connections, names, plan, interrupted.keySet()).warnings());
        }
    }

    private Report applied(
            Workspace workspace,
            Request request,
            Deed deed,
            Function<Unit, Optional<Reason>> renewal,
            Prompter prompter) {
        var names = known(workspace, request.names());
        var home = host(workspace);
        try (deed;
                var locks = Locks.hold(workspace, home.clock(), request.patience());
                var connections = connections(workspace)) {
            var lock = locks.lock();
            var journal = locks.journal();
            var interrupted = journal.pending();
            var prints = prints(workspace);
            var gate = new IdentityGate(workspace.manifest(), connections);
            var gathered = gathered(
                    workspace,
                    gate,
                    gatherer(workspace, lock, prints, interrupted, connections, prompter),
                    scope(names, interrupted),
                    unit -> wish(request, unit, renewal));
            var plan = Planner.plan(gathered.facts());
            policyGate(workspace, lock, connections, names, plan, interrupted.keySet()).pass();
            requireSame(request, () -> PlanId.of(workspace, lock, gathered, plan, request));
            boolean anything = plan.steps().stream().anyMatch(Plan.Step::changes);
            if (anything) {
                // A lock key that cannot be used must stop the run before its first effect.
                prints.current();
            }
            locks.reserve(plan);
            deed.intend(lock, plan);
            var applied = Applier.of(gathered, prints, connections, home, entropy.get(), prompter, journal)
                    .apply(plan);
            var identity = identity(workspace, request);
            // Asking git who we are takes longer than a sync that changes nothing.
            var ledger = new Ledger(
                    workspace.manifest(), lock, prints, anything ? identity.get() : Map.of(), home.clock().instant());
            gathered.settled().forEach((entry, intent) -> ledger.settle(unit(gathered, entry), intent));
            for (var step : plan.steps()) {
                ledger.record(unit(gathered, step.entry()), step, applied);
            }
            var lapse = new Lapse(gathered, applied, ledger, connections);
            lapse.note(plan);
            var retirement = new Retirement(gathered, applied, ledger, interrupted, connections);
            retirement.note(plan);
            var report = Reports.applied(plan, gathered, applied, warnings(workspace, lock, plan, gathered), false);
            deed.end(report);
            var reprinter = new Reprinter(gathered, prints, new Entropy(workspace.manifest(), connections, home));
            BooleanSupplier save = () -> deed.kept(() ->
                    locks.save(reprinter.upgraded(lock, ledger.entries(), applied), identity, deed::anchored));
            boolean saved = save.getAsBoolean();
            boolean removed = lapse.remove(plan);
            boolean revoked = retirement.revoke(plan);
            if (removed || revoked) {
                saved |= save.getAsBoolean();
            }
            var open = unfinished(plan, applied);
            journal.settle(entry -> open.contains(entry) && !retirement.settled(entry));
            return report.locked(saved)
                    .warned(gate.warnings())
                    .warned(Endings.warnings(gathered, applied, home.clock().instant()))
                    .warned(lapse.warnings())
                    .warned(retirement.warnings());
        }
    }

    /// Gathers what the identity policies let pass: first what was asked for, before any of its places is looked at,
    /// then also what hangs together with it.
    private static Gathered gathered(
            Workspace workspace, IdentityGate gate, Gatherer gatherer, Predicate<Unit> asked, Function<Unit, Wish> wish) {
        gate.pass(workspace.manifest().units().stream().filter(asked).toList());
        var gathered = gatherer.gather(asked, wish);
        gate.pass(gathered.units().values().stream().map(Gathered.Opened::unit).toList());
        return gathered;
    }

    private static void requireSame(Request request, Supplier<String> id) {
        if (request.expected().filter(expected -> !expected.equals(id.get())).isPresent()) {
            throw new ProblemException(Problem.of(
                            Problem.Code.PLAN_STALE,
                            "the Secretfile, the lockfile or a place has changed since the plan was made")
                    .hint("nothing was changed; make a new plan and look at it"));
        }
    }

    /// The entries whose journal stays: of some write it is not known whether it arrived, or nothing could be done.
    private static Set<String> unfinished(Plan plan, Applier.Applied applied) {
        return plan.steps().stream()
                .filter(step -> step.action() == Plan.Action.BLOCKED || !applied.complete(step))
                .map(Plan.Step::entry)
                .collect(Collectors.toSet());
    }

    private Registry.Connections connections(Workspace workspace) {
        return registry.connections(
                workspace.manifest(),
                host(workspace),
                kept(workspace),
                new Timing(host.clock(), waiting, entropy),
                listener);
    }

    /// The files that no target may be: whoever writes them loses what SecretZero knows.
    private KeptFiles kept(Workspace workspace) {
        var lane = workspace.lane();
        var files = new ArrayList<>(List.of(workspace.path(), audit(workspace.path()).path()));
        files.addAll(lane.varFiles());
        for (var lockfile : List.of(lane.lockfile(), lane.localLockfile())) {
            for (var end : List.of("", ".lck", ".journal")) {
                files.add(lockfile.resolveSibling(lockfile.getFileName() + end));
            }
        }
        return KeptFiles.of(files);
    }

    private Gatherer gatherer(
            Workspace workspace,
            Lock lock,
            Fingerprints prints,
            Map<String, List<Intent>> interrupted,
            Registry.Connections connections,
            Prompter prompter) {
        return new Gatherer(
                workspace.manifest(),
                lock,
                prints,
                interrupted,
                connections,
                host(workspace),
                guidance(workspace),
                prompter.present());
    }

    private Fingerprints prints(Workspace workspace) {
        return Fingerprints.of(() -> LockKeys.of(host(workspace)).current(), entropy);
    }

    private static Map<String, List<Intent>> interrupted(Workspace workspace) {
        return Journal.of(workspace.lane().lockfile()).pending();
    }

    /// What was asked for, and first of all what earlier runs have begun.
    private static Predicate<Unit> scope(Set<String> names, Map<String, List<Intent>> interrupted) {
        return in(names).or(unit -> interrupted.containsKey(unit.entry()));
    }

    private static Wish wish(Request request, Unit unit, Function<Unit, Optional<Reason>> renewal) {
        return new Wish(
                renewal.apply(unit),
                request.names().contains(unit.secret().name()),
                request.overwrite(),
                request.repair(),
                request.pushed(),
                request.refresh());
    }

    private Supplier<Map<String, Object>> identity(Workspace workspace, Request request) {
        return new Supplier<>() {
            private @Nullable Map<String, Object> known;

            @Override
            public Map<String, Object> get() {
                if (known == null) {
                    known = SyncIdentity.of(
                            host.environment(), request.client(), VERSION, machine, git.apply(home(workspace)));
                }
                return known;
            }
        };
    }

    private List<String> warnings(Workspace workspace, Lock lock, Plan plan, Gathered gathered) {
        var warnings = new ArrayList<String>();
        for (var step : plan.steps()) {
            step.moves().stream()
                    .filter(move -> move.action() == Plan.Action.KEEP && move.reason() instanceof Reason.Changed)
                    .forEach(move -> warnings.add(step.entry() + ": " + move.to() + " holds another value than was"
                            + " delivered there; keep it with 'import' or replace it with 'rotate'"));
            lock.entry(step.entry())
                    .filter(entry -> !step.renews())
                    .filter(entry -> Ledger.redeclared(workspace.manifest(), unit(gathered, step.entry()), entry))
                    .ifPresent(entry -> warnings.add(step.entry()
                            + ": the declaration changed after the value was made; 'rotate' makes a new one by it"));
        }
        plan.steps().stream().filter(Plan.Step::renews).forEach(step -> warnings.addAll(Reports.unkept(step, gathered)));
        overdue(workspace, lock, gathered).forEach(warnings::add);
        return List.copyOf(warnings);
    }

    private List<String> overdue(Workspace workspace, Lock lock, Gathered gathered) {
        var asked = new HashSet<String>();
        gathered.units().values().forEach(unit -> asked.add(unit.unit().secret().name()));
        return ages(workspace, lock, asked).stream()
                .filter(row -> row.age() instanceof Age.Overdue)
                .map(row -> row.secret() + ": rotation overdue; 'rotate' makes a new value")
                .toList();
    }

    // Rotation.

    /// Where each secret stands in its rotation period, by the lockfile alone.
    public RotationCheck rotation(Workspace workspace, Set<String> names) {
        return new RotationCheck(ages(workspace, Locks.read(workspace), known(workspace, names)));
    }

    private List<RotationCheck.Row> ages(Workspace workspace, Lock lock, Set<String> names) {
        var now = host.clock().instant();
        return workspace.manifest().secrets().stream()
                .filter(secret -> names.isEmpty() || names.contains(secret.name()))
                .map(secret -> new RotationCheck.Row(
                        secret.name(),
                        secret.oneTime(),
                        age(workspace.manifest(), secret, lock, now),
                        Opening.of(secret.rotation().window(), now)))
                .toList();
    }

    private static Age age(Manifest manifest, Manifest.Declaration secret, Lock lock, Instant now) {
        var since = manifest.units(secret).stream()
                .flatMap(unit -> lock.entry(unit.entry()).stream())
                .map(Lock.Entry::since)
                .min(Instant::compareTo);
        return Rotation.age(secret.rotationPeriod(), since, now);
    }

    /// New values for the secrets that are due or, with `force`, for all that may be rotated. Dry: only planned.
    ///
    /// What is left alone, and why, stands in the warnings when it was named.
    public Report rotate(Workspace workspace, Request request, boolean dry, Prompter prompter) {
        var chosen = new LinkedHashMap<String, Reason>();
        var left = new ArrayList<String>();
        for (var row : rotation(workspace, request.names()).rows()) {
            due(row, request).ifPresentOrElse(
                    reason -> chosen.put(row.secret(), reason), () -> left.add(row.secret() + ": " + leftAlone(row)));
        }
        var explained = request.names().isEmpty() ? List.<String>of() : left;
        if (chosen.isEmpty()) {
            return idle(workspace, request, Deed.Kind.ROTATION, new Report(dry, new Plan(List.of()), List.of(), explained, false));
        }
        var narrowed = request.names(chosen.keySet());
        Function<Unit, Optional<Reason>> renewal =
                unit -> Optional.ofNullable(chosen.get(unit.secret().name()));
        var report = dry
                ? planned(workspace, narrowed, renewal)
                : applied(workspace, narrowed, deed(workspace, request, Deed.Kind.ROTATION), renewal, prompter);
        return report.warned(explained);
    }

    /// There was nothing to do.
    private Report idle(Workspace workspace, Request request, Deed.Kind kind, Report report) {
        if (!report.dryRun()) {
            try (var deed = deed(workspace, request, kind)) {
                deed.end(report);
            }
        }
        return report;
    }

    private static Optional<Reason> due(RotationCheck.Row row, Request request) {
        boolean named = request.names().contains(row.secret());
        if (row.oneTime() && !(named && request.force())) {
            return Optional.empty();
        }
        return switch (row.age()) {
            case Age.NeverMade _ -> Optional.empty();
            case Age.Overdue(var _, var late) -> row.waits().isPresent() && !request.force()
                    ? Optional.empty()
                    : Optional.of(new Reason.Overdue(late, request.force()));
            case Age.Fresh _, Age.Due _ ->
                request.force() ? Optional.of(new Reason.Requested()) : Optional.empty();
            // Without a period only a name says that a new value is wanted.
            case Age.Unlimited _ ->
                request.force() && named ? Optional.of(new Reason.Requested()) : Optional.empty();
        };
    }

    private static String leftAlone(RotationCheck.Row row) {
        if (row.oneTime()) {
            return "is a one-time secret; --force rotates it";
        }
        return switch (row.age()) {
            case Age.NeverMade _ -> "has no value yet; run sync first";
            case Age.Unlimited _ -> "has no rotation period; --force rotates it";
            case Age.Fresh(var _, var leftover) -> "due in " + leftover.toDays() + " days; --force rotates it now";
            case Age.Due(var _, var leftover) -> "due in " + leftover.toDays() + " days; --force rotates it now";
            case Age.Overdue _ -> row.waits()
                    .map(why -> "is overdue, and " + why + "; --force rotates it now")
                    .orElse("is overdue");
        };
    }

    // Looking.

    /// Looks at every place and compares. Changes nothing.
    public Drift drift(Workspace workspace, Set<String> names) {
        var wanted = known(workspace, names);
        var lock = Locks.read(workspace);
        try (var connections = connections(workspace)) {
            var gathered = gatherer(workspace, lock, prints(workspace), interrupted(workspace), connections, Prompter.nobody())
                    .gather(in(wanted), unit -> Wish.plain());
            return Reports.drift(workspace.manifest(), lock, Planner.plan(gathered.facts()), gathered);
        }
    }

    /// Judges manifest and lockfile by the declared and built-in policies.
    public Verdict policy(Workspace workspace) {
        try (var connections = connections(workspace)) {
            return Policies.judge(evidence(workspace, Locks.read(workspace), connections));
        }
    }

    private Evidence evidence(Workspace workspace, Lock lock, Registry.Connections connections) {
        return new Evidence(
                workspace.manifest(),
                workspace.lane().environment(),
                lock,
                catalog(),
                generator -> Entropy.strength(connections, generator),
                host.clock().instant());
    }

    /// What enforced policies say against a plan. What a killed run began is finished in any case: places that hold different
    /// values are worse than a rule that is broken once more.
    private Gate policyGate(
            Workspace workspace,
            Lock lock,
            Registry.Connections connections,
            Set<String> names,
            Plan plan,
            Set<String> interrupted) {
        var renewed = plan.steps().stream().filter(Plan.Step::renews).map(Plan.Step::secret).collect(Collectors.toSet());
        var touched = plan.steps().stream()
                .filter(step -> names.isEmpty() || names.contains(step.secret()) || step.changes())
                .filter(step -> !interrupted.contains(step.entry()))
                .map(Plan.Step::secret)
                .collect(Collectors.toSet());
        return Gate.of(evidence(workspace, lock, connections), touched, renewed);
    }

    /// What the lockfile says.
    public Status status(Workspace workspace, Set<String> names) {
        var wanted = known(workspace, names);
        var lock = Locks.read(workspace);
        var rows = workspace.manifest().units().stream()
                .filter(in(wanted))
                .map(unit -> row(unit, lock))
                .toList();
        return new Status(rows, Locks.exists(workspace), lock.secretfile());
    }

    private static Status.Row row(Unit unit, Lock lock) {
        var entry = lock.entry(unit.entry());
        var places = TargetId.of(unit).stream()
                .map(id -> new Status.Place(id, state(entry, id)))
                .toList();
        return new Status.Row(unit, entry, places);
    }

    private static Status.State state(Optional<Lock.Entry> entry, TargetId id) {
        var delivered = entry.flatMap(e -> e.recorded(id));
        if (delivered.isEmpty()) {
            return Status.State.PENDING;
        }
        return delivered.get().equals(entry.orElseThrow().hash()) ? Status.State.SYNCED : Status.State.BEHIND;
    }

    /// Whether a sync of these secrets could begin. Contacts every declared provider, and changes nothing.
    public Readiness readiness(Workspace workspace, Set<String> names) {
        var wanted = known(workspace, names);
        var units = workspace.manifest().units().stream().filter(in(wanted)).toList();
        try (var connections = connections(workspace)) {
            var gate = new IdentityGate(workspace.manifest(), connections);
            return Readiness.of(workspace.manifest(), units, gate::identity, gate.preflight(units));
        }
    }

    /// Who we are to these providers, or to all when none is named.
    public Connectivity identities(Workspace workspace, Set<String> aliases) {
        try (var connections = connections(workspace)) {
            return connectivity(workspace, aliases, connections, List.of());
        }
    }

    /// Who we are to these providers, or to all when none is named, and whether each of their places can be looked at.
    /// Changes nothing.
    public Connectivity connectivity(Workspace workspace, Set<String> aliases) {
        var chosen = providers(workspace, aliases);
        var lock = Locks.read(workspace);
        try (var connections = connections(workspace)) {
            var gathered = gatherer(workspace, lock, prints(workspace), interrupted(workspace), connections, Prompter.nobody())
                    .gather(unit -> unit.targets().stream().anyMatch(target -> chosen.contains(target.provider())), unit -> Wish.plain());
            return connectivity(workspace, aliases, connections, gathered.units().values());
        }
    }

    private static Connectivity connectivity(
            Workspace workspace, Set<String> aliases, Registry.Connections connections, Collection<Gathered.Opened> units) {
        var gate = new IdentityGate(workspace.manifest(), connections);
        return new Connectivity(providers(workspace, aliases).stream()
                .map(alias -> Connectivity.row(
                        Objects.requireNonNull(workspace.manifest().providers().get(alias)), gate.identity(alias), units))
                .toList());
    }

    private static Set<String> providers(Workspace workspace, Set<String> aliases) {
        var declared = workspace.manifest().providers().keySet();
        for (var alias : aliases) {
            if (!declared.contains(alias)) {
                throw new ProblemException(Problem.of(Problem.Code.NOT_FOUND, "provider \"" + alias + "\" is not declared")
                        .hint("declared: " + String.join(", ", new TreeSet<>(declared))));
            }
        }
        return new TreeSet<>(aliases.isEmpty() ? declared : aliases);
    }

    /// How the variables compare with those of the last change that the lockfile remembers.
    public Status.Variables variablesSince(Workspace workspace) {
        return Locks.read(workspace)
                .secretfile()
                .map(tracked -> tracked.variablesChanged(
                                Locks.varFiles(workspace), variablesHash(workspace.manifest()))
                        ? Status.Variables.CHANGED
                        : Status.Variables.SAME)
                .orElse(Status.Variables.UNTRACKED);
    }

    // Keeping the lockfile.

    /// Records values that are already in their places, so that they are kept. Writes no place.
    public Adoption adopt(Workspace workspace, Request request, boolean dry) {
        var names = known(workspace, request.names());
        var home = host(workspace);
        if (dry) {
            return new Adoption(true, adopted(workspace, names, Locks.read(workspace), request, true).rows(), false);
        }
        try (var deed = deed(workspace, request, Deed.Kind.IMPORT);
                var locks = Locks.hold(workspace, home.clock(), request.patience())) {
            var found = adopted(workspace, names, locks.lock(), request, false);
            deed.intend(locks.lock(), found.rows());
            boolean saved = deed.kept(() ->
                    locks.save(found.ledger().entries(), identity(workspace, request), deed::anchored));
            deed.end(found.rows());
            var kept = found.rows().stream().filter(Adoption.Row::kept).map(Adoption.Row::entry).collect(Collectors.toSet());
            locks.journal().settle(entry -> !kept.contains(entry));
            return new Adoption(false, found.rows(), saved);
        }
    }

    private record Adopted(List<Adoption.Row> rows, Ledger ledger) {}

    private Adopted adopted(Workspace workspace, Set<String> names, Lock lock, Request request, boolean dry) {
        var actor = new LinkedHashMap<>(dry ? Map.<String, Object>of() : identity(workspace, request).get());
        actor.put("operation", "lockfile_import");
        actor.put("source", "target");
        var prints = prints(workspace);
        var ledger = new Ledger(workspace.manifest(), lock, prints, actor, host.clock().instant());
        var rows = new ArrayList<Adoption.Row>();
        try (var connections = connections(workspace)) {
            var gate = new IdentityGate(workspace.manifest(), connections);
            var reader = gatherer(workspace, lock, prints, interrupted(workspace), connections, Prompter.nobody());
            var gathered = gathered(workspace, gate, reader, in(names), unit -> Wish.plain());
            if (!dry) {
                ledger.prepare(found(gathered));
            }
            gathered.units().values().stream()
                    .filter(Gathered.Opened::asked)
                    .forEach(unit -> rows.add(adopt(unit, lock.entry(unit.unit().entry()), ledger, dry)));
        }
        return new Adopted(List.copyOf(rows), ledger);
    }

    private static Map<String, Material> found(Gathered gathered) {
        var found = new LinkedHashMap<String, Material>();
        gathered.units().values().stream()
                .filter(Gathered.Opened::asked)
                .forEach(unit -> shown(unit).values().stream()
                        .findFirst()
                        .ifPresent(value -> found.put(unit.unit().entry(), value)));
        return found;
    }

    private static Map<TargetId, Material> shown(Gathered.Opened unit) {
        var shown = new LinkedHashMap<TargetId, Material>();
        unit.places().forEach(place -> {
            if (place.observation() instanceof Observation.Shown(var content, var _)) {
                shown.put(place.id(), content);
            }
        });
        return shown;
    }

    private static Adoption.Row adopt(
            Gathered.Opened unit, Optional<Lock.Entry> entry, Ledger ledger, boolean dry) {
        if (unit.places().isEmpty()) {
            return row(unit, Adoption.Result.SKIPPED, "no_targets");
        }
        var shown = shown(unit);
        if (shown.isEmpty()) {
            return row(unit, Adoption.Result.SKIPPED, "not_retrievable");
        }
        var value = shown.values().iterator().next();
        if (!shown.values().stream().allMatch(other -> Fingerprints.same(value, other))) {
            return row(unit, Adoption.Result.ERROR, "target_value_mismatch");
        }
        var places = List.copyOf(shown.keySet());
        if (entry.map(e -> ledger.holds(e, value, places)).orElse(false)) {
            return row(unit, Adoption.Result.UNCHANGED, "hash_and_targets_current");
        }
        if (!dry) {
            ledger.adopt(unit.unit(), value, places);
        }
        var result = entry.isEmpty()
                ? dry ? Adoption.Result.WOULD_IMPORT : Adoption.Result.IMPORTED
                : dry ? Adoption.Result.WOULD_UPDATE : Adoption.Result.UPDATED;
        return row(unit, result, "targets=" + places.size());
    }

    private static Adoption.Row row(Gathered.Opened unit, Adoption.Result result, String detail) {
        return new Adoption.Row(unit.unit().entry(), unit.unit().secret().name(), result, detail);
    }

    /// Drops entries of secrets that the manifest no longer declares from the lockfile.
    ///
    /// @return their names
    public List<String> clean(Workspace workspace, Request request, boolean dry) {
        if (dry) {
            return orphans(workspace);
        }
        try (var deed = deed(workspace, request, Deed.Kind.CLEAN);
                var locks = Locks.hold(workspace, host.clock(), request.patience())) {
            var orphans = orphans(workspace, locks.lock());
            var entries = new java.util.TreeMap<>(locks.lock().entries());
            orphans.forEach(entries::remove);
            if (!orphans.isEmpty()) {
                deed.changing(locks.lock(), orphans);
                deed.kept(() -> locks.save(entries, identity(workspace, request), deed::anchored));
                deed.cleaned(orphans);
            }
            return orphans;
        }
    }

    /// The secrets, or fields, that stand in the lockfile and not in the manifest.
    public List<String> orphans(Workspace workspace) {
        return orphans(workspace, Locks.read(workspace));
    }

    private static List<String> orphans(Workspace workspace, Lock lock) {
        var declared = new HashSet<String>();
        workspace.manifest().units().forEach(unit -> declared.add(unit.entry()));
        return lock.entries().keySet().stream().filter(name -> !declared.contains(name)).toList();
    }

    /// What the lockfile's fingerprints give away. Looks at no place.
    public LockAudit lockAudit(Workspace workspace) {
        var lock = Locks.read(workspace);
        var home = host(workspace);
        try (var connections = connections(workspace)) {
            return new LockJudge(lock, prints(workspace), new Entropy(workspace.manifest(), connections, home)).audit();
        }
    }

    /// Makes fingerprints anew that are not as new ones would be, as far as a place shows the value. Writes no place.
    public Rekeying rekey(Workspace workspace, Request request, Rekeying.Keys keys, boolean dry) {
        var files = LockKeys.of(host(workspace));
        var inForce = files.current();
        var next = keys.next().map(files::read).or(() -> inForce);
        var former = new ArrayList<>(keys.former().stream().map(files::read).toList());
        inForce.ifPresent(former::add);
        var prints = Fingerprints.of(() -> next, former, entropy);
        if (dry) {
            return rekeyed(workspace, Locks.read(workspace), prints, Optional.empty());
        }
        try (var deed = deed(workspace, request, Deed.Kind.REKEY);
                var locks = Locks.hold(workspace, host.clock(), request.patience())) {
            var lock = locks.lock();
            return rekeyed(workspace, lock, prints, Optional.of(entries -> {
                var changed = entries.keySet().stream()
                        .filter(name -> !Objects.equals(entries.get(name), lock.entries().get(name)))
                        .toList();
                deed.changing(lock, changed);
                boolean saved = deed.kept(() -> locks.save(entries, identity(workspace, request), deed::anchored));
                deed.rekeyed(changed);
                return saved;
            }));
        }
    }

    /// @param save writes the entries; empty: nothing is made
    private Rekeying rekeyed(
            Workspace workspace,
            Lock lock,
            Fingerprints prints,
            Optional<Predicate<SortedMap<String, Lock.Entry>>> save) {
        var home = host(workspace);
        try (var connections = connections(workspace)) {
            var interrupted = interrupted(workspace);
            var gathered = gathered(
                    workspace,
                    new IdentityGate(workspace.manifest(), connections),
                    gatherer(workspace, lock, prints, interrupted, connections, Prompter.nobody()),
                    unit -> lock.entry(unit.entry()).isPresent(),
                    unit -> Wish.plain());
            var entropy = new Entropy(workspace.manifest(), connections, home);
            var reprinter = new Reprinter(gathered, prints, entropy);
            // What a journal names is settled first, by the fingerprints that it names.
            var entries = new TreeMap<>(lock.entries());
            entries.keySet().removeAll(interrupted.keySet());
            var due = reprinter.due(entries, Map.of()).stream()
                    .map(Fingerprints.Fresh::entry)
                    .collect(Collectors.toSet());
            var after = new TreeMap<>(lock.entries());
            save.ifPresent(_ -> after.putAll(reprinter.reprinted(entries, Map.of())));
            boolean saved = !due.isEmpty() && save.map(write -> write.test(after)).orElse(false);
            var rows = new LockJudge(lock, prints, entropy)
                    .rekeyed(due, interrupted.keySet(), gathered, save.isEmpty());
            return new Rekeying(save.isEmpty(), prints.current().map(LockKey::id), rows, saved);
        }
    }

    /// The shared lockfile, merged with this machine's for secrets declared `local`.
    public Optional<Lock> lock(Workspace workspace) {
        return Locks.exists(workspace) ? Optional.of(Locks.read(workspace)) : Optional.empty();
    }

    /// The value of one secret, or of one field (`secret.field`), read back from a target that holds it. The
    /// caller closes it. `NOT_RECOVERABLE` when no target shows the value in force.
    public Material reveal(Workspace workspace, String name) {
        var lock = Locks.read(workspace);
        var units = workspace.manifest().units().stream()
                .filter(unit -> unit.entry().equals(name))
                .toList();
        if (units.isEmpty()) {
            throw unknown(workspace, name);
        }
        try (var connections = connections(workspace)) {
            var gathered = gatherer(workspace, lock, prints(workspace), interrupted(workspace), connections, Prompter.nobody())
                    .gather(unit -> unit.entry().equals(name), unit -> Wish.plain());
            return Optional.ofNullable(gathered.inForce().get(name))
                    .orElseThrow(() -> new ProblemException(Problem.of(
                                    Problem.Code.NOT_RECOVERABLE, name + ": no target shows the value in force")
                            .hint("'drift " + units.getFirst().secret().name() + "' says what each target holds")));
        }
    }

    /// The audit log: the file that [#AUDIT_VARIABLE] names, else the one beside the Secretfile, so that every front end
    /// writes to the same, wherever it was started.
    ///
    /// @param secretfile need not exist; where its directory is not there, the log is in the working directory
    public Audit audit(Path secretfile) {
        return log(secretfile);
    }

    /// The audit log in another file.
    public Audit auditIn(Path file) {
        return kept(host.directory().resolve(file));
    }

    private AuditFile log(Path secretfile) {
        return kept(host.variable(AUDIT_VARIABLE)
                .filter(text -> !text.isBlank())
                .map(text -> host.directory().resolve(text))
                .orElseGet(() -> beside(secretfile).resolve(AUDIT_FILE)));
    }

    private AuditFile kept(Path path) {
        return new AuditFile(
                path,
                host.clock(),
                Seal.of(host.environment().getOrDefault(Seal.VARIABLE, "")),
                Keeping.of(host.environment()));
    }

    private Path beside(Path secretfile) {
        var directory = host.directory().resolve(secretfile).normalize().getParent();
        return directory != null && Files.isDirectory(directory) ? directory : host.directory();
    }

    /// Checks an audit log by itself.
    public Verification verify(Audit audit) {
        return audit.verify(place(audit.path()), new Anchors(java.util.Collections.emptySortedMap()));
    }

    /// Checks an audit log, also against what the lockfile remembers of it.
    public Verification verify(Audit audit, Workspace workspace) {
        return audit.verify(place(audit.path()), Anchors.in(Locks.read(workspace).metadata()));
    }

    private String place(Path log) {
        return Anchors.place(machine.hostname(), log);
    }

    private Deed deed(Workspace workspace, Request request, Deed.Kind kind) {
        var log = log(workspace.path());
        log.check();
        return new Deed(log, place(log.path()), host.clock(), request, kind);
    }

    // Names.

    private static Predicate<Unit> in(Set<String> names) {
        return unit -> names.isEmpty() || names.contains(unit.secret().name());
    }

    private static Set<String> known(Workspace workspace, Set<String> names) {
        var unknown = new LinkedHashSet<>(names);
        workspace.manifest().secrets().forEach(secret -> unknown.remove(secret.name()));
        if (!unknown.isEmpty()) {
            throw unknown(workspace, unknown.iterator().next());
        }
        return names;
    }

    private static ProblemException unknown(Workspace workspace, String name) {
        var known = workspace.manifest().secrets().stream()
                .map(Manifest.Declaration::name)
                .toList();
        var problem = Problem.of(Problem.Code.NOT_FOUND, "Secret not found: " + name);
        return new ProblemException(Suggestion.of(name, known)
                .map(near -> problem.hint("did you mean \"" + near + "\"?"))
                .orElse(problem));
    }

    private static Unit unit(Gathered gathered, String entry) {
        return Objects.requireNonNull(gathered.units().get(entry), entry).unit();
    }

    private static Path home(Workspace workspace) {
        return Objects.requireNonNull(workspace.path().getParent());
    }

    private Host host(Workspace workspace) {
        return new Host(
                host.clock(),
                host.http(),
                host.directory(),
                home(workspace),
                host.environment(),
                new TemplateRenderer());
    }

    static String variablesHash(Manifest manifest) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        manifest.variables().entries().forEach((key, value) -> variables.put(key, value.plain(Value.View.WRITTEN)));
        return Canonical.variablesHash(variables);
    }
}
