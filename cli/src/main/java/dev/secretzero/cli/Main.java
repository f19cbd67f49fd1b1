package dev.secretzero.cli;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Plugins;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.server.ApiMain;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Secret;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The program `secretzero`: hands the real world to [Cli].
public final class Main {

    private static final int WIDTH = 100;

    private Main() {}

    /// Runs the words of the command line and ends the process with their exit status.
    public static void main(String[] words) {
        Runtime.getRuntime().halt(run(words));
    }

    /// Nothing waits for the end of the process, so it may halt: an orderly exit asks every jar for a logger first.
    static int run(String[] words) {
        return new Cli(surroundings(), Main::engine, Main::serve).run(words);
    }

    private static Engine engine(Host host) {
        var others = Optional.ofNullable(System.getProperty(Plugins.DIRECTORY)).map(host.directory()::resolve);
        return Engine.of(host, Plugins.installed(Main.class.getClassLoader(), others), SecureRandom::new, machine());
    }

    private static SyncIdentity.Machine machine() {
        var properties = new HashMap<String, String>();
        System.getProperties().stringPropertyNames().forEach(key -> properties.put(key, System.getProperty(key)));
        return SyncIdentity.Machine.here(System.getenv(), properties);
    }

    /// Runs the server until a signal ends the process. A method of its own, so that nothing of it is loaded before.
    private static int serve(Map<String, String> overrides) {
        return ApiMain.serve(overrides);
    }

    private static Surroundings surroundings() {
        var directory = Path.of("").toAbsolutePath();
        var machine = new Machine(
                System.getProperty("user.name", "unknown"),
                System.getProperty("java.version", ""),
                System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        return new Surroundings(
                streams(), System.getenv(), directory, Clock.systemUTC(), machine, Main::read);
    }

    private static Streams streams() {
        return new Streams(
                System.in,
                stream(FileDescriptor.out, terminal(1)),
                stream(FileDescriptor.err, true),
                terminal(0),
                terminal(1),
                terminal(2),
                width(System.getenv().getOrDefault("COLUMNS", "")));
    }

    /// A stream that writes whole lines at once where a person reads along, and large pieces elsewhere.
    private static PrintStream stream(FileDescriptor descriptor, boolean lines) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192), lines, StandardCharsets.UTF_8);
    }

    /// Whether a standard stream is a terminal. Linux tells of each of them; elsewhere the console tells of all.
    private static boolean terminal(int descriptor) {
        var link = Path.of("/proc/self/fd/" + descriptor);
        try {
            var device = Files.readSymbolicLink(link).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        }
    }

    private static int width(String columns) {
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : WIDTH;
    }

    private static Optional<Secret> read(String prompt, boolean shown) {
        var console = Optional.ofNullable(System.console());
        return shown
                ? console.map(c -> c.readLine("%s", prompt)).map(Secret::of)
                : console.map(c -> c.readPassword("%s", prompt)).map(Main::secret);
    }

    private static Secret secret(char[] typed) {
        var encoded = ByteBuffer.allocate(typed.length * 4);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed), encoded, true);
        var text = Arrays.copyOf(encoded.array(), encoded.position());
        Arrays.fill(encoded.array(), (byte) 0);
        Arrays.fill(typed, '\0');
        return Secret.take(text);
    }
}
