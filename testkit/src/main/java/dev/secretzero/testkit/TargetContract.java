package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every target must do. A bundle extends it once for each target kind.
///
/// Temporary directories of the subclass are searched for values after each test; name the places in them with
/// [#register].
public abstract class TargetContract {

    /// What a look at an occupied place shows.
    public enum Sight {
        /// The material.
        SHOWS,
        /// That something is there.
        HIDES,
        /// Nothing at all: the system cannot say. It may still know that nothing is there.
        BLIND
    }

    /// A target whose place is empty. Called once in each test; opening must touch nothing.
    protected abstract Target open();

    /// Changes what the place holds, as somebody else would. Return false where nobody else could.
    protected abstract boolean tamper(Target target, String name);

    /// Tells where values may be.
    protected void register(Canaries canaries) {}

    /// What a look shows.
    protected Sight sight() {
        return Sight.SHOWS;
    }

    /// Whether the place can hold this text. Where it cannot, a put must throw and change nothing.
    protected boolean holds(String text) {
        return true;
    }

    /// The name of the secret.
    protected String name() {
        return "db_password";
    }

    @Test
    void isAbsentFirst() {
        var seen = open().observe(name());
        switch (sight()) {
            case SHOWS, HIDES -> assertThat(seen).isInstanceOf(Observation.Absent.class);
            case BLIND -> assertThat(seen).isInstanceOfAny(Observation.Unseen.class, Observation.Absent.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    void showsWhatWasPut(Sample sample, Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = Material.of(sample.text())) {
            if (holds(sample.text())) {
                canaries.watch(sample.name(), sample.text());
                put(target, material, new Target.Expect.Anything());
                assertHolds(target, material);
            } else {
                refuses(target, material, canaries);
            }
        }
    }

    private void refuses(Target target, Material material, Canaries canaries) {
        canaries.watch("the refused value", material);
        var thrown = catchThrowable(() -> target.put(name(), material, new Target.Expect.Anything()));
        assertThat(thrown).isInstanceOf(ProblemException.class);
        canaries.seen("the refusal", thrown);
        isUntouched(target);
    }

    private void isUntouched(Target target) {
        if (sight() != Sight.BLIND) {
            assertThat(target.observe(name())).isInstanceOf(Observation.Absent.class);
        }
    }

    @Test
    void showsFieldsThatWerePut(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = login("s3cret-of-the-login")) {
            assumeTrue(holds(text(material)), "this place holds no fields");
            canaries.watch("login", material);
            put(target, material, new Target.Expect.Anything());
            assertHolds(target, material);
        }
    }

    private static Material login(String password) {
        return new Material.Fields(new TreeMap<>(Map.of(
                "username", Material.of("admin"),
                "password", Material.of(password),
                "port", new Material.Literal(Secret.of("5432")))));
    }

    @Test
    void putsTheSameTwice(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = material("twice", canaries)) {
            put(target, material, new Target.Expect.Anything());
            put(target, material, new Target.Expect.Anything());
            assertHolds(target, material);
        }
    }

    @Test
    void replacesWhatIsThere(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var longer = Material.of(canaries.make("first").repeat(4));
                var shorter = material("second", canaries)) {
            put(target, longer, new Target.Expect.Anything());
            put(target, shorter, new Target.Expect.Anything());
            assertHolds(target, shorter);
        }
    }

    @Test
    void writesWhereNothingIsExpectedAndNothingIs(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = material("fresh", canaries)) {
            put(target, material, new Target.Expect.Nothing());
            assertHolds(target, material);
        }
    }

    @Test
    void refusesToWriteOverWhatWasNotExpected(Canaries canaries) {
        assumeTrue(sight() != Sight.BLIND, "a blind place cannot know");
        register(canaries);
        var target = open();
        try (var first = material("first", canaries);
                var second = material("second", canaries)) {
            put(target, first, new Target.Expect.Anything());
            assertThat(target.put(name(), second, new Target.Expect.Nothing()))
                    .isInstanceOf(Target.Receipt.Conflict.class);
            assertHolds(target, first);
        }
    }

    @Test
    void writesOverTheExpectedVersionAndNoOther(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var first = material("first", canaries);
                var second = material("second", canaries)) {
            var before = put(target, first, new Target.Expect.Anything());
            assumeTrue(before.isPresent(), "this place has no versions");
            assertThat(version(target.observe(name()))).isEqualTo(before);
            var after = put(target, second, new Target.Expect.Exactly(before.orElseThrow()));
            assertThat(after).isPresent().isNotEqualTo(before);
            assertHolds(target, second);
            assertThat(target.put(name(), first, new Target.Expect.Exactly(before.orElseThrow())))
                    .isInstanceOf(Target.Receipt.Conflict.class);
            assertHolds(target, second);
        }
    }

    @Test
    void noticesThatSomebodyElseWrote(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = material("ours", canaries)) {
            var ours = put(target, material, new Target.Expect.Anything());
            assumeTrue(tamper(target, name()), "nobody else can write here");
            switch (target.observe(name())) {
                case Observation.Shown(var content, _) -> assertThat(text(content)).isNotEqualTo(text(material));
                case Observation.Hidden(var version) -> assertThat(version).isNotEqualTo(ours);
                case Observation.Absent() -> {}
                case Observation.Unseen(_) -> assertThat(sight()).isEqualTo(Sight.BLIND);
            }
        }
    }

    @Test
    void changesNothingByLooking(Canaries canaries) {
        register(canaries);
        var target = open();
        target.observe(name());
        isUntouched(target);
        try (var material = material("looked-at", canaries)) {
            put(target, material, new Target.Expect.Nothing());
            var first = version(target.observe(name()));
            assertThat(version(target.observe(name()))).isEqualTo(first);
            assertHolds(target, material);
        }
    }

    @Test
    void removesTwice(Canaries canaries) {
        register(canaries);
        var target = open();
        target.remove(name());
        try (var material = material("removed", canaries)) {
            put(target, material, new Target.Expect.Anything());
            target.remove(name());
            isUntouched(target);
            target.remove(name());
            put(target, material, new Target.Expect.Nothing());
            assertHolds(target, material);
        }
    }

    @Test
    void leavesTheMaterialOpen(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = material("kept", canaries)) {
            String before = text(material);
            put(target, material, new Target.Expect.Anything());
            assertThat(text(material)).isEqualTo(before);
        }
    }

    @Test
    void printsNothing(Canaries canaries) {
        register(canaries);
        var target = open();
        try (var material = material("quiet", canaries)) {
            put(target, material, new Target.Expect.Anything());
            target.observe(name());
            target.remove(name());
        }
        assertThat(canaries.printed()).isEmpty();
    }

    private Material material(String label, Canaries canaries) {
        return Material.of(canaries.make(label));
    }

    private Optional<Version> put(Target target, Material material, Target.Expect expect) {
        return switch (target.put(name(), material, expect)) {
            case Target.Receipt.Written(var version, _) -> version;
            case Target.Receipt.Conflict(_) -> throw new AssertionError("a conflict where none can be");
        };
    }

    private void assertHolds(Target target, Material expected) {
        switch (target.observe(name())) {
            case Observation.Shown(var content, _) -> {
                assertThat(sight()).isEqualTo(Sight.SHOWS);
                assertThat(matches(content, expected)).as("the place shows what was put").isTrue();
            }
            case Observation.Hidden(_) -> assertThat(sight()).isEqualTo(Sight.HIDES);
            case Observation.Unseen(_) -> assertThat(sight()).isEqualTo(Sight.BLIND);
            case Observation.Absent() -> throw new AssertionError("the place is empty after a put");
        }
    }

    static boolean matches(Material one, Material other) {
        try (var first = MaterialText.of(one);
                var second = MaterialText.of(other)) {
            return first.matches(second);
        }
    }

    private static Optional<Version> version(Observation seen) {
        return switch (seen) {
            case Observation.Shown(_, var version) -> version;
            case Observation.Hidden(var version) -> version;
            case Observation.Absent() -> Optional.empty();
            case Observation.Unseen(_) -> Optional.empty();
        };
    }

    static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
