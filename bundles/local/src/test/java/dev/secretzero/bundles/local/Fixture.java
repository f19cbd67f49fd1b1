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
import dev.secretzero.testkit.GivenSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
        return new GivenSettings(values);
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
}
