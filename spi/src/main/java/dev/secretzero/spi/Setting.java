package dev.secretzero.spi;

import java.util.List;
import java.util.Optional;

/// One key of a component's configuration.
///
/// @param choices the values it may have; empty when it is free
public record Setting(
        String key,
        Type type,
        boolean required,
        Optional<String> variable,
        Optional<String> fallback,
        List<String> choices,
        String summary) {

    public Setting {
        choices = List.copyOf(choices);
    }

    /// What a value of this setting is.
    public enum Type {
        TEXT,
        INTEGER,
        FLAG,
        /// A number of seconds, or a number with a unit: `90s`, `15m`, `12h`, `30d`, `2w`, `1y`.
        DURATION,
        PATH,
        URI,
        /// A text that is never shown.
        SECRET,
        /// The name of another declared secret, or `secret.field`.
        REFERENCE,
        /// A list of texts. A single text counts as a list of one.
        LIST,
        /// Text to text.
        MAP,
        /// Any value: a text, a number, a list, a map.
        ANY
    }

    /// An optional setting without a fallback.
    public static Setting of(String key, Type type, String summary) {
        return new Setting(key, type, false, Optional.empty(), Optional.empty(), List.of(), summary);
    }

    /// Names the environment variable that is read when the manifest does not say.
    public Setting from(String variable) {
        return new Setting(key, type, required, Optional.of(variable), fallback, choices, summary);
    }

    /// The value when nothing else gives one, as it would be written in the manifest.
    public Setting otherwise(String fallback) {
        return new Setting(key, type, required, variable, Optional.of(fallback), choices, summary);
    }

    /// Makes it required.
    public Setting needed() {
        return new Setting(key, type, true, variable, fallback, choices, summary);
    }

    /// Limits it to these values.
    public Setting oneOf(String... choices) {
        return new Setting(key, type, required, variable, fallback, List.of(choices), summary);
    }
}
