package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Secret;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Each rule finds the one class that breaks it.
final class ArchitectureRulesTest {

    @Test
    void refuseToPassOnNothing() {
        assertThatThrownBy(() -> ArchitectureRules.of(Clean.class).onlyMainsTouchTheWorld(2))
                .hasMessage("looked at 1 classes, not at 2 or more");
    }

    @Test
    void findTheClock() {
        assertThat(ArchitectureRules.of(Clean.class, Worldly.class).onlyMainsTouchTheWorld(2))
                .containsExactly(
                        Worldly.class.getName() + "#late uses java.time.Instant.now",
                        Worldly.class.getName() + "#print uses java.lang.System.out");
    }

    @Test
    void findStaticStateEmptyNamesAndGetters() {
        var rules = ArchitectureRules.of(Clean.class, ThingManager.class);
        assertThat(rules.nothingStaticChanges(2)).hasSize(2);
        assertThat(rules.namesSaySomething(2)).containsExactly(ThingManager.class.getName());
        assertThat(rules.nothingIsGotten(1)).containsExactly(ThingManager.class.getName() + ".getThing()");
        assertThat(rules.nothingReachesInside(2))
                .containsExactly(ThingManager.class.getName() + "#load uses java.lang.Class.forName");
    }

    @Test
    void listBorrowersByTheMethodThatHoldsTheLambda() {
        assertThat(ArchitectureRules.of(Clean.class).borrowers()).isEqualTo(Clean.class.getName() + "#size\n");
    }

    static final class Clean {
        static int size(Secret secret) {
            return secret.lend(bytes -> secret.lend(more -> more.length));
        }
    }

    static final class Worldly {
        static boolean late(Instant then) {
            return Instant.now().isAfter(then);
        }

        static void print(Runnable next) {
            System.out.flush();
            next.run();
        }
    }

    @SuppressWarnings({"NonFinalStaticField", "MutablePublicArray"})
    public static final class ThingManager {
        static int count;
        static final AtomicInteger TOTAL = new AtomicInteger();

        private ThingManager() {}

        public static int getThing() {
            return count;
        }

        static Class<?> load(String name) throws ClassNotFoundException {
            return Class.forName(name);
        }
    }
}
