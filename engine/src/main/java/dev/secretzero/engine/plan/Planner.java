package dev.secretzero.engine.plan;

import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Move;
import dev.secretzero.engine.plan.Plan.Step;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns facts into a plan. Pure.
///
/// For each unit a chain of small checks asks whether a new value is needed; if none says so, a chain asks of each
/// place whether the value in force must be brought there. A value is never replaced because it cannot be found:
/// then the step is blocked and says what a person can do.
public final class Planner {

    /// Whether a unit needs a new value, and why.
    @FunctionalInterface
    private interface Check {
        Optional<Reason> of(Facts facts);
    }

    private final Map<String, Facts> facts = new LinkedHashMap<>();
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final List<Check> renewal =
            List.of(this::interrupted, this::neverMade, this::requested, this::sourceChanged, this::derivedFrom);

    private Planner(Collection<Facts> units) {
        units.forEach(unit -> facts.put(unit.entry(), unit));
    }

    /// Plans all units. Their order is the plan's order; sources may stand before or after what is made of them,
    /// and must not form a circle.
    public static Plan plan(Collection<Facts> units) {
        var planner = new Planner(units);
        return new Plan(units.stream().map(planner::step).toList());
    }

    private Step step(Facts unit) {
        var known = steps.get(unit.entry());
        if (known != null) {
            return known;
        }
        var step = decide(unit);
        steps.put(unit.entry(), step);
        return step;
    }

    private Step decide(Facts unit) {
        if (unit.interruption().left() == Interruption.Left.OUT_OF_SIGHT && unit.wish().renewal().isEmpty()) {
            return blocked(unit, new Reason.OutOfSight(), unit.places());
        }
        var reason = first(unit);
        return reason.isPresent() ? renew(unit, reason.get()) : maintain(unit);
    }

    private Optional<Reason> first(Facts unit) {
        for (var check : renewal) {
            var reason = check.of(unit);
            if (reason.isPresent()) {
                return reason;
            }
        }
        return Optional.empty();
    }

    // Whether a new value is needed.

    private Optional<Reason> interrupted(Facts unit) {
        return unit.interruption().left() == Interruption.Left.LOST
                ? Optional.of(new Reason.Interrupted())
                : Optional.empty();
    }

    private Optional<Reason> neverMade(Facts unit) {
        return unit.made().isEmpty() ? Optional.of(new Reason.NeverMade()) : Optional.empty();
    }

    private Optional<Reason> requested(Facts unit) {
        boolean allowed = !unit.oneTime() || unit.wish().byName();
        // A stated value cannot be renewed by asking: it is what the manifest or the source says it is.
        boolean statedSame = unit.supply() instanceof Supply.Stated(Sight sight) && sight == Sight.SAME;
        return allowed && !statedSame ? unit.wish().renewal() : Optional.empty();
    }

    private Optional<Reason> sourceChanged(Facts unit) {
        boolean changed = unit.supply() instanceof Supply.Stated(Sight sight) && sight == Sight.CHANGED;
        return changed && !unit.oneTime() ? Optional.of(new Reason.SourceChanged()) : Optional.empty();
    }

    private Optional<Reason> derivedFrom(Facts unit) {
        return unit.sources().stream()
                .filter(source -> source(source).map(Step::renews).orElse(false))
                .findFirst()
                .map(Reason.DerivedFrom::new);
    }

    private Optional<Step> source(String entry) {
        return Optional.ofNullable(facts.get(entry)).map(this::step);
    }

    // A new value.

    private Step renew(Facts unit, Reason reason) {
        var conflicts = unit.wish().overwrite() ? List.<TargetId>of() : conflicts(unit);
        if (!conflicts.isEmpty() && (unit.made().isEmpty() || conflicts.size() == unit.places().size())) {
            return blocked(unit, new Reason.Conflict(), conflicts);
        }
        var obstacle = obstacle(unit).or(() -> unkept(unit, reason));
        if (obstacle.isPresent()) {
            return blocked(unit, obstacle.get(), unit.places());
        }
        var action = unit.made().isEmpty() ? Action.CREATE : Action.ROTATE;
        Reason why = unit.made().isEmpty() ? reason : new Reason.Renewed();
        var moves = unit.places().stream()
                .map(place -> conflicts.contains(place)
                        ? new Move(place, Action.BLOCKED, new Reason.Conflict())
                        : new Move(place, action, why))
                .toList();
        var staging = unit.made().isEmpty() ? unit.staging().first() : unit.staging();
        return new Step(unit.entry(), unit.secret(), action, reason, moves, forgotten(unit), staging);
    }

    /// Places that hold something although nothing was ever delivered there. A place that holds just what would be
    /// stated is no conflict.
    private static List<TargetId> conflicts(Facts unit) {
        return unit.places().stream()
                .filter(place -> !unit.interruption().begun().contains(place))
                .filter(place -> unit.made().filter(made -> made.delivered().containsKey(place)).isEmpty())
                .filter(place -> switch (unit.sight(place)) {
                    case CHANGED, HIDDEN, UNTOUCHED -> true;
                    case ABSENT, SAME, UNFINISHED, UNSEEN -> false;
                })
                .toList();
    }

    private Optional<Reason> obstacle(Facts unit) {
        var blocked = unit.sources().stream()
                .filter(entry -> source(entry)
                        .map(step -> step.action() == Action.BLOCKED)
                        .orElse(false))
                .toList();
        if (!blocked.isEmpty()) {
            return Optional.of(new Reason.Waits(blocked));
        }
        return switch (unit.supply()) {
            case Supply.Failing(String why) -> Optional.of(new Reason.SourceMissing(why));
            case Supply.Refused(String why, var hint) -> Optional.of(new Reason.Refused(why, hint));
            case Supply.Person(boolean present, String instructions) when !present ->
                Optional.of(new Reason.NeedsPerson(instructions));
            case Supply.Person _, Supply.Generated _, Supply.Stated _, Supply.FromEnvironment _ -> Optional.empty();
        };
    }

    /// A rotation that nobody forces waits until the value before can be kept as it is declared.
    private static Optional<Reason> unkept(Facts unit, Reason reason) {
        boolean keeps = unit.made().isPresent() && !unit.staging().previous().isEmpty();
        return keeps && reason instanceof Reason.Overdue(var _, var forced) && !forced && !recoverable(unit)
                ? Optional.of(new Reason.Unkept())
                : Optional.empty();
    }

    private static Step blocked(Facts unit, Reason reason, List<TargetId> at) {
        var moves = unit.places().stream()
                .map(place -> at.contains(place)
                        ? new Move(place, Action.BLOCKED, reason)
                        : new Move(place, Action.BLOCKED, new Reason.NeverDelivered()))
                .toList();
        return new Step(unit.entry(), unit.secret(), Action.BLOCKED, reason, moves, List.of());
    }

    // The value in force.

    private Step maintain(Facts unit) {
        var made = unit.made().orElseThrow();
        var moves = unit.places().stream().map(place -> move(unit, made, place)).toList();
        if (moves.stream().anyMatch(Move::writes) && !recoverable(unit)) {
            return unit.supply() instanceof Supply.FromEnvironment && made.obscured().isEmpty()
                    ? renew(unit, new Reason.Supplied())
                    : withoutValue(unit, moves);
        }
        return step(unit, moves);
    }

    private static Step step(Facts unit, List<Move> moves) {
        var action = moves.stream()
                .map(Move::action)
                .filter(a -> a != Action.KEEP && a != Action.RECORD)
                .min(Planner::urgency)
                .orElse(Action.KEEP);
        var reason = moves.stream()
                .filter(move -> move.action() == action)
                .map(Move::reason)
                .reduce(Planner::louder)
                .orElseGet(Reason.InSync::new);
        var said = action == Action.KEEP && unit.oneTime() && unit.wish().renewal().isPresent()
                ? new Reason.OneTime()
                : reason;
        return new Step(
                unit.entry(), unit.secret(), action, said, moves, forgotten(unit), unit.staging().still());
    }

    /// A step is called by what it does; it is called blocked only when it can do nothing.
    private static int urgency(Action a, Action b) {
        return Integer.compare(rank(a), rank(b));
    }

    private static int rank(Action action) {
        return switch (action) {
            case CREATE, ROTATE -> 0;
            case DELIVER -> 1;
            case RESTORE -> 2;
            case BLOCKED -> 3;
            case RECORD, KEEP -> 4;
        };
    }

    private static Reason louder(Reason a, Reason b) {
        return a instanceof Reason.InSync ? b : a;
    }

    private static Move move(Facts unit, Facts.Made made, TargetId place) {
        if (unit.wish().pushed().contains(place)) {
            return new Move(place, Action.DELIVER, new Reason.Requested());
        }
        if (made.obscured().isPresent() && unit.sight(place) == Sight.UNSEEN) {
            return new Move(place, Action.KEEP, unverified(unit, place));
        }
        var delivered = Optional.ofNullable(made.delivered().get(place));
        if (delivered.isEmpty()) {
            return unknown(unit, place);
        }
        return delivered.get().equals(made.hash()) ? known(unit, place) : behind(unit, place);
    }

    /// Nothing was ever delivered there.
    private static Move unknown(Facts unit, TargetId place) {
        return switch (unit.sight(place)) {
            case SAME -> new Move(place, Action.RECORD, new Reason.InPlace());
            case UNFINISHED -> new Move(place, Action.DELIVER, new Reason.Unfinished());
            case ABSENT, UNSEEN -> new Move(place, Action.DELIVER, new Reason.NeverDelivered());
            case CHANGED, HIDDEN, UNTOUCHED -> unit.wish().overwrite() || unit.interruption().begun().contains(place)
                    ? new Move(place, Action.DELIVER, new Reason.NeverDelivered())
                    : new Move(place, Action.BLOCKED, new Reason.Conflict());
        };
    }

    /// The last delivery was of an earlier value.
    private static Move behind(Facts unit, TargetId place) {
        return switch (unit.sight(place)) {
            case SAME -> new Move(place, Action.RECORD, new Reason.InPlace());
            case UNFINISHED -> new Move(place, Action.DELIVER, new Reason.Unfinished());
            case ABSENT, CHANGED, HIDDEN, UNTOUCHED, UNSEEN -> new Move(place, Action.DELIVER, new Reason.Behind());
        };
    }

    /// The last delivery was of the value in force.
    private static Move known(Facts unit, TargetId place) {
        return switch (unit.sight(place)) {
            case SAME, UNTOUCHED -> new Move(place, Action.KEEP, new Reason.InSync());
            case UNFINISHED -> new Move(place, Action.DELIVER, new Reason.Unfinished());
            case ABSENT -> new Move(place, Action.RESTORE, new Reason.Missing());
            case CHANGED -> new Move(
                    place, unit.wish().repair() ? Action.RESTORE : Action.KEEP, new Reason.Changed());
            case HIDDEN -> new Move(
                    place, Action.KEEP, new Reason.Unverified("the place does not show what it holds"));
            case UNSEEN -> new Move(place, Action.KEEP, unverified(unit, place));
        };
    }

    private static Reason unverified(Facts unit, TargetId place) {
        return new Reason.Unverified(unit.unverified().getOrDefault(place, "the place could not be looked at"));
    }

    private static boolean recoverable(Facts unit) {
        boolean stated = unit.supply() instanceof Supply.Stated(Sight sight) && sight == Sight.SAME;
        return stated || unit.sights().containsValue(Sight.SAME) || unit.sights().containsValue(Sight.UNFINISHED);
    }

    private static Step withoutValue(Facts unit, List<Move> moves) {
        Reason reason = new Reason.Unrecoverable();
        var blocked = moves.stream()
                .map(move -> move.writes() ? new Move(move.to(), Action.BLOCKED, reason) : move)
                .toList();
        return new Step(unit.entry(), unit.secret(), Action.BLOCKED, reason, blocked, List.of());
    }

    /// Former places are dropped only by a step that goes through: until then they may be the only ones that hold
    /// the value.
    private static List<TargetId> forgotten(Facts unit) {
        boolean certain = unit.made().flatMap(Facts.Made::obscured).isEmpty();
        return unit.wish().refresh() && certain ? unit.former() : List.of();
    }
}
