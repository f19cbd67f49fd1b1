package dev.secretzero.bundles.local;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A host in a directory, and settings given as pairs.
final class Fixture {

    private Fixture() {}

    /// Renders each value as a line: `NAME=text`.
    static Secret lines(Path template, SortedMap<String, Material> values) {
        var out = new StringBuilder(String.valueOf(template.getFileName())).append('\n');
        values.forEach((name, value) -> out.append(name).append('=').append(text(value)).append('\n'));
        return Secret.of(out.toString());
    }

    static LocalProvider provider(Path directory, Path home) {
        return new LocalProvider(new Host(
                () -> Instant.EPOCH,
                () -> {
                    throw new IllegalStateException("a file needs no network");
                },
                directory,
                home,
                Map.of(),
                Fixture::lines));
    }

    static Target open(Offer<LocalProvider, Target> offer, LocalProvider provider, String... pairs) {
        return offer.opener().open(provider, settings(offer, pairs));
    }

    static Settings settings(Offer<?, ?> offer, String... pairs) {
        var values = new TreeMap<String, String>();
        for (Setting setting : offer.settings()) {
            setting.fallback().ifPresent(fallback -> values.put(setting.key(), fallback));
        }
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Given(values);
    }

    static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    static Optional<String> shown(Observation observation) {
        return observation instanceof Observation.Shown(Material content, var version)
                ? Optional.of(text(content))
                : Optional.empty();
    }

    private record Given(Map<String, String> values) implements Settings {

        @Override
        public boolean has(String key) {
            return values.containsKey(key);
        }

        @Override
        public String text(String key) {
            return Optional.ofNullable(values.get(key)).orElseThrow();
        }

        @Override
        public int integer(String key) {
            return Integer.parseInt(text(key));
        }

        @Override
        public boolean flag(String key) {
            return Boolean.parseBoolean(text(key));
        }

        @Override
        public Duration duration(String key) {
            return Duration.parse(text(key));
        }

        @Override
        public Path path(String key) {
            return Path.of(text(key));
        }

        @Override
        public URI uri(String key) {
            return URI.create(text(key));
        }

        @Override
        public Secret secret(String key) {
            return Secret.of(text(key));
        }

        @Override
        public List<String> list(String key) {
            return List.of(text(key));
        }

        @Override
        public SortedMap<String, String> map(String key) {
            return new TreeMap<>();
        }

        @Override
        public @Nullable Object tree(String key) {
            return values.get(key);
        }
    }
}
