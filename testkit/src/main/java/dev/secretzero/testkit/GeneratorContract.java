package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every generator must do. A bundle extends it once for each generator kind.
public abstract class GeneratorContract {

    /// The generator. Opening must touch nothing.
    protected abstract Generator open();

    /// How many values are drawn and compared. Fewer where one takes long.
    protected int draws() {
        return 1000;
    }

    /// Whether the same entropy gives the same value. False only where the value also holds a time, or comes from a program.
    protected boolean repeatable() {
        return true;
    }

    /// The sources of a [Generator.Derived].
    protected SortedMap<String, Material> sources() {
        return Collections.emptySortedMap();
    }

    /// Good answers to a [Generator.Manual].
    protected List<String> answers() {
        return List.of();
    }

    @Test
    void makesADifferentValueEachTime(Canaries canaries) {
        assumeTrue(open() instanceof Generator.Local, "only what is drawn can differ");
        var entropy = new SeededRandom(1);
        var seen = new HashSet<String>();
        for (int i = 0; i < draws(); i++) {
            try (var material = make(entropy)) {
                canaries.watch("drawn", material);
                assertThat(seen.add(TargetContract.text(material))).as("draw %s is new", i).isTrue();
            }
        }
        assertThat(seen).hasSize(draws());
    }

    @Test
    void drawsOnTheGivenEntropyAlone(Canaries canaries) {
        assumeTrue(repeatable() && !(open() instanceof Generator.Issuer), "depends on more than entropy");
        try (var one = make(new SeededRandom(42));
                var two = make(new SeededRandom(42))) {
            canaries.watch("made", one);
            assertThat(TargetContract.matches(one, two)).as("the same entropy gives the same value").isTrue();
        }
    }

    @Test
    void givesMaterialThatCloses(Canaries canaries) {
        var material = make(new SeededRandom(3));
        canaries.watch("made", material);
        canaries.seen("the material as text", material.toString());
        material.close();
        assertThat(secrets(material)).isNotEmpty().allSatisfy(secret -> assertThat(
                        catchThrowable(() -> secret.lend(bytes -> bytes.length)))
                .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void printsNothing(Canaries canaries) {
        make(new SeededRandom(4)).close();
        assertThat(canaries.printed()).isEmpty();
    }

    @Test
    void givesValuesThatAreNotEachOthersMemory(Canaries canaries) {
        assumeTrue(open() instanceof Generator.Stated, "only a stated value is given twice");
        make(new SeededRandom(5)).close();
        try (var again = make(new SeededRandom(5))) {
            canaries.watch("made again", again);
            assertThat(secrets(again)).isNotEmpty();
        }
    }

    @Test
    void revokesTwice() {
        assumeTrue(open() instanceof Generator.Issuer, "only what is issued can be revoked");
        if (open() instanceof Generator.Issuer issuer) {
            var issued = issuer.issue("name");
            assertThat(issued.handle().value()).isNotEmpty().isNotEqualTo(TargetContract.text(issued.material()));
            issuer.revoke(issued.handle());
            issuer.revoke(issued.handle());
        }
    }

    @Test
    void neverRepeatsARefusedAnswer(Canaries canaries) {
        assumeTrue(open() instanceof Generator.Manual, "only a person answers");
        if (open() instanceof Generator.Manual manual) {
            assertThat(manual.questions()).isNotEmpty();
            assertThat(manual.instructions()).isNotBlank();
            var tooMany = new ArrayList<Secret>();
            for (int i = 0; i <= manual.questions().size(); i++) {
                tooMany.add(Secret.of(canaries.make("answer" + i)));
            }
            var thrown = catchThrowable(() -> manual.accept(tooMany));
            assertThat(thrown).isInstanceOf(ProblemException.class);
            canaries.seen("the refusal", thrown);
        }
    }

    private Material make(SeededRandom entropy) {
        return switch (open()) {
            case Generator.Local local -> local.generate(entropy);
            case Generator.Stated stated -> stated.state();
            case Generator.Derived derived -> derive(derived, entropy);
            case Generator.Issuer issuer -> issuer.issue("name").material();
            case Generator.Manual manual ->
                manual.accept(answers().stream().map(Secret::of).toList());
        };
    }

    private Material derive(Generator.Derived derived, SeededRandom entropy) {
        var sources = new TreeMap<>(sources());
        assertThat(sources.keySet()).containsAll(derived.sources());
        return derived.derive(sources, entropy);
    }

    private static List<Secret> secrets(Material material) {
        return switch (material) {
            case Material.Single(Secret value) -> List.of(value);
            case Material.Literal(Secret json) -> List.of(json);
            case Material.Fields(var values) -> values.values().stream()
                    .flatMap(value -> secrets(value).stream())
                    .toList();
        };
    }
}
