package dev.secretzero.server;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.Plugins;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.SharedClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The program `secretzero-api`.
public final class ApiMain {

    /// The library that speaks HTTP tells of itself at every start; only its warnings are wanted. Loggers are held
    /// weakly, so this one must be kept.
    private static final Logger HTTP = Logger.getLogger("io.helidon");

    /// It warns, with a trace, of every caller that hangs up in the middle of a request.
    private static final Logger CONNECTION = Logger.getLogger("io.helidon.webserver.http1.Http1Connection");

    private ApiMain() {}

    /// Runs until the process is told to stop. Exit status 5 for a bad setting, 1 when it cannot listen.
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.exit(usage(arguments, System.out, System.err));
        }
        int status = serve(Map.of());
        if (status != 0) {
            System.exit(status);
        }
    }

    /// Serves in this process until it is told to stop.
    ///
    /// @param overrides variables that win over those of the environment
    /// @return the exit status when it could not start
    public static int serve(Map<String, String> overrides) {
        var environment = new HashMap<>(System.getenv());
        environment.putAll(overrides);
        int status = run(environment, Path.of("").toAbsolutePath(), System.out, System.err);
        if (status == 0) {
            forever();
        }
        return status;
    }

    private static void forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int usage(String[] arguments, PrintStream out, PrintStream err) {
        switch (arguments[0]) {
            case "--version", "-V" -> out.println("secretzero-api " + Release.VERSION);
            case "--help", "-h" -> out.println("""
                    Usage: secretzero-api

                    Serves the REST API of SecretZero. Settings are environment variables:
                      SECRETZERO_HOST             address to bind (0.0.0.0)
                      SECRETZERO_PORT             port, 0 picks a free one (8000)
                      SECRETZERO_CONFIG           the Secretfile (Secretfile.yml)
                      SECRETZERO_API_KEY          the key that callers must send; unset: this machine only
                      SECRETZERO_RELOAD           true: report changes of the Secretfile on the console (false)
                      SECRETZERO_ALLOWED_ORIGINS  web origins that may call, separated by commas
                      SECRETZERO_INSECURE         true: answer everybody although there is no key (false)""");
            default -> {
                err.println("error: secretzero-api takes no arguments; its settings are environment variables");
                err.println("  hint: secretzero-api --help lists them");
                return 2;
            }
        }
        return 0;
    }

    /// Starts the server and sees to its end.
    ///
    /// @return 0 when it runs
    static int run(Map<String, String> environment, Path directory, PrintStream out, PrintStream err) {
        HTTP.setLevel(Level.WARNING);
        CONNECTION.setLevel(Level.SEVERE);
        try {
            var settings = ApiSettings.of(environment, Map.of());
            var host = host(environment, directory);
            var others = Optional.ofNullable(System.getProperty(Plugins.DIRECTORY)).map(directory::resolve);
            var plugins = Plugins.installed(ApiMain.class.getClassLoader(), others);
            var engine = Engine.of(host, plugins, SecureRandom::new, machine(environment));
            var server = ApiServer.start(settings, engine, host, System.getProperty("os.name", "unknown"), out);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "stop"));
            return 0;
        } catch (ProblemException e) {
            err.println("error: " + e.problem().message());
            e.problem().hint().ifPresent(hint -> err.println("  hint: " + hint));
            return e.problem().code() == Problem.Code.SETTING_INVALID ? 5 : 1;
        }
    }

    /// Ends the process with status 0, which a signal by itself would not.
    private static void end(ApiServer server) {
        server.stop();
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static SyncIdentity.Machine machine(Map<String, String> environment) {
        var properties = new HashMap<String, String>();
        System.getProperties().stringPropertyNames().forEach(key -> properties.put(key, System.getProperty(key)));
        return SyncIdentity.Machine.here(environment, properties);
    }

    /// The real surroundings, without the key: scripts that make values have no business with it.
    private static Host host(Map<String, String> environment, Path directory) {
        var rest = new HashMap<>(environment);
        rest.remove(ApiSettings.API_KEY);
        return new Host(InstantSource.system(), new SharedClient(), directory, directory, rest, (template, _) -> {
            throw new ProblemException(Problem.of(Problem.Code.NOT_SUPPORTED, "no renderer for " + template));
        });
    }
}
