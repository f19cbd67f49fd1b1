package dev.secretzero.rest;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What a server answered.
///
/// @param body no fields where the answer had no body or one that is no JSON
/// @param pause for how long the server asks to be left alone
public record Answer(int status, HttpHeaders headers, Material body, Optional<Duration> pause) implements AutoCloseable {

    private static final int LONGEST = 8_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /// Whether it did what was asked.
    public boolean isGood() {
        return status >= 200 && status < 300;
    }

    /// A header that is not secret.
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /// The value at the end of a path of names. A null counts as nothing.
    public Optional<Material> at(String... names) {
        return at(body, names);
    }

    /// The value at the end of a path of names in an item of an answer.
    public static Optional<Material> at(Material material, String... names) {
        Material here = material;
        for (var name : names) {
            if (!(here instanceof Material.Fields(var values)) || !values.containsKey(name)) {
                return Optional.empty();
            }
            here = values.get(name);
        }
        return Optional.of(here).filter(found -> !(found instanceof Material.Literal && text(found).equals("null")));
    }

    /// The text, number or flag at the end of a path of names, where it is no secret. A list, an object, or more than 8,000
    /// characters count as nothing: no server has them where a word belongs.
    public Optional<String> word(String... names) {
        return word(body, names);
    }

    /// The same in an item of an answer.
    public static Optional<String> word(Material material, String... names) {
        return at(material, names).filter(Answer::isWord).map(Answer::text);
    }

    private static boolean isWord(Material found) {
        return switch (found) {
            case Material.Fields _ -> false;
            case Material.Literal(var json) -> json.length() <= LONGEST && !text(found).startsWith("[");
            case Material.Single(var value) -> value.length() <= LONGEST;
        };
    }

    /// The number at the end of a path of names.
    public OptionalLong number(String... names) {
        return word(names)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
    }

    /// The items of a list; none where there is no list.
    public static List<Material> items(Material material) {
        return material instanceof Material.Literal(var json) ? JsonMaterial.items(json) : List.of();
    }

    @Override
    public void close() {
        body.close();
    }

    /// The text of a value that is a name or a number, not a secret.
    public static String text(Material material) {
        try (var text = MaterialText.of(material)) {
            return text.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
