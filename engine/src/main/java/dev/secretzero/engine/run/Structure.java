package dev.secretzero.engine.run;

import dev.secretzero.engine.json.JsonTree;
import dev.secretzero.engine.lock.Canonical;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives fields back their structure after a place that keeps only text held them as one JSON text.
final class Structure {

    private Structure() {}

    /// The fields that a JSON object text holds; anything else stays what it is.
    static Material of(Material material) {
        return material instanceof Material.Single(Secret value)
                ? value.lend(Structure::parsed).orElse(material)
                : material;
    }

    private static Optional<Material> parsed(byte[] text) {
        if (text.length == 0 || text[0] != '{') {
            return Optional.empty();
        }
        try {
            return JsonTree.parse(text) instanceof Map<?, ?> object ? Optional.of(fields(object)) : Optional.empty();
        } catch (IOException e) {
            // A value that only looks like JSON is a text like any other.
            return Optional.empty();
        }
    }

    private static Material fields(Map<?, ?> object) {
        var fields = new TreeMap<String, Material>();
        object.forEach((key, value) -> fields.put(String.valueOf(key), material(value)));
        return new Material.Fields(fields);
    }

    private static Material material(@Nullable Object value) {
        return switch (value) {
            case String text -> Material.of(text);
            case Map<?, ?> object -> fields(object);
            case null, default -> new Material.Literal(Secret.of(Canonical.text(value)));
        };
    }
}
