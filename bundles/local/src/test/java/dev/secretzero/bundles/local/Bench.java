package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// Where a generator is tried: a fixed clock, a seeded chance, settings from a map.
final class Bench {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Bench() {}

    static Host host(Path directory, Map<String, String> environment) {
        return new Host(
                () -> NOW, HttpClient::newHttpClient, directory, directory, environment, (_, _) -> Secret.of(""));
    }

    static Generator open(Offer<LocalProvider, Generator> offer, Map<String, ? extends @Nullable Object> settings) {
        var provider = new LocalProvider(host(Path.of("").toAbsolutePath(), Map.of()));
        return offer.opener().open(provider, new SettingsOf(offer, settings));
    }

    static Material make(Offer<LocalProvider, Generator> offer, Map<String, ?> settings) {
        return make(offer, settings, 1);
    }

    static Material make(Offer<LocalProvider, Generator> offer, Map<String, ?> settings, long seed) {
        return ((Generator.Local) open(offer, settings)).generate(new Seeded(seed));
    }

    static Material derive(
            Offer<LocalProvider, Generator> offer, Map<String, ?> settings, Map<String, Material> sources) {
        var generator = (Generator.Derived) open(offer, settings);
        assertThat(sources.keySet()).containsAll(generator.sources());
        return generator.derive(new TreeMap<>(sources), new Seeded(2));
    }

    static String text(Material material) {
        return MaterialText.of(material).lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    static String field(Material material, String name) {
        var field = ((Material.Fields) material).values().get(name);
        assertThat(field).as(name).isNotNull();
        return field == null ? "" : text(field);
    }

    static Problem problem(ThrowingCallable call) {
        var thrown = catchThrowableOfType(ProblemException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.problem().hint()).isPresent();
        return thrown.problem();
    }

    /// Opening with these settings is refused.
    static void refuses(Offer<LocalProvider, Generator> offer, Map<String, ?> settings, String key) {
        var problem = problem(() -> open(offer, settings));
        assertThat(problem.code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem.message()).contains("\"" + key + "\"");
    }
}
