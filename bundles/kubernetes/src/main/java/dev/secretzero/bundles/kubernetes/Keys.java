package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which keys of a Secret a place is.
sealed interface Keys {

    /// The keys of the place of this name.
    Set<String> of(String name);

    /// What goes under each key.
    SortedMap<String, Secret> split(String name, Material material);

    /// What the keys hold together; empty when none of them is there.
    Optional<Material> joined(String name, Live live);

    /// One key, which holds the text of the whole.
    ///
    /// @param key empty for the name of the place
    record One(Optional<String> key) implements Keys {
        @Override
        public Set<String> of(String name) {
            return Set.of(at(name));
        }

        private String at(String name) {
            return Names.key("data_key", key.orElse(name));
        }

        @Override
        public SortedMap<String, Secret> split(String name, Material material) {
            var values = new TreeMap<String, Secret>();
            values.put(at(name), MaterialText.of(material));
            return values;
        }

        @Override
        public Optional<Material> joined(String name, Live live) {
            return live.value(at(name)).map(value -> new Material.Single(KubernetesProvider.copy(value)));
        }
    }

    /// A key for each field.
    ///
    /// @param fields the field's name by key
    record Several(SortedMap<String, String> fields) implements Keys {
        @Override
        public Set<String> of(String name) {
            return fields.keySet();
        }

        @Override
        public SortedMap<String, Secret> split(String name, Material material) {
            if (!(material instanceof Material.Fields(var values)) || !values.keySet().equals(Set.copyOf(fields.values()))) {
                throw Wrong.setting("data_keys", "does not fit the fields of \"" + name + "\"",
                        "the value must have fields, and each of them needs one key");
            }
            var split = new TreeMap<String, Secret>();
            fields.forEach((key, field) -> split.put(key, text(name, field, values)));
            return split;
        }

        private static Secret text(String name, String field, SortedMap<String, Material> values) {
            if (values.get(field) instanceof Material.Single(Secret value)) {
                return KubernetesProvider.copy(value);
            }
            throw Wrong.unwritable("the field \"" + field + "\" of \"" + name + "\" is no text", "a key of a Secret holds a text: leave `data_keys` out to write JSON");
        }

        @Override
        public Optional<Material> joined(String name, Live live) {
            var values = new TreeMap<String, Material>();
            fields.forEach((key, field) -> live.value(key).ifPresent(value -> values.put(field, new Material.Single(KubernetesProvider.copy(value)))));
            return values.isEmpty() ? Optional.empty() : Optional.of(new Material.Fields(values));
        }
    }

    static Keys open(Settings settings) {
        if (!settings.has("data_keys")) {
            var key = settings.maybe("data_key").map(String::strip).filter(text -> !text.isEmpty());
            key.ifPresent(text -> Names.key("data_key", text));
            return new One(key);
        }
        if (settings.has("data_key")) {
            throw Wrong.setting("data_keys", "and `data_key` are both set", "give one of them");
        }
        var fields = settings.map("data_keys");
        fields.keySet().forEach(key -> Names.key("data_keys", key));
        if (fields.isEmpty() || Set.copyOf(fields.values()).size() != fields.size()) {
            throw Wrong.setting("data_keys", "must give each field one key", "write {tls.crt: certificate, tls.key: private_key}");
        }
        return new Several(fields);
    }
}
