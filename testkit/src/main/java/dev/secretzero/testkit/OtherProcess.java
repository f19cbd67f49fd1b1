package dev.secretzero.testkit;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Plugin;
import dev.secretzero.spi.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// A provider in a Java of its own: official libraries read some of their logins from the environment of the process, and
/// from nowhere else.
public final class OtherProcess {

    private OtherProcess() {}

    /// Opens a provider and says who it is: `ready` and a line for each claim, or `refused` and the problem. Whatever else the
    /// process prints comes with it.
    ///
    /// @param kind of the provider, whose plugin is on the class path of this test
    /// @param environment of the process, with nothing beside it
    /// @param options for Java
    /// @param pairs keys and values of the settings that are not in the environment
    public static String standing(String kind, Map<String, String> environment, List<String> options, String... pairs) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OtherProcess.class.getName(), kind));
        command.addAll(List.of(pairs));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The process itself.
    ///
    /// @param arguments the kind, then pairs
    public static void main(String[] arguments) {
        var here = Path.of("").toAbsolutePath();
        var host = new Host(InstantSource.system(), HttpClient::newHttpClient, here, here, System.getenv(), (template, values) -> {
            throw new AssertionError("nothing is rendered here");
        });
        var pairs = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
        try (var provider = open(bundle(arguments[0]), host, pairs)) {
            System.out.println(said(provider.standing()));
        }
    }

    private static Bundle<?> bundle(String kind) {
        return ServiceLoader.load(Plugin.class).stream()
                .flatMap(plugin -> plugin.get().bundles().stream())
                .filter(bundle -> bundle.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Provider open(Bundle<?> bundle, Host host, String... pairs) {
        return bundle.provider().opener().open(host, GivenSettings.of(bundle.provider().settings(), host, pairs));
    }

    private static String said(Provider.Standing standing) {
        return switch (standing) {
            case Provider.Standing.Ready(var actor) -> {
                var lines = new ArrayList<>(List.of("ready"));
                actor.claims().forEach((key, value) -> lines.add(key + "=" + value));
                yield String.join("\n", lines);
            }
            case Provider.Standing.Refused(var problem) -> "refused " + problem.code() + ": " + problem.message();
        };
    }
}
