package dev.secretzero.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the endpoint that a path means.
final class Routes {

    private final List<Endpoint<?>> endpoints;
    private final Map<String, List<Endpoint<?>>> fixed = new LinkedHashMap<>();
    private final List<Endpoint<?>> open = new ArrayList<>();

    Routes(List<Endpoint<?>> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        for (var endpoint : endpoints) {
            if (endpoint.path().indexOf('{') < 0) {
                fixed.computeIfAbsent(endpoint.path(), _ -> new ArrayList<>()).add(endpoint);
            } else {
                open.add(endpoint);
            }
        }
    }

    List<Endpoint<?>> endpoints() {
        return endpoints;
    }

    /// An endpoint, and what stands in the places of its braces.
    record Match(Endpoint<?> endpoint, Map<String, String> path) {}

    /// Every endpoint at that path, whatever its method. A path may end in a slash.
    ///
    /// @throws IllegalArgumentException when the path is not well encoded
    List<Match> at(String rawPath) {
        var path = rawPath.length() > 1 && rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
        var exact = fixed.get(path);
        if (exact != null) {
            return exact.stream().map(endpoint -> new Match(endpoint, Map.of())).toList();
        }
        var segments = path.split("/", -1);
        return open.stream().flatMap(endpoint -> match(endpoint, segments).stream()).toList();
    }

    private static Optional<Match> match(Endpoint<?> endpoint, String[] segments) {
        var pattern = endpoint.path().split("/", -1);
        if (pattern.length != segments.length) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                var value = decoded(segments[i].replace("+", "%2B"));
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.put(pattern[i].substring(1, pattern[i].length() - 1), value);
            } else if (!pattern[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(new Match(endpoint, values));
    }

    /// The parameters of a query; the last of a name counts.
    ///
    /// @throws IllegalArgumentException when the query is not well encoded
    static Map<String, String> query(String raw) {
        var values = new LinkedHashMap<String, String>();
        if (raw.isEmpty()) {
            return values;
        }
        for (var pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
