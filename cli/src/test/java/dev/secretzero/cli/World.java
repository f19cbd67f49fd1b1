package dev.secretzero.cli;

import dev.secretzero.engine.Engine;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/// A whole world for the command line, in memory but for one directory.
final class World {

    final Path directory;
    final Map<String, String> environment = new HashMap<>();
    final Queue<String> typed = new ArrayDeque<>();
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    boolean terminal;
    /// Whether what is printed has no room.
    boolean full;
    Map<String, String> served = Map.of();
    private final Function<Host, Engine> engines;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    World(Path directory, Function<Host, Engine> engines) {
        this.directory = directory;
        this.engines = engines;
    }

    /// A world in which every use of the engine is a defect.
    static World without(Path directory) {
        return new World(directory, _ -> {
            throw new IllegalStateException("no engine here: canary-7f3a");
        });
    }

    int run(String... words) {
        out.reset();
        err.reset();
        return new Cli(surroundings(), engines, this::serve).run(words);
    }

    private int serve(Map<String, String> overrides) {
        served = overrides;
        return 0;
    }

    Surroundings surroundings() {
        return new Surroundings(
                streams(), environment, directory, () -> now, new Machine("tester", "25", "Linux amd64"), this::answer);
    }

    private Streams streams() {
        return new Streams(
                new ByteArrayInputStream(new byte[0]), full ? new PrintStream(new Full(), true, StandardCharsets.UTF_8) : print(out), print(err), terminal, terminal, terminal, 100);
    }

    private static final class Full extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("no space left");
        }
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private Optional<Secret> answer(String prompt, boolean shown) {
        print(err).print(prompt + "\n");
        return Optional.ofNullable(typed.poll()).map(Secret::of);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// What text looks like when a command writes it here.
    String page(java.util.function.Consumer<Page> text) {
        out.reset();
        err.reset();
        text.accept(new Page(surroundings()));
        return out();
    }
}
