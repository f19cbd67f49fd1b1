package dev.secretzero.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.run.Guard.Attempt;
import dev.secretzero.engine.run.Line.Way;
import dev.secretzero.spi.Pace;
import dev.secretzero.spi.Pace.Rate;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Problem.Code;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Time passes only when the line waits.
final class LineTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Problem DEAD = Problem.of(Code.UNREACHABLE, "it is dead");
    private static final Problem BUSY = Problem.of(Code.THROTTLED, "it is busy");

    private final ManualClock clock = ManualClock.of(START);
    private final List<Duration> waits = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Line line = new Line("far", new Timing(clock, this::pass, () -> new SeededRandom(1)), events::add);
    private final AtomicInteger calls = new AtomicInteger();

    private synchronized void pass(Duration time) {
        waits.add(time);
        clock.advance(time);
    }

    /// Fails so many times, and then answers.
    private Attempt<String> failing(int times, Problem problem) {
        return line.call("a call", Way.WRITE, Optional.empty(), _ -> {
            if (calls.incrementAndGet() <= times) {
                throw new ProblemException(problem);
            }
            return "answer";
        });
    }

    private static Problem problem(Attempt<?> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Failed.class);
        return ((Attempt.Failed<?>) attempt).problem();
    }

    // Again.

    @Test
    void asksAgainUntilItAnswers() {
        assertThat(failing(5, DEAD)).isEqualTo(new Attempt.Done<>("answer"));
        assertThat(waits).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(waits.get(i)).isBetween(Duration.ofMillis(50L << i), Duration.ofMillis(100L << i));
            assertThat(events.get(i)).isEqualTo(new Event.Waiting("far", waits.get(i)));
        }
    }

    @Test
    void givesUpOnWhatDoesNotAnswer() {
        assertThat(problem(failing(100, DEAD))).isEqualTo(DEAD);
        assertThat(calls).hasValue(Line.UNREACHED_TRIES);
    }

    @Test
    void givesUpOnWhatIsAlwaysBusy() {
        assertThat(problem(failing(100, BUSY))).isEqualTo(BUSY);
        assertThat(calls).hasValue(Line.THROTTLED_TRIES);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "THROTTLED"}, mode = EnumSource.Mode.EXCLUDE)
    void asksOnlyOnceWhereTheAnswerWillNotChange(Code code) {
        failing(1, Problem.of(code, "no"));
        assertThat(calls).hasValue(1);
        assertThat(waits).isEmpty();
    }

    /// Else something would be issued that nobody holds.
    @Test
    void issuesAgainOnlyWhatWasCertainlyNotIssued() {
        var faults = new ArrayList<>(List.of(BUSY, DEAD));
        var attempt = line.call("a call", Way.ISSUE, Optional.empty(), _ -> {
            if (!faults.isEmpty()) {
                throw new ProblemException(faults.removeFirst());
            }
            return true;
        });
        assertThat(problem(attempt)).isEqualTo(DEAD);
        assertThat(waits).hasSize(1);
    }

    @Test
    void saysWhenAnEarlierTryMayHaveHadItsEffect() {
        var told = new ArrayList<Boolean>();
        var faults = new ArrayList<>(List.of(BUSY, DEAD, BUSY));
        line.call("a call", Way.WRITE, Optional.empty(), unsure -> {
            told.add(unsure);
            if (!faults.isEmpty()) {
                throw new ProblemException(faults.removeFirst());
            }
            return true;
        });
        assertThat(told).containsExactly(false, false, true, true);
    }

    // The system's own wish.

    @Test
    void waitsAsLongAsItIsAsked() {
        assertThat(failing(1, BUSY.pause(Duration.ofSeconds(30)))).isEqualTo(new Attempt.Done<>("answer"));
        assertThat(waits.getFirst()).isBetween(Duration.ofSeconds(30), Duration.ofMillis(30_100));
    }

    @Test
    void theWholeLineIsQuietMeanwhile() {
        failing(1, BUSY.pause(Duration.ofSeconds(30)));
        clock.set(START.plusSeconds(10));
        waits.clear();
        line.call("another", Way.READ, Optional.empty(), _ -> true);
        assertThat(waits).hasSize(1);
        assertThat(waits.getFirst()).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_100));
    }

    @Test
    void doesNotWaitForHours() {
        var asked = BUSY.pause(Duration.ofHours(1));
        assertThat(problem(failing(1, asked))).isEqualTo(asked);
        assertThat(waits).isEmpty();
        failing(0, BUSY);
        assertThat(waits).isEmpty();
    }

    // Pace.

    @Test
    void keepsToThePace() {
        var pace = new Pace("all", Rate.perSecond(1000), Rate.perMinute(60));
        for (int i = 0; i < 180; i++) {
            line.call("a call", Way.WRITE, Optional.of(pace), _ -> true);
        }
        assertThat(Duration.between(START, clock.instant())).isBetween(Duration.ofSeconds(119), Duration.ofSeconds(121));
    }

    @Test
    void readsAndWritesHaveBudgetsOfTheirOwn() {
        var pace = new Pace("all", Rate.perSecond(10), Rate.perMinute(1));
        line.call("a call", Way.WRITE, Optional.of(pace), _ -> true);
        for (int i = 0; i < 10; i++) {
            line.call("a call", Way.READ, Optional.of(pace), _ -> true);
        }
        assertThat(waits).isEmpty();
    }

    // The fuse.

    @Test
    void stopsAskingWhatNeverAnswers() {
        for (int i = 0; i < 100; i++) {
            failing(Integer.MAX_VALUE, DEAD);
        }
        assertThat(calls).hasValue(Fuse.LIMIT);
        assertThat(problem(failing(0, DEAD)).message()).isEqualTo("provider far was not asked: 20 calls in a row got no answer");
    }

    @Test
    void asksAgainWhenItHadARest() {
        for (int i = 0; i < 5; i++) {
            failing(Integer.MAX_VALUE, DEAD);
        }
        clock.advance(Fuse.REST.plusMillis(1));
        calls.set(0);
        assertThat(failing(0, DEAD)).isEqualTo(new Attempt.Done<>("answer"));
        assertThat(failing(1, DEAD)).isEqualTo(new Attempt.Done<>("answer"));
    }

    @Test
    void anAnswerInBetweenKeepsItWhole() {
        for (int i = 0; i < 50; i++) {
            calls.set(0);
            assertThat(failing(Line.UNREACHED_TRIES - 1, DEAD)).isEqualTo(new Attempt.Done<>("answer"));
        }
    }

    // At once.

    @Test
    void noMoreCallsAtOnceThanItsLimit() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(Line.AT_ONCE);
        Crew.all(IntStream.range(0, 100).mapToObj(_ -> piece("far", () -> line.call("a call", Way.READ, Optional.empty(), _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            wait(full);
            return now.decrementAndGet();
        }))).toList());
        assertThat(most).hasValue(Line.AT_ONCE);
    }

    private static List<Crew.Piece> piece(String alias, Runnable work) {
        return List.of(new Crew.Piece(alias, work));
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSlowProviderHoldsUpNoOther() {
        var quick = new Line("quick", new Timing(clock, this::pass, () -> new SeededRandom(1)), events::add);
        var others = new CountDownLatch(20);
        var pieces = new ArrayList<List<Crew.Piece>>();
        IntStream.range(0, 20).forEach(_ -> pieces.add(piece("far", () -> line.call("slow", Way.READ, Optional.empty(), _ -> {
            wait(others);
            return true;
        }))));
        IntStream.range(0, 20).forEach(_ -> pieces.add(piece("quick", () -> quick.call("quick", Way.READ, Optional.empty(), _ -> {
            others.countDown();
            return true;
        }))));
        Crew.all(pieces);
        assertThat(others.getCount()).isZero();
    }
}
