package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.testkit.ArchitectureRules;
import dev.secretzero.testkit.Golden;
import org.junit.jupiter.api.Test;

/// The rules of the house, over all modules.
final class ArchitectureTest {

    private static final int ALL = 120;
    private static final int ENGINE = 60;

    private final ArchitectureRules rules = ArchitectureRules.ofTheClassPath();

    @Test
    void roomsAreInOrder() {
        assertThat(rules.roomsAreInOrder(ENGINE)).isEmpty();
    }

    @Test
    void decidingRoomsKnowNoValues() {
        assertThat(rules.decidingRoomsKnowNoValues(50)).isEmpty();
    }

    @Test
    void onlyMainsTouchTheWorld() {
        // Nobody is told when another process lets go of a file: those two look again until their limit has passed.
        assertThat(rules.onlyMainsTouchTheWorld(ALL))
                .containsExactlyInAnyOrder(
                        "dev.secretzero.engine.audit.Turn#pause uses java.lang.Thread.sleep",
                        "dev.secretzero.engine.lock.Mutex#pause uses java.lang.Thread.sleep",
                        "dev.secretzero.engine.run.Timing$Waiting#real uses java.lang.Thread.sleep");
    }

    @Test
    void bundlesStandApart() {
        assertThat(rules.bundlesStandApart(ALL)).isEmpty();
    }

    @Test
    void nothingStaticChanges() {
        assertThat(rules.nothingStaticChanges(ALL)).isEmpty();
    }

    @Test
    void namesSaySomething() {
        assertThat(rules.namesSaySomething(ALL)).isEmpty();
    }

    @Test
    void nothingIsGotten() {
        assertThat(rules.nothingIsGotten(ENGINE)).isEmpty();
    }

    @Test
    void nothingReachesInside() {
        assertThat(rules.nothingReachesInside(ALL)).isEmpty();
    }

    @Test
    void everyBorrowerOfASecretIsReviewed() {
        Golden.in("src/test/resources/golden").check("lend.txt", rules.borrowers());
    }
}
