package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.Engine;
import dev.secretzero.engine.lock.SyncIdentity;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Plugin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// One test for each script under `scenarios`. See [Script] for the language.
final class ScenarioTest {

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> scenarios() throws Exception {
        var folder = Path.of(URI.create(
                String.valueOf(ScenarioTest.class.getResource("/scenarios"))));
        List<Path> files;
        try (var found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(15);
        return files.stream().map(file -> DynamicTest.dynamicTest(name(file), () -> play(file)));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace(".txt", "");
    }

    private void play(Path file) throws IOException {
        var place = Files.createDirectory(directory.resolve(name(file)));
        new Script(new World(place.toRealPath(), ScenarioTest::engine)).play(Files.readAllLines(file));
    }

    static Engine engine(Host host) {
        var plugins = ServiceLoader.load(Plugin.class).stream().map(ServiceLoader.Provider::get).toList();
        return Engine.of(host, List.copyOf(plugins), SecureRandom::new, SyncIdentity.Machine.UNKNOWN);
    }
}
