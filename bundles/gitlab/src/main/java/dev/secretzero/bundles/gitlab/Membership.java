package dev.secretzero.bundles.gitlab;

import dev.secretzero.rest.Wrong;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A project or group that a service account belongs to.
///
/// @param level the role that it is given there, unless it has one
record Membership(Holder holder, int level) {

    private static final Set<Integer> LEVELS = Set.of(10, 15, 20, 30, 40, 50);
    private static final Set<String> KEYS = Set.of("resource_type", "resource", "access_level");

    /// @throws ProblemException for a number that is no role
    static int level(int level) {
        if (!LEVELS.contains(level)) {
            throw Wrong.setting("access_level", "is not a role", "use 10, 15, 20, 30, 40 or 50");
        }
        return level;
    }

    /// The membership that settings name.
    static Membership of(GitlabProvider provider, String type, Optional<String> resource, int level) {
        return new Membership(
                switch (type) {
                    case "project" -> Holder.project(resource, provider);
                    case "group" -> Holder.group(resource, provider);
                    default -> throw Wrong.setting("resource_type", "is not known", "use group or project");
                },
                level(level));
    }

    /// Those of a list of maps.
    static List<Membership> all(GitlabProvider provider, @Nullable Object tree) {
        return switch (tree) {
            case null -> List.of();
            case List<?> items -> items.stream().map(item -> parse(provider, item)).toList();
            default -> throw faulty();
        };
    }

    private static Membership parse(GitlabProvider provider, @Nullable Object item) {
        if (!(item instanceof Map<?, ?> map) || !KEYS.containsAll(map.keySet())) {
            throw faulty();
        }
        var type = text(map, "resource_type").orElseThrow(Membership::faulty);
        var level = text(map, "access_level").orElse("30");
        if (!level.matches("\\d{1,3}")) {
            throw faulty();
        }
        return of(provider, type, text(map, "resource"), Integer.parseInt(level));
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return Optional.<Object>ofNullable(map.get(key)).map(value -> {
            if (value instanceof Map || value instanceof List) {
                throw faulty();
            }
            return value.toString();
        });
    }

    private static ProblemException faulty() {
        return Wrong.setting(
                "memberships", "is no list of places", "write each as {resource_type: group, resource: team/app, access_level: 30}");
    }

    /// Adds the account. One that belongs already keeps its role.
    void join(Session session, String account) {
        var body = new TreeMap<String, Material>(Map.of(
                "user_id", new Material.Literal(Secret.of(account)), "access_level", new Material.Literal(Secret.of(String.valueOf(level)))));
        var call = holder.call("POST", "members").json(body);
        try (var answer = session.send(call)) {
            boolean belongs = switch (answer.status()) {
                case 200, 201, 409 -> true;
                // So is a role refused that is below an inherited one.
                case 400, 422 -> holds(session, account);
                default -> throw session.refusal(call, answer);
            };
            if (!belongs) {
                throw session.server().wrong(
                        Problem.Code.UNWRITABLE,
                        " does not take the service account " + account + " into " + holder,
                        "check `access_level`, which cannot be above the role of our own token, and whether accounts may be added there");
            }
        }
    }

    /// Whether the account belongs, by itself or through a group above.
    boolean holds(Session session, String account) {
        var call = holder.call("GET", "members", "all", account);
        try (var answer = session.send(call)) {
            return switch (answer.status()) {
                case 200 -> answer.word("id").map(account::equals).filter(same -> same).orElseThrow(() -> session.senseless(call));
                case 404 -> {
                    session.require(holder);
                    yield false;
                }
                default -> throw session.refusal(call, answer);
            };
        }
    }

    void leave(Session session, String account) {
        var call = holder.call("DELETE", "members", account);
        try (var answer = session.send(call)) {
            if (!answer.isGood() && answer.status() != 404) {
                throw session.refusal(call, answer);
            }
        }
    }
}
