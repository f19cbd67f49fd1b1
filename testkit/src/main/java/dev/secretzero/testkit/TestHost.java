package dev.secretzero.testkit;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.SharedClient;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/// The surroundings of a test: one directory, one HTTP client, and no renderer.
public final class TestHost {

    private TestHost() {}

    /// Where it is always the beginning of 1970.
    public static Host at(Path home, Map<String, String> environment) {
        return at(home, environment, () -> Instant.EPOCH);
    }

    /// With this clock.
    public static Host at(Path home, Map<String, String> environment, InstantSource clock) {
        return new Host(clock, new SharedClient(), home, home, environment, (_, _) -> {
            throw new AssertionError("nothing is rendered here");
        });
    }
}
