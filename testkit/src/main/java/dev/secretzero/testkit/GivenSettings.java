package dev.secretzero.testkit;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Settings that a test gives as texts, with the fallbacks already among them. A duration is `10s`, `5m` or `1h`;
/// a list has commas, and a map also has `key=value`. A tree is a text, or a list of maps, each in braces: `{a=b,c=d}{a=e}`.
public record GivenSettings(Map<String, String> values) implements Settings {

    public GivenSettings {
        values = Map.copyOf(values);
    }

    /// These pairs of keys and values; for the other keys of an offer what the environment says, or their fallbacks.
    public static GivenSettings of(List<Setting> declared, Host host, String... pairs) {
        var values = new TreeMap<String, String>();
        for (var setting : declared) {
            setting.variable().flatMap(host::variable).or(setting::fallback).ifPresent(text -> values.put(setting.key(), text));
        }
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new GivenSettings(values);
    }

    @Override
    public boolean has(String key) {
        return values.containsKey(key);
    }

    @Override
    public String text(String key) {
        var text = values.get(key);
        if (text == null) {
            throw new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, "setting \"" + key + "\" is required"));
        }
        return text;
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
        return Duration.parse("PT" + text(key));
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
        return List.of(text(key).split(",", -1));
    }

    @Override
    public SortedMap<String, String> map(String key) {
        var map = new TreeMap<String, String>();
        list(key).forEach(pair -> map.put(pair.replaceAll("=.*", ""), pair.replaceAll("^[^=]*=", "")));
        return map;
    }

    @Override
    public @Nullable Object tree(String key) {
        var text = values.get(key);
        return text != null && text.startsWith("{") ? maps(text) : text;
    }

    private static List<SortedMap<String, String>> maps(String text) {
        return Stream.of(text.substring(1, text.length() - 1).split("\\}\\{", -1))
                .map(map -> new GivenSettings(Map.of("", map)).map(""))
                .toList();
    }
}
