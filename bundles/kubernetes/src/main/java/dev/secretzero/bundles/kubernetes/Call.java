package dev.secretzero.bundles.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A request of the Kubernetes API.
///
/// @param method of HTTP
/// @param path from the root of the server, with its query
/// @param right what the request needs, as roles name it
/// @param place what it is about, as messages name it
/// @param type of the body
/// @param body JSON; empty where none is sent
record Call(String method, String path, Right right, String place, String type, Optional<String> body) {

    private static final String JSON = "application/json";
    private static final String MANAGER = "fieldManager=secretzero";

    /// What a role must allow.
    ///
    /// @param group of the API; empty for the core group
    /// @param namespace empty for what has none
    /// @param name of the object; empty where a role cannot name it
    record Right(String verb, String group, String resource, Optional<String> namespace, Optional<String> name) {

        /// The rule to add, in one line.
        String rule() {
            return "add to a " + namespace.map(space -> "Role in the namespace " + space).orElse("ClusterRole")
                    + " the rule: apiGroups: [\"" + group + "\"], resources: [\"" + resource + "\"]"
                    + name.map(each -> ", resourceNames: [\"" + each + "\"]").orElse("")
                    + ", verbs: [\"" + verb + "\"]";
        }
    }

    static Call read(SecretName secret) {
        return of("GET", secret.path(), secret.right("get"), secret.shown(), JSON, Optional.empty());
    }

    /// Makes a Secret; refused when there is one.
    static Call create(SecretName secret, String body) {
        var right = new Right("create", "", "secrets", Optional.of(secret.namespace()), Optional.empty());
        return of("POST", secret.collection() + "?" + MANAGER, right, secret.shown(), JSON, Optional.of(body));
    }

    /// Server-side apply: JSON is YAML.
    static Call apply(SecretName secret, String body) {
        return of(
                "PATCH", secret.path() + "?" + MANAGER + "&force=true", secret.right("patch"), secret.shown(),
                "application/apply-patch+yaml", Optional.of(body));
    }

    static Call merge(SecretName secret, String body) {
        return of(
                "PATCH", secret.path() + "?" + MANAGER, secret.right("patch"), secret.shown(), "application/merge-patch+json",
                Optional.of(body));
    }

    static Call delete(SecretName secret, String preconditions) {
        return of("DELETE", secret.path(), secret.right("delete"), secret.shown(), JSON, Optional.of(preconditions));
    }

    /// Changes what makes pods anew.
    static Call restart(Consumer consumer, String namespace, String body) {
        var right = new Right("patch", "apps", consumer.resource(), Optional.of(namespace), Optional.of(consumer.name()));
        var path = "/apis/apps/v1/namespaces/" + encoded(namespace) + "/" + consumer.resource() + "/" + encoded(consumer.name());
        return of(
                "PATCH", path + "?" + MANAGER, right, consumer.shown() + " in " + namespace, "application/merge-patch+json",
                Optional.of(body));
    }

    static Call who(String body) {
        return review("authentication.k8s.io", "selfsubjectreviews", body);
    }

    static Call rights(String body) {
        return review("authorization.k8s.io", "selfsubjectrulesreviews", body);
    }

    private static Call review(String group, String resource, String body) {
        var right = new Right("create", group, resource, Optional.empty(), Optional.empty());
        return of("POST", "/apis/" + group + "/v1/" + resource, right, resource, JSON, Optional.of(body));
    }

    static Call version() {
        return of("GET", "/version", new Right("get", "", "/version", Optional.empty(), Optional.empty()), "its version", JSON, Optional.empty());
    }

    private static Call of(String method, String path, Right right, String place, String type, Optional<String> body) {
        return new Call(method, path, right, place, type, body);
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    boolean reads() {
        return method.equals("GET");
    }

    /// Without the body, which may hold values.
    @Override
    public String toString() {
        return method + " " + path;
    }
}
