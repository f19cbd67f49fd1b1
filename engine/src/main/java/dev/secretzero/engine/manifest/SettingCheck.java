package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Diagnostic.Severity;
import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Scalar;
import dev.secretzero.engine.manifest.Value.Sequence;
import dev.secretzero.engine.manifest.Value.Text;
import dev.secretzero.spi.Setting;
import java.math.BigDecimal;
import java.net.URI;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Compares the configuration of a component with the settings that its bundle declares.
///
/// An unknown key is a warning, because an older build may read a newer Secretfile; a value that cannot be meant is
/// an error. A text with a placeholder that is still open is left for the one who uses it.
final class SettingCheck {

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

    private static final Pattern DURATION = Pattern.compile("\\d{1,9}[smhdwy]?");
    private static final Pattern OPEN = Pattern.compile("\\$\\{[^}]+}|\\{\\{");

    private final Findings findings;
    private final References references;
    /// By identity: a kind has one list, and comparing lists would compare every setting of every kind.
    private final IdentityHashMap<List<Setting>, Map<String, Setting>> indexes = new IdentityHashMap<>();

    SettingCheck(Findings findings, References references) {
        this.findings = findings;
        this.references = references;
    }

    /// Checks a `config` map.
    ///
    /// @param extra keys that every component of the role may have
    /// @param owner the secret that is configured, for its references; empty when it is not one
    /// @param complete whether required settings must be here
    void check(String path, Mapping config, Catalog.Kind kind, Set<String> extra, String owner, boolean complete) {
        var settings = index(kind.settings());
        check(path, config, settings, extra, owner);
        if (complete) {
            settings.values().stream()
                    .filter(setting -> isMissing(setting, config))
                    .forEach(setting -> findings.error(
                            path + "." + setting.key(), config.at(), "Field required", kind.kind() + " needs it: " + setting.summary()));
        }
    }

    /// Checks the keys of one of several maps that hold settings together.
    void check(String path, Mapping config, Map<String, Setting> settings, Set<String> extra, String owner) {
        config.entries().forEach((key, value) -> {
            var setting = settings.get(key);
            if (setting != null) {
                check(path + "." + key, value, setting, owner);
            } else if (!extra.contains(key)) {
                unknown(path + "." + key, key, config.keys().getOrDefault(key, value.at()), settings, extra);
            }
        });
    }

    private void unknown(String path, String key, Mark at, Map<String, Setting> settings, Set<String> extra) {
        var known = new LinkedHashSet<>(settings.keySet());
        known.addAll(extra);
        findings.add(Severity.WARNING, path, at, "Unknown key \"" + key + "\"", Suggestion.hint(key, known));
    }

    Map<String, Setting> index(List<Setting> settings) {
        return indexes.computeIfAbsent(settings, all -> {
            var index = new java.util.LinkedHashMap<String, Setting>();
            all.forEach(setting -> index.putIfAbsent(setting.key(), setting));
            return index;
        });
    }

    private static boolean isMissing(Setting setting, Mapping config) {
        var value = config.at(setting.key());
        boolean absent = value == null || (value instanceof Scalar(var plain, _) && plain == null);
        return absent && setting.required() && setting.variable().isEmpty() && setting.fallback().isEmpty();
    }

    private void check(String path, Value value, Setting setting, String owner) {
        boolean open = value instanceof Text text && OPEN.matcher(text.text()).find();
        if (open || (value instanceof Scalar(var plain, _) && plain == null)) {
            return;
        }
        if (!fits(value, setting.type())) {
            findings.error(path, value.at(), "Input should be " + wanted(setting.type()), setting.summary());
        } else if (!setting.choices().isEmpty() && !isChoice(value, setting)) {
            var word = value instanceof Text text && !text.fromEnvironment() ? text.text() : "";
            findings.misspelt(path, value.at(), "Input should be " + Section.alternatives(setting.choices()), word, setting.choices());
        } else if (setting.type() == Setting.Type.REFERENCE && value instanceof Text text) {
            references.add(owner, path, text.at(), text.text());
        }
    }

    private static boolean isChoice(Value value, Setting setting) {
        return switch (value) {
            case Text text -> isChoice(text.text(), setting);
            case Scalar(var plain, _) -> isChoice(Pythonic.text(plain), setting);
            case Sequence(var items, _) -> items.stream().allMatch(item -> isChoice(item, setting));
            case Mapping _ -> true;
        };
    }

    private static boolean isChoice(String text, Setting setting) {
        return setting.choices().stream().anyMatch(choice -> choice.equalsIgnoreCase(text.strip()));
    }

    private static boolean fits(Value value, Setting.Type type) {
        return switch (type) {
            case ANY -> true;
            case TEXT, SECRET, PATH, REFERENCE -> isText(value);
            case URI -> value instanceof Text text && isUri(text.text());
            case INTEGER -> Section.number(value).filter(SettingCheck::isInt).isPresent();
            case FLAG -> Section.flag(value).isPresent();
            case DURATION -> value instanceof Scalar(Number _, _)
                    || (value instanceof Text text && DURATION.matcher(text.text().strip()).matches());
            case LIST -> isText(value) || (value instanceof Sequence(var items, _) && items.stream().allMatch(SettingCheck::isText));
            case MAP -> value instanceof Mapping;
        };
    }

    private static boolean isInt(BigDecimal number) {
        return Section.isWhole(number) && number.abs().compareTo(LARGEST) <= 0;
    }

    /// Numbers may stand where a text is wanted (account numbers, project ids); booleans and dates may not, because
    /// a text that YAML reads as one would change.
    private static boolean isText(Value value) {
        return value instanceof Text || value instanceof Scalar(Number _, _);
    }

    private static boolean isUri(String text) {
        try {
            return URI.create(text.strip()) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String wanted(Setting.Type type) {
        return switch (type) {
            case TEXT, SECRET, PATH -> "a valid string";
            case REFERENCE -> "the name of a secret";
            case URI -> "a valid URL";
            case INTEGER -> "a valid integer";
            case FLAG -> "a valid boolean";
            case DURATION -> "a duration such as 90s, 15m, 12h, 30d, 2w or 1y";
            case LIST -> "a valid list of strings";
            case MAP -> "a valid dictionary";
            case ANY -> "a value";
        };
    }
}
