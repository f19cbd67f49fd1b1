package dev.secretzero.spi;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Settings that are already resolved and checked against the offer.
///
/// Asking for a key that the offer does not declare is a bug in the bundle. A declared key that has neither
/// value nor fallback is a [Problem.Code#SETTING_INVALID] problem.
public interface Settings {

    /// Whether the key has a value or a fallback.
    boolean has(String key);

    String text(String key);

    int integer(String key);

    boolean flag(String key);

    Duration duration(String key);

    /// The path as it was written, not resolved against any directory.
    Path path(String key);

    URI uri(String key);

    Secret secret(String key);

    List<String> list(String key);

    SortedMap<String, String> map(String key);

    /// The value as plain Java: [String], [Number], [Boolean], [List], [java.util.Map] with text keys, or null. A
    /// text that is only an unresolved placeholder (`${NAME}`) counts as null.
    @Nullable Object tree(String key);

    default Optional<String> maybe(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }
}
