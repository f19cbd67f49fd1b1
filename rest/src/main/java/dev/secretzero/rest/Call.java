package dev.secretzero.rest;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request.
///
/// @param names of the path below the server's base, each encoded by itself, so that a name with a slash stays one name
/// @param query as names and values, not encoded
/// @param need what must be allowed for it, as the hint of a refusal says it
public record Call(String method, List<String> names, SortedMap<String, String> query, String need, Optional<Body> body) {

    /// What is sent.
    ///
    /// @param type the media type
    /// @param content fields as JSON, a single value as it is
    public record Body(String type, Material content) {}

    /// @throws ProblemException of [Problem.Code#SETTING_INVALID] for a name that leads elsewhere
    public Call {
        names = List.copyOf(names);
        query = Collections.unmodifiableSortedMap(new TreeMap<>(query));
        for (var name : names) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new ProblemException(Problem.of(Problem.Code.SETTING_INVALID, "\"" + name + "\" cannot be part of an address")
                        .hint("a name that a place is found by is empty or made of dots: give it another"));
            }
        }
    }

    /// A request that sends nothing.
    public static Call of(String method, String need, String... names) {
        return new Call(method, List.of(names), Collections.emptySortedMap(), need, Optional.empty());
    }

    /// The same path, or one below it, with another method, and without a query and a body.
    public Call as(String method, String... below) {
        return of(method, need, Stream.concat(names.stream(), Stream.of(below)).toArray(String[]::new));
    }

    /// The same with a value in its query.
    public Call with(String key, String value) {
        var more = new TreeMap<>(query);
        more.put(key, value);
        return new Call(method, names, more, need, body);
    }

    /// The same with a body.
    public Call sending(String type, Material content) {
        return new Call(method, names, query, need, Optional.of(new Body(type, content)));
    }

    /// The same with JSON.
    public Call json(SortedMap<String, Material> fields) {
        return sending("application/json", new Material.Fields(fields));
    }

    /// The path as messages show it.
    public String path() {
        return String.join("/", names);
    }

    /// What comes after the base.
    String target() {
        var path = names.stream().map(Call::segment).collect(Collectors.joining("/", "/", ""));
        return query.isEmpty()
                ? path
                : query.entrySet().stream()
                        .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                        .collect(Collectors.joining("&", path + "?", ""));
    }

    /// A name may hold what stands between names only by custom (RFC 3986, section 3.3): OData writes keys with it.
    private static String segment(String name) {
        return encoded(name).replace("%28", "(").replace("%29", ")").replace("%27", "'").replace("%3D", "=");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whether it only looks.
    public boolean reads() {
        return method.equals("GET");
    }

    /// What fails when this is refused.
    public Problem.Code failure() {
        return reads() ? Problem.Code.UNREADABLE : Problem.Code.UNWRITABLE;
    }
}
