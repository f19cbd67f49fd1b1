package dev.secretzero.bundles.local;

import dev.secretzero.spi.Offer;
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
import org.jspecify.annotations.Nullable;

/// Settings as the engine gives them: the values of a map, then the fallbacks of an offer.
record SettingsOf(Offer<?, ?> offer, Map<String, ? extends @Nullable Object> values) implements Settings {

    private Setting setting(String key) {
        return offer.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not declared: " + key));
    }

    private Object value(String key) {
        Object value = tree(key);
        if (value == null) {
            throw wrong(key);
        }
        return value;
    }

    private static ProblemException wrong(String key) {
        return new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, "setting " + key));
    }

    @Override
    public boolean has(String key) {
        return setting(key).fallback().isPresent() || values.containsKey(key);
    }

    @Override
    public String text(String key) {
        return value(key).toString();
    }

    @Override
    public int integer(String key) {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException _) {
            throw wrong(key);
        }
    }

    @Override
    public boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }

    @Override
    public Duration duration(String key) {
        String text = text(key);
        long number = Long.parseLong(text.replaceAll("\\D", ""));
        return switch (text.charAt(text.length() - 1)) {
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            case 'w' -> Duration.ofDays(7 * number);
            case 'y' -> Duration.ofDays(365 * number);
            default -> Duration.ofSeconds(number);
        };
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
        return value(key) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of(text(key));
    }

    @Override
    public SortedMap<String, String> map(String key) {
        var map = new TreeMap<String, String>();
        ((Map<?, ?>) value(key)).forEach((name, text) -> map.put(String.valueOf(name), String.valueOf(text)));
        return map;
    }

    @Override
    public @Nullable Object tree(String key) {
        return values.containsKey(key)
                ? values.get(key)
                : setting(key).fallback().orElse(null);
    }
}
