package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.secretzero.app.Remote.Spot;
import dev.secretzero.app.Remote.Token;
import dev.secretzero.bundles.local.LocalPlugin;
import dev.secretzero.engine.Request;
import dev.secretzero.engine.Report;
import dev.secretzero.engine.Site;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.Overlap;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.spi.Plugin;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.Fault.Call;
import dev.secretzero.testkit.Fault.Manner;
import dev.secretzero.testkit.FaultyPlugin;
import dev.secretzero.testkit.ManualClock;
import dev.secretzero.testkit.SeededRandom;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Generated crashes of every bundle, through the engine: every request of every operation, cut off before and after its effect,
/// with the program or without it, and every call refused; over every kind of place alone and beside a file, and every value that
/// a system issues. Whatever happened, after the next sync every place holds the value that the lockfile names, nothing else is
/// there, what was issued is what is valid, and nothing is left to do.
final class CrashEverywhereIT {

    private static final Set<Call> CALLS = EnumSet.complementOf(EnumSet.of(Call.REQUEST, Call.PROBE));
    private static final Set<Call> CHANGES = EnumSet.of(Call.PUT, Call.ISSUE, Call.REVOKE, Call.REMOVE);

    @TempDir(factory = Site.Memory.class)
    private Path directory = Path.of("");

    private final SeededRandom entropy = new SeededRandom(3);
    private final HttpClient client = HttpClient.newHttpClient();
    private int cases;

    @AfterEach
    void hangUp() {
        client.close();
    }

    enum Operation {
        CREATE,
        ROTATE,
        ADD_A_PLACE,
        OVERLAP,
        RETIRE;

        boolean overlaps() {
            return this == OVERLAP || this == RETIRE;
        }
    }

    /// What is brought where.
    ///
    /// @param file whether a file holds it as well
    private record Scene(Remote remote, Spot spot, boolean file, Optional<Token> token) {

        @Override
        public String toString() {
            return "%s %s%s%s".formatted(spot.kind(), spot.settings(), file ? " and .env" : "", token.map(each -> " of " + each.kind()).orElse(""));
        }

        Set<Operation> operations() {
            if (spot.keeps() || token.isPresent()) {
                return EnumSet.of(Operation.CREATE, Operation.ROTATE, Operation.OVERLAP, Operation.RETIRE);
            }
            return file ? EnumSet.of(Operation.CREATE, Operation.ROTATE, Operation.ADD_A_PLACE) : EnumSet.of(Operation.CREATE, Operation.ROTATE);
        }
    }

    @Test
    void vaultIsSettledByTheNextSync() throws IOException {
        settles(Remote.vault());
    }

    @Test
    void awsIsSettledByTheNextSync() throws IOException {
        settles(Remote.aws());
    }

    @Test
    void azureIsSettledByTheNextSync() throws IOException {
        settles(Remote.azure());
    }

    @Test
    void gcpIsSettledByTheNextSync() throws IOException {
        settles(Remote.gcp());
    }

    @Test
    void githubIsSettledByTheNextSync() throws IOException {
        settles(Remote.github());
    }

    @Test
    void gitlabIsSettledByTheNextSync() throws IOException {
        settles(Remote.gitlab());
    }

    @Test
    void jenkinsIsSettledByTheNextSync() throws IOException {
        settles(Remote.jenkins());
    }

    @Test
    void kubernetesIsSettledByTheNextSync() throws IOException {
        settles(Remote.kubernetes());
    }

    private void settles(Remote opened) throws IOException {
        int tried = 0;
        try (opened) {
            for (var scene : scenes(opened)) {
                for (var operation : scene.operations()) {
                    tried += all(scene, operation);
                }
            }
        }
        assertThat(tried).isGreaterThan(40);
        System.out.println("crash matrix: " + opened.name() + ": " + tried + " faults, 0 lost, 0 stranded, 0 diverged");
    }

    private static List<Scene> scenes(Remote remote) {
        var scenes = new ArrayList<Scene>();
        var kinds = new HashSet<String>();
        for (var spot : remote.spots()) {
            scenes.add(new Scene(remote, spot, false, Optional.empty()));
            if (kinds.add(spot.kind())) {
                scenes.add(new Scene(remote, spot, true, Optional.empty()));
            }
        }
        remote.tokens().forEach(token -> scenes.add(new Scene(remote, token.spot(), false, Optional.of(token))));
        return scenes;
    }

    private int all(Scene scene, Operation operation) throws IOException {
        var made = rehearsed(scene, operation);
        Fault.Trial trial = fault -> broken(scene, operation, fault);
        return Fault.each(Manner.KILLS, EnumSet.of(Call.REQUEST), trial)
                + Fault.each(Manner.KILLS, scene.file() ? made.among(CHANGES) : Set.of(), trial)
                + Fault.each(Manner.REFUSES, made.among(scene.file() ? CHANGES : CALLS), trial)
                + Fault.each(Manner.BREAKS_OFF, scene.file() ? Set.of() : EnumSet.of(Call.REQUEST), trial);
    }

    /// Counts the calls of an operation that nothing happens to.
    private Fault rehearsed(Scene scene, Operation operation) throws IOException {
        var world = new World(scene, "S%04d".formatted(++cases));
        world.prepare(operation);
        var calm = Fault.never();
        world.fails(calm);
        world.run(operation);
        return calm;
    }

    /// @return whether the run came as far as the fault
    private boolean broken(Scene scene, Operation operation, Fault fault) throws IOException {
        var told = "%s, %s, %s".formatted(scene, operation, fault);
        var world = new World(scene, "S%04d".formatted(++cases));
        world.prepare(operation);
        world.fails(fault);
        var end = catchThrowable(() -> world.run(operation));
        world.fails(Fault.never());
        if (!fault.kills() || !fault.happened()) {
            assertThat(end).as(told).isNull();
        }
        if (!fault.happened()) {
            return false;
        }
        // The engine makes a call again that did not get through, unless it has a value issued.
        if (fault.is(Call.REQUEST, Manner.BREAKS_OFF) && scene.token().isEmpty()) {
            world.assertSettled(told);
        } else {
            world.settle(told);
        }
        if (operation.overlaps()) {
            world.pass(told);
        }
        return true;
    }

    /// A site with one secret.
    private final class World {
        private final ManualClock clock = ManualClock.of("2026-01-01T00:00:00Z");
        private final Scene scene;
        private final String name;
        private final Site site;
        private Fault fault = Fault.never();

        World(Scene scene, String name) throws IOException {
            this.scene = scene;
            this.name = name;
            this.site = new Site(directory.resolve(name), clock, entropy, () -> client);
            scene.remote().files().accept(site.home());
            scene.token().ifPresent(token -> {
                site.lockKey();
                token.prepare().accept(name);
            });
        }

        void fails(Fault next) {
            fault = next;
            scene.remote().wire().fails(next);
        }

        private List<Plugin> plugins() {
            return List.of(new FaultyPlugin(new LocalPlugin(), fault), new FaultyPlugin(scene.remote().plugin(), fault));
        }

        void write(boolean overlaps, boolean everywhere) throws IOException {
            var text = new StringBuilder("version: '1'\nproviders:\n  local: {kind: local}\n  remote: " + scene.remote().provider() + "\nsecrets:\n  - name: NAME\n");
            text.append(scene.token()
                    .map(token -> "    kind: " + token.kind() + "\n    config: " + token.settings().replaceFirst("\\{", token.settings().equals("{}") ? "{provider: remote" : "{provider: remote, ") + "\n")
                    .orElse("    kind: random_password\n    config: {length: 24, special: false}\n"));
            if (overlaps) {
                text.append("    rotation: {overlap: 24h").append(scene.spot().keeps() ? ", previous_as: '{name}_before'" : "").append("}\n");
            }
            text.append("    targets:\n");
            if (scene.file()) {
                text.append("      - {provider: local, kind: file, config: {path: .env}}\n");
            }
            if (everywhere) {
                text.append("      - {provider: remote, kind: ").append(scene.spot().kind()).append(", config: ").append(scene.spot().settings()).append("}\n");
            }
            site.write(text.toString().replace("NAME", name).replace("LOWER", name.toLowerCase(Locale.ROOT)));
        }

        void prepare(Operation operation) throws IOException {
            write(operation.overlaps(), operation != Operation.ADD_A_PLACE);
            if (operation != Operation.CREATE) {
                sound(sync(Request.by("test")), "before");
            }
            if (operation == Operation.ADD_A_PLACE) {
                write(false, true);
            }
            if (operation == Operation.RETIRE) {
                run(Operation.OVERLAP);
            }
            clock.advance(operation == Operation.RETIRE ? Duration.ofHours(25) : Duration.ofMinutes(1));
        }

        void run(Operation operation) {
            boolean rotates = operation == Operation.ROTATE || operation == Operation.OVERLAP;
            sync(rotates ? Request.by("test").names(Set.of(name)).force(true) : Request.by("test"));
        }

        private Report sync(Request request) {
            return site.sync(plugins(), request, Prompter.nobody());
        }

        private void sound(Report report, String told) {
            report.outcomes().forEach(outcome -> assertThat(outcome.failed()).as("%s: %s", told, outcome).isFalse());
        }

        void settle(String told) throws IOException {
            sound(sync(Request.by("test")), told);
            assertSettled(told);
        }

        void pass(String told) throws IOException {
            clock.advance(Duration.ofHours(25));
            settle(told + ", after its overlap");
            assertThat(Overlap.of(site.entry(plugins(), name))).as(told).isEmpty();
        }

        private void assertSettled(String told) throws IOException {
            var value = scene.spot().held().apply(name);
            assertThat(value).as("%s: nothing lost", told).isPresent();
            if (scene.file()) {
                assertThat(fileHeld()).as("%s: what the file holds", told).isEqualTo(value);
            }
            var entry = site.entry(plugins(), name);
            assertThat(site.names(entry, value.orElseThrow())).as("%s: the lockfile names the value that is there", told).isTrue();
            assertThat(entry.targets().values()).as(told).hasSize(scene.file() ? 2 : 1).containsOnly(entry.hash());
            assertNothingStranded(told, entry);
            assertThat(site.journal()).as(told).doesNotExist();
            assertQuiet(told);
        }

        private Optional<String> fileHeld() throws IOException {
            var line = Pattern.compile("^" + name + "=['\"]?([A-Za-z0-9]+)['\"]?$", Pattern.MULTILINE).matcher(Files.readString(site.home().resolve(".env")));
            return line.find() ? Optional.of(line.group(1)) : Optional.empty();
        }

        private void assertNothingStranded(String told, Lock.Entry entry) {
            long kept = Overlap.kept(entry).stream().filter(each -> !each.place().value().startsWith("local/")).count();
            scene.spot().names().apply(name).ifPresent(names -> assertThat(names).as("%s: nothing stranded", told).hasSize(1 + (int) kept));
            scene.token().filter(Token::revocable).ifPresent(token -> {
                var expected = new ArrayList<>(Overlap.handles(entry));
                expected.add(String.valueOf(entry.unknown().get("issued")));
                assertThat(token.valid().apply(name)).as("%s: issued and valid", told).hasSameSizeAs(expected).allSatisfy(valid ->
                        assertThat(expected).anyMatch(handle -> handle.endsWith(valid)));
            });
        }

        private void assertQuiet(String told) {
            var lock = site.lock();
            long writes = scene.remote().writes().getAsLong();
            fails(Fault.never());
            sound(sync(Request.by("test")), told);
            assertThat(scene.remote().writes().getAsLong()).as("%s: nothing left to write", told).isEqualTo(writes);
            // What cannot be revoked now is tried again until it has ended.
            boolean revocable = scene.token().isEmpty() || scene.token().get().revocable();
            CHANGES.stream().filter(call -> revocable || call != Call.REVOKE).forEach(call -> assertThat(fault.made(call)).as("%s: nothing left to do", told).isZero());
            assertThat(site.lock()).as(told).isEqualTo(lock);
        }
    }
}
