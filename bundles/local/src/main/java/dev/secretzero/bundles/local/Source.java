package dev.secretzero.bundles.local;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import java.util.SortedMap;

/// The one text that another secret is made from.
record Source(String name) {

    static Setting setting() {
        return Setting.of("of", Setting.Type.REFERENCE, "The secret it is made from: a name, or name.field.")
                .needed();
    }

    /// The text, in a secret that the caller closes.
    Secret text(SortedMap<String, Material> sources) {
        return switch (material(sources)) {
            case Material.Fields _ ->
                throw Wrong.setting(
                        "of",
                        "names \"" + name + "\", which holds several values",
                        "name one of its fields: " + name + ".FIELD");
            case Material.Single one -> MaterialText.of(one);
            case Material.Literal one -> MaterialText.of(one);
        };
    }

    private Material material(SortedMap<String, Material> sources) {
        var material = sources.get(name);
        if (material == null) {
            throw Wrong.made("the value of \"" + name + "\" is not at hand", "make \"" + name + "\" first");
        }
        return material;
    }
}
