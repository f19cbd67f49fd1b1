package dev.secretzero.spi;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Everything ambient. A bundle that reaches the clock, the environment, the network or the working directory
/// in any other way cannot be tested, and the build refuses it.
///
/// @param directory what relative target paths are resolved against first; always absolute
/// @param home the Secretfile's directory, which relative paths fall back to; always absolute
/// @param http made only when something asks for it
/// @param renderer renders the templates of rendered files
public record Host(
        InstantSource clock,
        Supplier<HttpClient> http,
        Path directory,
        Path home,
        Map<String, String> environment,
        Renderer renderer) {

    public Host {
        environment = Map.copyOf(environment);
    }

    /// An environment variable.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }
}
