package dev.secretzero.bundles.local;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Secret;
import java.util.TreeMap;

/// Named values, put together one by one.
final class Fields {

    private final TreeMap<String, Material> values = new TreeMap<>();

    Fields with(String name, Secret value) {
        values.put(name, new Material.Single(value));
        return this;
    }

    Fields with(String name, String text) {
        return with(name, Secret.of(text));
    }

    Material material() {
        return new Material.Fields(values);
    }
}
