package dev.secretzero.bundles.vault;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What the server answered.
///
/// @param body fields; none where the answer had no body or one that is no JSON
/// @param pause for how many seconds the server asks to be left alone
record Answer(int status, Material body, OptionalLong pause) implements AutoCloseable {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /// The value at the end of a path of names. A null counts as nothing.
    Optional<Material> at(String... names) {
        Material here = body;
        for (var name : names) {
            if (!(here instanceof Material.Fields(var values)) || !values.containsKey(name)) {
                return Optional.empty();
            }
            here = values.get(name);
        }
        return Optional.of(here).filter(found -> !(found instanceof Material.Literal && text(found).equals("null")));
    }

    /// The number at the end of a path of names.
    OptionalLong number(String... names) {
        return at(names)
                .map(Answer::text)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public void close() {
        body.close();
    }

    /// The text of a value that is a name or a number, not a secret.
    static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
