package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The contracts, passed first by the components in memory; and the faults.
final class InMemoryTest {

    private static Target target(InMemoryTarget.Manner manner) {
        return new InMemoryTarget(new InMemoryPlaces(), "team/", manner);
    }

    private static boolean tampered(Target target, String name) {
        if (target instanceof InMemoryTarget inMemory) {
            inMemory.places().tamper(inMemory.place(name), "somebody else's");
        }
        return true;
    }

    @Nested
    final class Plain extends TargetContract {
        @Override
        protected Target open() {
            return target(InMemoryTarget.Manner.PLAIN);
        }

        @Override
        protected boolean tamper(Target target, String name) {
            return tampered(target, name);
        }
    }

    @Nested
    final class Versioned extends TargetContract {
        @Override
        protected Target open() {
            return target(InMemoryTarget.Manner.VERSIONED);
        }

        @Override
        protected boolean tamper(Target target, String name) {
            return tampered(target, name);
        }
    }

    @Nested
    final class Hidden extends TargetContract {
        @Override
        protected Target open() {
            return target(InMemoryTarget.Manner.HIDDEN);
        }

        @Override
        protected boolean tamper(Target target, String name) {
            return tampered(target, name);
        }

        @Override
        protected Sight sight() {
            return Sight.HIDES;
        }
    }

    @Nested
    final class Connection extends ProviderContract {
        @Override
        protected Provider open() {
            return new InMemoryBundle.InMemoryProvider(new InMemoryPlaces());
        }
    }

    @Nested
    final class Drawn extends GeneratorContract {
        @Override
        protected Generator open() {
            return (Generator.Local) entropy -> Material.of(Long.toHexString(entropy.nextLong()));
        }
    }

    @Nested
    final class Derived extends GeneratorContract {
        @Override
        protected Generator open() {
            return new Generator.Derived() {
                @Override
                public List<String> sources() {
                    return List.of("db");
                }

                @Override
                public Material derive(SortedMap<String, Material> sources, SecureRandom entropy) {
                    return InMemoryPlaces.copy(sources.getOrDefault("db", Material.of("")));
                }
            };
        }

        @Override
        protected SortedMap<String, Material> sources() {
            return new TreeMap<>(Map.of("db", Material.of("the source of it")));
        }
    }

    @Test
    void failsOnTheCallThatIsNamed() {
        for (var when : Fault.When.values()) {
            var fault = Fault.on(Fault.Call.PUT, 2, when);
            var places = new InMemoryPlaces();
            var target = FaultyTarget.of(new InMemoryTarget(places, "", InMemoryTarget.Manner.PLAIN), fault);
            target.put("a", Material.of("1"), new Target.Expect.Anything());
            assertThatThrownBy(() -> target.put("b", Material.of("2"), new Target.Expect.Anything()))
                    .isInstanceOf(ProblemException.class);
            assertThat(target.observe("b") instanceof Observation.Absent).isEqualTo(when == Fault.When.BEFORE);
            target.put("c", Material.of("3"), new Target.Expect.Anything());
            assertThat(places.names()).contains("a", "c");
            assertThat(fault.happened()).isTrue();
        }
    }

    @Test
    void offersOneOfEachFamily() {
        var bundle = InMemoryBundle.healthy().bundles().getFirst();
        assertThat(bundle.kind()).isEqualTo("memory");
        assertThat(bundle.targets().stream().map(offer -> offer.kind()))
                .containsExactly("memory", "memory_versioned", "memory_hidden", "memory_followed", "memory_batched");
        assertThat(bundle.generators().stream().map(offer -> offer.kind()))
                .containsExactly("memory_value", "memory_token", "memory_twice", "memory_input");
    }

    @Test
    void keepsItsPlacesWhenItIsMended() {
        var broken = InMemoryBundle.broken(Fault.on(Fault.Call.PUT, 1, Fault.When.AFTER));
        broken.places().tamper("a", "before the fault");
        assertThat(broken.restarted(Fault.never()).places().text("a")).contains("before the fault");
    }

    @Test
    void copiesWhatItIsGiven() {
        var places = new InMemoryPlaces();
        var target = new InMemoryTarget(places, "", InMemoryTarget.Manner.PLAIN);
        var secret = Secret.of("wiped later");
        target.put("a", new Material.Single(secret), new Target.Expect.Nothing());
        secret.close();
        assertThat(places.text("a")).contains("wiped later");
    }
}
