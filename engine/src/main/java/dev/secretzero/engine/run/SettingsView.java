package dev.secretzero.engine.run;

import dev.secretzero.engine.manifest.Value;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The settings of one component: what the manifest says, else the environment variable, else the fallback.
final class SettingsView implements Settings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*([smhdwy]?)");
    private static final List<String> YES = List.of("true", "t", "yes", "y", "on", "1");
    private static final List<String> NO = List.of("false", "f", "no", "n", "off", "0");

    private final String owner;
    private final Map<String, Setting> declared = new LinkedHashMap<>();
    private final Function<String, @Nullable Value> manifest;
    private final Map<String, String> environment;

    /// @param owner who the settings belong to, for messages: `generator random_password`
    /// @param manifest what the manifest says of a key
    SettingsView(
            String owner,
            List<Setting> declared,
            Function<String, @Nullable Value> manifest,
            Map<String, String> environment) {
        this.owner = owner;
        declared.forEach(setting -> this.declared.put(setting.key(), setting));
        this.manifest = manifest;
        this.environment = environment;
        declared.stream().filter(Setting::required).filter(s -> !has(s.key())).forEach(setting -> {
            throw invalid(setting.key(), "is required");
        });
    }

    @Override
    public boolean has(String key) {
        // A key of any type that is written down with nothing behind it is there: its value is null.
        return raw(key) != null
                || (manifest.apply(key) != null && setting(key).type() == Setting.Type.ANY);
    }

    @Override
    public String text(String key) {
        return scalar(key, needed(key));
    }

    @Override
    public int integer(String key) {
        try {
            return new BigDecimal(text(key).strip()).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(key, "must be a whole number");
        }
    }

    @Override
    public boolean flag(String key) {
        var text = text(key).strip().toLowerCase(Locale.ROOT);
        if (YES.contains(text)) {
            return true;
        }
        if (NO.contains(text)) {
            return false;
        }
        throw invalid(key, "must be true or false");
    }

    @Override
    public Duration duration(String key) {
        var match = DURATION.matcher(text(key).strip());
        if (!match.matches()) {
            throw invalid(key, "must be a length of time, such as 90s, 12h or 30d");
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            case "w" -> Duration.ofDays(7 * amount);
            case "y" -> Duration.ofDays(365 * amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    @Override
    public Path path(String key) {
        try {
            return Path.of(text(key));
        } catch (InvalidPathException e) {
            throw invalid(key, "is not a path");
        }
    }

    @Override
    public URI uri(String key) {
        try {
            return URI.create(text(key));
        } catch (IllegalArgumentException e) {
            throw invalid(key, "is not a URI");
        }
    }

    @Override
    public Secret secret(String key) {
        return Secret.of(text(key));
    }

    @Override
    public List<String> list(String key) {
        return switch (needed(key)) {
            case List<?> items -> items.stream().map(item -> scalar(key, item)).toList();
            case Object single -> List.of(scalar(key, single));
        };
    }

    @Override
    public SortedMap<String, String> map(String key) {
        if (!(needed(key) instanceof Map<?, ?> entries)) {
            throw invalid(key, "must be a map");
        }
        var map = new TreeMap<String, String>();
        entries.forEach((name, value) -> map.put(String.valueOf(name), scalar(key, value)));
        return map;
    }

    @Override
    public @Nullable Object tree(String key) {
        var value = raw(key);
        return value == null ? null : withoutPlaceholders(value);
    }

    private static @Nullable Object withoutPlaceholders(@Nullable Object value) {
        return switch (value) {
            case String text when PLACEHOLDER.matcher(text.strip()).matches() -> null;
            case List<?> items -> {
                var list = new ArrayList<@Nullable Object>(items.size());
                items.forEach(item -> list.add(withoutPlaceholders(item)));
                yield list;
            }
            case Map<?, ?> entries -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                entries.forEach((key, item) -> map.put(String.valueOf(key), withoutPlaceholders(item)));
                yield map;
            }
            case null, default -> value;
        };
    }

    private Object needed(String key) {
        var value = raw(key);
        if (value == null) {
            throw invalid(key, "is required");
        }
        return value;
    }

    private @Nullable Object raw(String key) {
        var setting = setting(key);
        var stated = manifest.apply(key);
        var value = stated == null ? null : stated.plain(Value.View.RESOLVED);
        // A blank text counts as absent, except where any value is allowed: a static value may be empty.
        if (value != null && (setting.type() == Setting.Type.ANY || !value.toString().isBlank())) {
            return value;
        }
        return setting.variable()
                .map(environment::get)
                .filter(text -> !text.isBlank())
                .or(setting::fallback)
                .orElse(null);
    }

    private Setting setting(String key) {
        return Optional.ofNullable(declared.get(key))
                .orElseThrow(() -> new IllegalArgumentException(owner + " declares no setting " + key));
    }

    private String scalar(String key, @Nullable Object value) {
        var text = switch (value) {
            case String s -> s;
            case Boolean b -> b.toString();
            case BigInteger n -> n.toString();
            case Number n -> n.toString();
            case null, default -> throw invalid(key, "must be a text");
        };
        var choices = Optional.ofNullable(declared.get(key)).map(Setting::choices).orElse(List.of());
        if (!choices.isEmpty() && !choices.contains(text)) {
            throw invalid(key, "must be one of " + String.join(", ", choices));
        }
        return text;
    }

    private ProblemException invalid(String key, String what) {
        return new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, owner + ": setting \"" + key + "\" " + what));
    }
}
