package dev.secretzero.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Overlap;
import dev.secretzero.engine.manifest.TargetId;
import dev.secretzero.engine.run.Event;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.spi.Generator.Question;
import dev.secretzero.spi.Secret;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.Fault.Call;
import dev.secretzero.testkit.Fault.Manner;
import dev.secretzero.testkit.Fault.When;
import dev.secretzero.testkit.InMemoryBundle;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Generated crashes: every remote call of every operation, killed before and after its effect, over every kind of target and
/// every kind of generator. Whatever was killed or refused, the next sync ends with one value in every place, the same that the
/// lockfile names, nothing issued that nobody holds, and nothing left to do.
final class CrashTest {

    @TempDir(factory = Site.Memory.class)
    Path directory;

    private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");
    private final SeededRandom entropy = new SeededRandom(3);

    /// The kinds of target that one secret is brought to.
    enum Places {
        READABLE("memory", "memory"),
        WRITE_ONLY("memory_hidden", "memory_hidden"),
        VERSIONED("memory_versioned", "memory_versioned"),
        READABLE_FIRST("memory", "memory_hidden"),
        WRITE_ONLY_FIRST("memory_hidden", "memory_versioned", "memory"),
        ONE_WRITE_ONLY("memory_hidden"),
        FOLLOWED("memory", "memory_followed"),
        ONE_FOLLOWED("memory_followed");

        private final String all;

        Places(String... kinds) {
            this.all = String.join(",", kinds);
        }

        List<String> kinds() {
            return List.of(all.split(",", -1));
        }
    }

    enum Kind {
        LOCAL("memory_value"),
        ISSUED("memory_token"),
        DERIVED("memory_twice"),
        MANUAL("memory_input"),
        STATED("memory_value");

        private final String generator;

        Kind(String generator) {
            this.generator = generator;
        }
    }

    /// What is killed.
    enum Operation {
        CREATE,
        ROTATE,
        ADD_A_PLACE,
        /// A rotation that overlaps, with a probe, and the value before kept beside.
        OVERLAP,
        /// A rotation while another one still overlaps.
        OVERLAP_AGAIN,
        /// The sync after an overlap.
        RETIRE;

        boolean overlaps() {
            return this == OVERLAP || this == OVERLAP_AGAIN || this == RETIRE;
        }

        boolean rotates() {
            return this == ROTATE || this == OVERLAP || this == OVERLAP_AGAIN;
        }
    }

    /// One world: a Secretfile, a remote system, and the programs that were started in it.
    private final class World {
        private final Places places;
        private final Kind kind;
        private final Site site;
        private Event.Listener listener = Event.Listener.none();
        private InMemoryBundle bundle = InMemoryBundle.healthy();
        private int typed;
        private boolean overlaps;
        private boolean again;

        World(Places places, Kind kind, Path home) throws IOException {
            this.places = places;
            this.kind = kind;
            this.site = new Site(home, clock, entropy, HttpClient::newHttpClient);
            // What a generator makes has a plain fingerprint; with a key all others are salted, and none is slow.
            if (kind != Kind.LOCAL) {
                site.lockKey();
            }
            state("one");
        }

        void state(String value) {
            if (kind == Kind.STATED) {
                site.set("STATED_VALUE", "stated-" + value);
            }
        }

        void write(int targets) throws IOException {
            var text = new StringBuilder("version: '1'\nproviders:\n  memory: {kind: memory}\nsecrets:\n");
            if (kind == Kind.DERIVED) {
                text.append("  - name: origin\n    kind: memory_value\n    targets:\n");
                text.append("      - {provider: memory, kind: memory, config: {place: origin}}\n");
            }
            text.append("  - name: db\n    kind: ").append(kind.generator).append('\n');
            if (kind == Kind.DERIVED) {
                text.append("    config: {source: origin}\n");
            }
            if (kind == Kind.STATED) {
                text.append("    source: {kind: env, config: {name: STATED_VALUE}}\n");
            }
            if (overlaps) {
                text.append("    rotation: {overlap: 24h, previous_as: '{name}_before', probe: {memory_probe: {}}}\n");
            }
            text.append("    targets:\n");
            for (int i = 0; i < targets; i++) {
                text.append("      - {provider: memory, kind: %s, config: {place: p%d}}\n".formatted(places.kinds().get(i), i));
            }
            site.write(text.toString());
        }

        Report sync() {
            return sync(Request.by("test"));
        }

        private Report sync(Request request) {
            return site.sync(List.of(bundle), request, listener, person());
        }

        /// A stated value is renewed by stating another; what is derived follows its source.
        void run(Operation operation) {
            boolean asks = operation.rotates() && kind != Kind.STATED;
            sync(asks ? Request.by("test").names(kind == Kind.DERIVED ? Set.of("origin", "db") : Set.of("db")).force(true) : Request.by("test"));
        }

        /// The next run, without a fault.
        void settle(String told) throws IOException {
            for (var outcome : sync().outcomes()) {
                assertThat(outcome.problem()).as(told).isEmpty();
            }
            assertSettled(told);
        }

        void prepare(Operation operation) throws IOException {
            overlaps = operation.overlaps();
            again = operation == Operation.OVERLAP_AGAIN;
            write(operation == Operation.ADD_A_PLACE ? places.kinds().size() - 1 : places.kinds().size());
            if (operation != Operation.CREATE) {
                sync();
            }
            if (operation == Operation.ADD_A_PLACE) {
                write(places.kinds().size());
            }
            if (operation == Operation.OVERLAP_AGAIN || operation == Operation.RETIRE) {
                state("between");
                run(Operation.OVERLAP);
            }
            if (operation != Operation.RETIRE) {
                state("two");
            }
            clock.advance(operation == Operation.RETIRE ? Duration.ofHours(25) : Duration.ofHours(1));
        }

        private Prompter person() {
            return new Prompter() {
                @Override
                public boolean present() {
                    return true;
                }

                @Override
                public void instruct(String entry, String instructions) {}

                @Override
                public Optional<Secret> ask(String entry, Question question) {
                    typed++;
                    return Optional.of(Secret.of("typed-" + typed));
                }

                @Override
                public void reject(String entry, String why) {
                    throw new AssertionError(why);
                }
            };
        }

        private List<String> names() {
            var names = new ArrayList<String>();
            for (int i = 0; i < places.kinds().size(); i++) {
                names.add("p" + i + "/db");
            }
            return names;
        }

        /// One value everywhere, which the lockfile names; nothing stranded; nothing left to do.
        void assertSettled(String told) throws IOException {
            var values = new HashSet<Optional<String>>();
            names().forEach(name -> values.add(bundle.places().text(name)));
            assertThat(values).as("%s: what the places hold", told).hasSize(1);
            var value = values.iterator().next();
            assertThat(value).as("%s: nothing lost", told).isPresent();
            var entry = site.entry(List.of(bundle), "db");
            assertThat(site.names(entry, value.orElseThrow()))
                    .as("%s: the lockfile names the value that is there", told)
                    .isTrue();
            assertThat(entry.targets().values()).as(told).hasSize(names().size()).containsOnly(entry.hash());
            if (kind == Kind.ISSUED) {
                var expected = new ArrayList<@Nullable Object>(Overlap.handles(entry));
                expected.add(entry.unknown().get("issued"));
                assertThat(valid()).as("%s: issued and valid", told).containsExactlyInAnyOrderElementsOf(expected);
            }
            assertBeside(told, entry, value.orElseThrow());
            assertThat(site.journal()).as(told).doesNotExist();
            assertThat(bundle.places().owing()).as("%s: nothing left to follow", told).isEmpty();
            var lock = site.lock();
            long writes = bundle.places().writes();
            sync();
            assertThat(bundle.places().writes()).as("%s: nothing left to write", told).isEqualTo(writes);
            assertThat(site.lock()).as(told).isEqualTo(lock);
        }

        /// What is kept beside stands in the lockfile, and is not the value in force; nothing else is there. Only where
        /// a second rotation began in vain, the value in force stands there for the rest of the first one's overlap.
        private void assertBeside(String told, Lock.Entry entry, String value) {
            var expected = new TreeSet<>(names());
            Overlap.kept(entry).forEach(kept -> expected.add(prefix(kept.place()) + kept.name()));
            if (kind == Kind.DERIVED) {
                expected.add("origin/origin");
            }
            assertThat(bundle.places().names()).as("%s: nothing stranded", told).isEqualTo(expected);
            expected.stream().filter(name -> !again && name.endsWith("_before")).forEach(name ->
                    assertThat(bundle.places().text(name)).as("%s: %s", told, name).isNotEqualTo(Optional.of(value)));
        }

        private String prefix(TargetId id) {
            int suffix = id.value().indexOf('#');
            int index = suffix < 0 ? 0 : Integer.parseInt(id.value().substring(suffix + 1)) - 1;
            var alike = new ArrayList<Integer>();
            for (int i = 0; i < places.kinds().size(); i++) {
                if (id.value().startsWith("memory/" + places.kinds().get(i) + "/")) {
                    alike.add(i);
                }
            }
            return "p" + alike.get(index) + "/";
        }

        /// The overlap passes: nothing of an earlier value is left.
        void pass(String told) throws IOException {
            clock.advance(Duration.ofHours(25));
            settle(told + ", after its overlap");
            assertThat(Overlap.of(site.entry(List.of(bundle), "db"))).as(told).isEmpty();
        }

        private List<@Nullable Object> valid() {
            SortedMap<String, Boolean> tokens = bundle.tokens();
            return tokens.keySet().stream().filter(handle -> Boolean.TRUE.equals(tokens.get(handle))).<@Nullable Object>map(handle -> handle).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsKilledIsSettledByTheNextSync(Places places) throws IOException {
        int cases = all(places, Manner.KILLS);
        assertThat(cases).isGreaterThan(40);
        System.out.println("crash matrix: " + places + ": " + cases + " kills, 0 lost, 0 stranded, 0 diverged");
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsIsHealedByTheNextSync(Places places) throws IOException {
        int cases = all(places, Manner.REFUSES);
        assertThat(cases).isGreaterThan(40);
        System.out.println("crash matrix: " + places + ": " + cases + " failures, 0 lost, 0 stranded, 0 diverged");
    }

    @ParameterizedTest
    @EnumSource
    void whateverBreaksOffIsBroughtToItsEnd(Places places) throws IOException {
        int cases = all(places, Manner.BREAKS_OFF);
        assertThat(cases).isGreaterThan(40);
        System.out.println("crash matrix: " + places + ": " + cases + " broken connections, 0 lost, 0 stranded, 0 diverged");
    }

    private int all(Places places, Manner manner) throws IOException {
        int cases = 0;
        for (var kind : Kind.values()) {
            for (var operation : Operation.values()) {
                if (operation != Operation.ADD_A_PLACE || places.kinds().getFirst().equals("memory")) {
                    cases += all(places, kind, operation, manner);
                }
            }
        }
        return cases;
    }

    private int all(Places places, Kind kind, Operation operation, Manner manner) throws IOException {
        var calls = rehearsed(places, kind, operation, manner).among(List.of(Call.values()));
        return Fault.each(manner, calls, fault -> broken(places, kind, operation, fault));
    }

    /// Counts the calls of an operation that nothing happens to.
    private Fault rehearsed(Places places, Kind kind, Operation operation, Manner manner) throws IOException {
        var world = new World(places, kind, directory.resolve("%s-%s-%s-%s".formatted(places, kind, operation, manner)));
        world.prepare(operation);
        var calm = Fault.never();
        world.bundle = world.bundle.restarted(calm);
        world.run(operation);
        return calm;
    }

    /// @return whether the run came as far as the fault
    private boolean broken(Places places, Kind kind, Operation operation, Fault fault) throws IOException {
        var told = "%s %s %s, %s".formatted(places, kind, operation, fault);
        var world = new World(places, kind, directory.resolve(told.replaceAll("[^A-Za-z0-9]+", "-")));
        world.prepare(operation);
        world.bundle = world.bundle.restarted(fault);
        var end = catchThrowable(() -> world.run(operation));
        if (!fault.happened()) {
            return false;
        }
        assertThat(end instanceof Fault.Killed).as(told).isEqualTo(fault.kills());
        world.bundle = world.bundle.restarted(Fault.never());
        if (fault.is(Call.PUT, Manner.BREAKS_OFF) || fault.is(Call.FINISH, Manner.BREAKS_OFF)) {
            world.assertSettled(told);
        } else {
            world.settle(told);
        }
        if (operation.overlaps()) {
            world.pass(told);
        }
        return true;
    }

    @Test
    void whatDoesNotPassIsRevokedAtOnce() throws IOException {
        var world = new World(Places.READABLE, Kind.ISSUED, directory.resolve("rejected"));
        world.prepare(Operation.OVERLAP);
        var held = world.bundle.places().text("p0/db");
        world.bundle = world.bundle.restarted(Fault.on(Call.PROBE, 1, When.BEFORE));
        world.run(Operation.OVERLAP);
        assertThat(world.valid()).containsExactly("token-1");
        assertThat(world.bundle.tokens()).hasSize(2);
        assertThat(world.bundle.places().text("p0/db")).isEqualTo(held);
        assertThat(world.site.journal()).doesNotExist();
        world.assertSettled("rejected");
    }

    /// The lockfile is saved, and the power fails before the journal is put away.
    @Test
    void aJournalOfARunThatEndedChangesNothing() throws IOException {
        for (var kind : Kind.values()) {
            var world = new World(Places.WRITE_ONLY_FIRST, kind, directory.resolve(kind.name()));
            world.prepare(Operation.ROTATE);
            var journal = world.site.journal();
            var kept = directory.resolve(kind + ".journal");
            world.listener = event -> {
                if (event instanceof Event.Delivered) {
                    copy(journal, kept);
                }
            };
            world.run(Operation.ROTATE);
            world.listener = Event.Listener.none();
            var before = world.site.lock();
            assertThat(Files.readString(kept)).as(kind.name()).contains("\"db\"");
            Files.copy(kept, journal);
            world.sync();
            assertThat(world.site.lock()).as(kind.name()).isEqualTo(before);
            world.assertSettled(kind.name());
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
