package dev.secretzero.server;

import dev.secretzero.server.Wire.Fault;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a request: strictly from a JSON body, by their meaning from a query.
///
/// Every reading method gives a value that can be used, and remembers what was wrong. After the last of them,
/// [#faults()] says all of it. A message never repeats what was sent.
final class Fields {

    private final Map<String, String> path;
    private final Map<String, String> query;
    private final Optional<Map<String, @Nullable Object>> body;
    private final List<Fault> faults = new ArrayList<>();

    /// @param body absent for requests that are read from the query
    Fields(Map<String, String> path, Map<String, String> query, Optional<Map<String, @Nullable Object>> body) {
        this.path = path;
        this.query = query;
        this.body = body;
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /// The same for the same request.
    String fingerprint() {
        return path + "?" + query + body;
    }

    /// Whether it asks for a dry run, which changes nothing.
    boolean rehearsal() {
        return body.map(map -> Boolean.TRUE.equals(map.get("dry_run"))).orElse(false);
    }

    /// A part of the path.
    String path(String name) {
        return path.getOrDefault(name, "");
    }

    /// The lane: from the body or from the query.
    @Nullable String environment() {
        var own = text("environment");
        return own == null ? query.get("environment") : own;
    }

    boolean flag(String name, boolean fallback) {
        if (!given(name)) {
            return fallback;
        }
        if (value(name) instanceof Boolean flag) {
            return flag;
        }
        return body.isEmpty() ? flag(name) : this.<Boolean>fault(name, "must be true or false", fallback);
    }

    private boolean flag(String name) {
        return switch (query.getOrDefault(name, "").toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> this.<Boolean>fault(name, "must be true or false", false);
        };
    }

    /// A flag that need not be given.
    @Nullable Boolean choice(String name) {
        return given(name) ? flag(name, false) : null;
    }

    @Nullable String text(String name) {
        var value = value(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        faults.add(new Fault(name, "must be a text or null"));
        return null;
    }

    /// The name of something; not blank.
    @Nullable String name(String name) {
        var text = text(name);
        if (text != null && text.isBlank()) {
            faults.add(new Fault(name, "must not be blank"));
            return null;
        }
        return text;
    }

    List<String> texts(String name) {
        var value = value(name);
        if (!given(name)) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            return this.<List<String>>fault(name, "must be a list of texts", List.of());
        }
        var texts = new ArrayList<String>(list.size());
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof String text && !text.isBlank()) {
                texts.add(text);
            } else {
                faults.add(new Fault(name + "." + i, "must be a text that is not blank"));
            }
        }
        return texts;
    }

    /// An object that must be given.
    Map<String, @Nullable Object> object(String name) {
        if (value(name) instanceof Map<?, ?> map) {
            return keyed(map);
        }
        faults.add(new Fault(name, given(name) ? "must be an object" : "is required"));
        return new LinkedHashMap<>();
    }

    int number(String name, int fallback, int least, int most) {
        if (!given(name)) {
            return fallback;
        }
        var text = String.valueOf(value(name));
        boolean whole = text.matches("-?\\d{1,10}") && (body.isEmpty() || value(name) instanceof Number);
        long number = whole ? Long.parseLong(text) : Long.MIN_VALUE;
        if (!whole || number < least || number > most) {
            var range = most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
            faults.add(new Fault(name, "must be a whole number " + range));
            return fallback;
        }
        return (int) number;
    }

    /// A time, in ISO 8601; a date means its first moment, in UTC.
    @Nullable String time(String name) {
        var text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return instant(text).toString();
        } catch (DateTimeException e) {
            faults.add(new Fault(name, "must be a time such as 2026-01-31T12:00:00Z, or a date"));
            return null;
        }
    }

    private static Instant instant(String text) {
        return text.indexOf('T') < 0
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }

    private boolean given(String name) {
        return body.<Map<String, ?>>map(map -> map).orElse(query).containsKey(name);
    }

    private @Nullable Object value(String name) {
        return body.isPresent() ? body.get().get(name) : query.get(name);
    }

    private <T> T fault(String name, String message, T instead) {
        faults.add(new Fault(name, message));
        return instead;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> keyed(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
