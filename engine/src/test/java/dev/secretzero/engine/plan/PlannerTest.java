package dev.secretzero.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.plan.Facts.Made;
import dev.secretzero.engine.plan.Facts.Wish;
import dev.secretzero.engine.plan.Plan.Action;
import dev.secretzero.engine.plan.Plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlannerTest {

    private static final TargetId ENV = new TargetId("local/file/.env");
    private static final TargetId JSON = new TargetId("local/file/app.json");
    private static final TargetId OLD = new TargetId("local/file/old.env");
    private static final Supply GENERATED = new Supply.Generated();

    /// Facts under construction: a made secret with two places in sync, unless told otherwise.
    private record Case(
            @Nullable Made made,
            Map<TargetId, Sight> sights,
            List<TargetId> former,
            boolean oneTime,
            Supply supply,
            List<String> sources,
            Wish wish) {

        static Case inSync() {
            return new Case(
                    new Made("h1", Map.of(ENV, "h1", JSON, "h1")),
                    Map.of(ENV, Sight.SAME, JSON, Sight.SAME),
                    List.of(),
                    false,
                    GENERATED,
                    List.of(),
                    Wish.plain());
        }

        static Case unmade() {
            return new Case(
                    null,
                    Map.of(ENV, Sight.ABSENT, JSON, Sight.ABSENT),
                    List.of(),
                    false,
                    GENERATED,
                    List.of(),
                    Wish.plain());
        }

        Case delivered(Map<TargetId, String> delivered) {
            return new Case(new Made("h1", delivered), sights, former, oneTime, supply, sources, wish);
        }

        Case made(Made other) {
            return new Case(other, sights, former, oneTime, supply, sources, wish);
        }

        Case sights(Sight env, Sight json) {
            return new Case(made, Map.of(ENV, env, JSON, json), former, oneTime, supply, sources, wish);
        }

        Case former(Sight sight) {
            var all = new java.util.HashMap<>(sights);
            all.put(OLD, sight);
            return new Case(made, all, List.of(OLD), oneTime, supply, sources, wish);
        }

        Case once() {
            return new Case(made, sights, former, true, supply, sources, wish);
        }

        Case supply(Supply other) {
            return new Case(made, sights, former, oneTime, other, sources, wish);
        }

        Case from(String... entries) {
            return new Case(made, sights, former, oneTime, supply, List.of(entries), wish);
        }

        Case wish(boolean force, boolean named, boolean overwrite, boolean repair, TargetId... pushed) {
            var wanted = new Wish(
                    force ? Optional.of(new Reason.Requested()) : Optional.empty(),
                    named,
                    overwrite,
                    repair,
                    Set.of(pushed),
                    true);
            return new Case(made, sights, former, oneTime, supply, sources, wanted);
        }

        Facts facts(String name) {
            return new Facts(
                    name,
                    name,
                    oneTime,
                    List.of(ENV, JSON),
                    former,
                    Optional.ofNullable(made),
                    sights,
                    Map.of(),
                    supply,
                    sources,
                    Interruption.none(),
                    Staging.none(),
                    wish);
        }

        Step step() {
            return Planner.plan(List.of(facts("db"))).steps().getFirst();
        }
    }

    private static List<Action> actions(Step step) {
        return step.moves().stream().map(Plan.Move::action).toList();
    }

    @Test
    void doesWhatIsLeftAfterADelivery() {
        var all = Case.inSync().sights(Sight.UNFINISHED, Sight.SAME).step();
        assertThat(actions(all)).containsExactly(Action.DELIVER, Action.KEEP);
        assertThat(all.reason()).isInstanceOf(Reason.Unfinished.class);
        assertThat(actions(Case.inSync().sights(Sight.UNFINISHED, Sight.ABSENT).step())).containsExactly(Action.DELIVER, Action.RESTORE);
    }

    @Test
    void makesWhatWasNeverMade() {
        var step = Case.unmade().step();
        assertThat(step.action()).isEqualTo(Action.CREATE);
        assertThat(actions(step)).containsExactly(Action.CREATE, Action.CREATE);
    }

    @Test
    void keepsWhatIsInSync() {
        var step = Case.inSync().step();
        assertThat(step.action()).isEqualTo(Action.KEEP);
        assertThat(step.changes()).isFalse();
    }

    @Test
    void neverCallsAPlaceInSyncThatItDidNotSee() {
        var step = Case.inSync().sights(Sight.SAME, Sight.UNSEEN).step();
        assertThat(step.moves().get(1).reason()).isInstanceOf(Reason.Unverified.class);
        assertThat(Case.inSync().sights(Sight.SAME, Sight.HIDDEN).step().moves().get(1).reason())
                .isInstanceOf(Reason.Unverified.class);
    }

    @Test
    void writesNothingOverWhatItCannotCompare() {
        var obscured = new Made("h1", Map.of(ENV, "h0"), Optional.of("the key is not here"));
        var known = Case.inSync().sights(Sight.UNSEEN, Sight.UNSEEN);
        for (Supply supply : List.of(GENERATED, new Supply.FromEnvironment(), new Supply.Stated(Sight.UNSEEN))) {
            var step = known.made(obscured).supply(supply).step();
            assertThat(step.action()).isEqualTo(Action.KEEP);
            assertThat(step.moves()).allMatch(move -> move.reason() instanceof Reason.Unverified);
        }
        assertThat(known.made(obscured).former(Sight.UNSEEN).step().forgotten()).isEmpty();
        var gone = known.made(obscured).sights(Sight.UNSEEN, Sight.ABSENT);
        assertThat(gone.supply(new Supply.FromEnvironment()).step().action()).isEqualTo(Action.BLOCKED);
    }

    @Test
    void bringsTheValueInForceToANewPlace() {
        var step = Case.inSync().delivered(Map.of(ENV, "h1")).sights(Sight.SAME, Sight.ABSENT).step();
        assertThat(step.action()).isEqualTo(Action.DELIVER);
        assertThat(actions(step)).containsExactly(Action.KEEP, Action.DELIVER);
    }

    @Test
    void healsAPlaceThatFellBehindWithTheSameValue() {
        var step = Case.inSync().delivered(Map.of(ENV, "h1", JSON, "h0")).sights(Sight.SAME, Sight.CHANGED).step();
        assertThat(step.action()).isEqualTo(Action.DELIVER);
        assertThat(step.moves().get(1).reason()).isInstanceOf(Reason.Behind.class);
    }

    @Test
    void onlyRecordsAPlaceThatHoldsTheValueAlready() {
        var step = Case.inSync().delivered(Map.of(ENV, "h1")).step();
        assertThat(actions(step)).containsExactly(Action.KEEP, Action.RECORD);
        assertThat(step.action()).isEqualTo(Action.KEEP);
        assertThat(step.changes()).isTrue();
    }

    @Test
    void restoresWhatIsGone() {
        var step = Case.inSync().sights(Sight.ABSENT, Sight.SAME).step();
        assertThat(step.action()).isEqualTo(Action.RESTORE);
        assertThat(actions(step)).containsExactly(Action.RESTORE, Action.KEEP);
    }

    @Test
    void neverReplacesAValueBecauseItCannotBeFound() {
        var step = Case.inSync().sights(Sight.ABSENT, Sight.ABSENT).step();
        assertThat(step.action()).isEqualTo(Action.BLOCKED);
        assertThat(step.reason()).isInstanceOf(Reason.Unrecoverable.class);
    }

    @Test
    void takesAValueFromAPlaceThatIsNoLongerDeclared() {
        var step = Case.inSync()
                .delivered(Map.of(OLD, "h1"))
                .sights(Sight.ABSENT, Sight.ABSENT)
                .former(Sight.SAME)
                .step();
        assertThat(step.action()).isEqualTo(Action.DELIVER);
        assertThat(step.forgotten()).containsExactly(OLD);
    }

    @Test
    void keepsTheLastTraceOfAValueThatCannotBeBrought() {
        var step = Case.inSync()
                .delivered(Map.of(OLD, "h1"))
                .sights(Sight.ABSENT, Sight.ABSENT)
                .former(Sight.ABSENT)
                .step();
        assertThat(step.action()).isEqualTo(Action.BLOCKED);
        assertThat(step.forgotten()).isEmpty();
    }

    @Test
    void leavesAValueThatSomebodyChanged() {
        var step = Case.inSync().sights(Sight.CHANGED, Sight.SAME).step();
        assertThat(actions(step)).containsExactly(Action.KEEP, Action.KEEP);
        assertThat(step.moves().getFirst().reason()).isInstanceOf(Reason.Changed.class);
    }

    @Test
    void putsAChangedValueBackOnlyWhenAskedToRepair() {
        var step = Case.inSync().sights(Sight.CHANGED, Sight.SAME).wish(false, false, false, true).step();
        assertThat(actions(step)).containsExactly(Action.RESTORE, Action.KEEP);
    }

    @Test
    void doesNotOverwriteWhatItDidNotWrite() {
        var step = Case.unmade().sights(Sight.CHANGED, Sight.ABSENT).step();
        assertThat(step.action()).isEqualTo(Action.BLOCKED);
        assertThat(step.reason()).isInstanceOf(Reason.Conflict.class);
        assertThat(Case.unmade().sights(Sight.CHANGED, Sight.ABSENT).wish(false, false, true, false).step().action())
                .isEqualTo(Action.CREATE);
    }

    @Test
    void aNewPlaceThatHoldsSomethingUnknownBlocksOnlyItself() {
        var step = Case.inSync().delivered(Map.of(ENV, "h1")).sights(Sight.SAME, Sight.CHANGED).step();
        assertThat(actions(step)).containsExactly(Action.KEEP, Action.BLOCKED);
        assertThat(step.action()).isEqualTo(Action.BLOCKED);
    }

    @Test
    void rotatesWhenAsked() {
        var step = Case.inSync().wish(true, false, false, false).step();
        assertThat(step.action()).isEqualTo(Action.ROTATE);
        assertThat(actions(step)).containsExactly(Action.ROTATE, Action.ROTATE);
    }

    @Test
    void aOneTimeSecretNeedsItsNameToBeRotated() {
        assertThat(Case.inSync().once().wish(true, false, false, false).step().reason())
                .isInstanceOf(Reason.OneTime.class);
        assertThat(Case.inSync().once().wish(true, true, false, false).step().action()).isEqualTo(Action.ROTATE);
    }

    @Test
    void aOneTimeSecretStillReachesANewPlace() {
        var step = Case.inSync().once().delivered(Map.of(ENV, "h1")).sights(Sight.SAME, Sight.ABSENT).step();
        assertThat(actions(step)).containsExactly(Action.KEEP, Action.DELIVER);
    }

    @Test
    void followsAStatedValueThatChanged() {
        var step = Case.inSync().supply(new Supply.Stated(Sight.CHANGED)).step();
        assertThat(step.action()).isEqualTo(Action.ROTATE);
        assertThat(step.reason()).isInstanceOf(Reason.SourceChanged.class);
    }

    @Test
    void restoresAStatedValueThatIsHeldNowhere() {
        var step = Case.inSync()
                .supply(new Supply.Stated(Sight.SAME))
                .sights(Sight.ABSENT, Sight.ABSENT)
                .step();
        assertThat(step.action()).isEqualTo(Action.RESTORE);
    }

    @Test
    void waitsForAPersonOnlyWhenNobodyIsThere() {
        assertThat(Case.unmade().supply(new Supply.Person(false, "ask ops")).step().reason())
                .isEqualTo(new Reason.NeedsPerson("ask ops"));
        assertThat(Case.unmade().supply(new Supply.Person(true, "ask ops")).step().action())
                .isEqualTo(Action.CREATE);
    }

    @Test
    void renewsWhatIsMadeFromARenewedSecretWhateverTheOrder() {
        var hash = Case.inSync().from("password").facts("hash");
        var password = Case.inSync().wish(true, false, false, false).facts("password");
        for (var facts : List.of(List.of(hash, password), List.of(password, hash))) {
            var steps = Planner.plan(facts).steps();
            assertThat(steps).extracting(Step::action).containsOnly(Action.ROTATE);
            assertThat(steps).extracting(Step::entry).containsExactlyElementsOf(
                    facts.stream().map(Facts::entry).toList());
        }
    }

    @Test
    void waitsForASourceThatIsBlocked() {
        var hash = Case.unmade().from("password").facts("hash");
        var password = Case.unmade().supply(new Supply.Person(false, "ask")).facts("password");
        assertThat(Planner.plan(List.of(hash, password)).steps().getFirst().reason())
                .isEqualTo(new Reason.Waits(List.of("password")));
    }

    @Test
    void pushesAPlaceAgainWhenTold() {
        var step = Case.inSync().wish(false, true, false, false, JSON).step();
        assertThat(actions(step)).containsExactly(Action.KEEP, Action.DELIVER);
    }
}
