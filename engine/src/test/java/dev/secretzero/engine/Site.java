package dev.secretzero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Fingerprints;
import dev.secretzero.engine.lock.Lock;
import dev.secretzero.engine.lock.LockKey;
import dev.secretzero.engine.lock.LockKeys;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.engine.run.Event;
import dev.secretzero.engine.run.Prompter;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// A directory with a Secretfile and its lockfile, and the programs that are started in it, one after the other. A crash ends
/// a program, and not the site.
public final class Site {

    /// Where writing through to the disk costs nothing, if there is such a place.
    public static final class Memory implements TempDirFactory {

        /// Made by JUnit.
        public Memory() {}

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            var memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "crash")
                    : Files.createTempDirectory("crash");
        }
    }

    private final Path home;
    private final InstantSource clock;
    private final SecureRandom entropy;
    private final Supplier<HttpClient> http;
    private final Map<String, String> environment = new HashMap<>();

    /// An empty directory, which is made.
    public Site(Path home, InstantSource clock, SecureRandom entropy, Supplier<HttpClient> http) throws IOException {
        this.home = Files.createDirectories(home);
        this.clock = clock;
        this.entropy = entropy;
        this.http = http;
    }

    /// Its directory.
    public Path home() {
        return home;
    }

    /// Gives all programs a variable from now on.
    public void set(String variable, String value) {
        environment.put(variable, value);
    }

    /// Gives all programs a key for fingerprints.
    public void lockKey() {
        set(LockKeys.VARIABLE, "a-lock-key-that-only-this-test-has");
    }

    /// Replaces the Secretfile.
    public void write(String secretfile) throws IOException {
        Files.writeString(home.resolve("Secretfile.yml"), secretfile);
    }

    /// Starts a program with these plugins, and syncs.
    public Report sync(List<Plugin> plugins, Request request, Prompter person) {
        return sync(plugins, request, Event.Listener.none(), person);
    }

    Report sync(List<Plugin> plugins, Request request, Event.Listener listener, Prompter person) {
        var engine = engine(plugins).telling(listener);
        return engine.sync(open(engine), request, person);
    }

    /// What the lockfile says of an entry.
    public Lock.Entry entry(List<Plugin> plugins, String name) {
        var engine = engine(plugins);
        return engine.lock(open(engine)).orElseThrow().entry(name).orElseThrow();
    }

    /// Whether this is the value that an entry's fingerprint is of.
    public boolean names(Lock.Entry entry, String value) {
        var key = Optional.ofNullable(environment.get(LockKeys.VARIABLE));
        return Fingerprints.of(() -> key.map(each -> LockKey.of(Secret.of(each), "a test")), SecureRandom::new)
                .matches(entry.hash(), Material.of(value));
    }

    /// Where a run writes what it is about to do.
    public Path journal() {
        return home.resolve(".gitsecrets.lock.journal");
    }

    /// The bytes of the lockfile.
    public byte[] lock() {
        try {
            return Files.readAllBytes(home.resolve(".gitsecrets.lock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Engine engine(List<Plugin> plugins) {
        var host = new Host(clock, http, home, home, environment, (_, _) -> {
            throw new AssertionError("nothing is rendered");
        });
        return Engine.of(host, plugins, () -> entropy, SyncIdentity.Machine.UNKNOWN, _ -> SyncIdentity.Git.NONE)
                .waiting(_ -> {});
    }

    private static Workspace open(Engine engine) {
        var opened = engine.open(Workspace.Locator.of(Path.of("Secretfile.yml")));
        assertThat(opened).isInstanceOf(Workspace.Opened.Ready.class);
        return ((Workspace.Opened.Ready) opened).workspace();
    }
}
