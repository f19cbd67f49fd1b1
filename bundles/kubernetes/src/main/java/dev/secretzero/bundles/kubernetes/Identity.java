package dev.secretzero.bundles.kubernetes;

import dev.secretzero.spi.Provider.Actor;
import dev.secretzero.spi.Provider.Standing;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who we are to a cluster, and what we may do with Secrets in one namespace. Every login may ask both; a cluster before
/// 1.28 may not know the first question, and is then asked for its version, so that a login without a name still counts.
record Identity(Cluster cluster, String namespace) {

    private static final String ANONYMOUS = "system:anonymous";

    Standing standing() {
        var call = Call.who(cluster.json(Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview")));
        var answer = cluster.send(call);
        if (answer.status() == 404 || answer.status() == 403) {
            return unnamed();
        }
        if (!answer.succeeded()) {
            return new Standing.Refused(cluster.refusal(call, answer).problem());
        }
        var user = at(body(call, answer), "status", "userInfo");
        var name = text(user, "username");
        return name.isEmpty() || name.get().equals(ANONYMOUS)
                ? new Standing.Refused(cluster.refusal(call, new Answer(401, "", Optional.empty())).problem())
                : new Standing.Ready(new Actor(claims(name, user)));
    }

    private Standing unnamed() {
        var call = Call.version();
        var answer = cluster.send(call);
        return answer.succeeded()
                ? new Standing.Ready(new Actor(claims(Optional.empty(), null)))
                : new Standing.Refused(cluster.refusal(call, answer).problem());
    }

    private SortedMap<String, String> claims(Optional<String> name, @Nullable Object user) {
        var claims = new TreeMap<String, String>();
        claims.put("provider", "kubernetes");
        claims.put("url", cluster.server());
        claims.put("namespace", namespace);
        name.ifPresent(each -> claims.put("user", each));
        text(user, "uid").ifPresent(uid -> claims.put("uid", uid));
        if (at(user, "groups") instanceof List<?> groups && !groups.isEmpty()) {
            claims.put("groups", String.join(",", texts(groups)));
        }
        rights().ifPresent(scopes -> claims.put("scopes", scopes));
        return claims;
    }

    /// What we may do with Secrets: `secrets:get`, and `secrets/NAME:get` where a role names them. Empty when the cluster does
    /// not say.
    private Optional<String> rights() {
        var call = Call.rights(cluster.json(Map.of(
                "apiVersion", "authorization.k8s.io/v1", "kind", "SelfSubjectRulesReview", "spec", Map.of("namespace", namespace))));
        var answer = cluster.send(call);
        var said = answer.succeeded() ? cluster.parsed(answer, GenericKubernetesResource.class) : Optional.<GenericKubernetesResource>empty();
        return said.isPresent() && at(said.get().getAdditionalProperties(), "status", "resourceRules") instanceof List<?> rules
                ? Optional.of(scopes(rules))
                : Optional.empty();
    }

    private static String scopes(List<?> rules) {
        var scopes = new TreeSet<String>();
        for (var rule : rules) {
            var resources = list(rule, "resources");
            if (resources.contains("*") || resources.contains("secrets")) {
                var names = list(rule, "resourceNames");
                list(rule, "verbs").forEach(verb -> scopes.addAll(scopes(verb, names)));
            }
        }
        return String.join(",", scopes);
    }

    private static List<String> scopes(String verb, List<String> names) {
        return names.isEmpty()
                ? List.of("secrets:" + verb)
                : names.stream().map(name -> "secrets/" + name + ":" + verb).toList();
    }

    private @Nullable Object body(Call call, Answer answer) {
        return cluster.parsed(answer, GenericKubernetesResource.class)
                .map(GenericKubernetesResource::getAdditionalProperties)
                .orElseThrow(() -> cluster.senseless(call));
    }

    private static @Nullable Object at(@Nullable Object tree, String... names) {
        var here = tree;
        for (var name : names) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }

    private static Optional<String> text(@Nullable Object tree, String key) {
        return at(tree, key) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static List<String> list(@Nullable Object tree, String key) {
        return at(tree, key) instanceof List<?> found ? texts(found) : List.of();
    }

    private static List<String> texts(List<?> found) {
        return found.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
}
