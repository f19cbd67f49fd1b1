package dev.secretzero.server;

import dev.secretzero.server.Endpoint.Page;
import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The OpenAPI 3.1 document, derived from the endpoints.
final class OpenApi {

    private final Shapes shapes = new Shapes();

    private OpenApi() {}

    static Map<String, @Nullable Object> of(List<Endpoint<?>> endpoints) {
        return new OpenApi().document(endpoints);
    }

    private Map<String, @Nullable Object> document(List<Endpoint<?>> endpoints) {
        var paths = new LinkedHashMap<String, @Nullable Object>();
        for (var endpoint : endpoints) {
            if (!endpoint.tag().equals(OpenEndpoints.HIDDEN)) {
                var verb = endpoint.verb().name().toLowerCase(Locale.ROOT);
                paths.put(endpoint.path(), map(verb, operation(endpoint)));
            }
        }
        var info = map("title", "SecretZero API", "version", Release.VERSION,
                "description", "Declares, makes, delivers, rotates and proves secrets. No answer holds the value of one.",
                "license", map("name", "Apache-2.0", "identifier", "Apache-2.0"));
        var document = map("openapi", "3.1.0", "info", info, "servers", List.of(map("url", "/")), "paths", paths);
        document.put("components", components());
        return document;
    }

    private Map<String, @Nullable Object> components() {
        var fault = shapes.reference(Wire.Fault.class, false);
        shapes.reference(Wire.Failure.class, false);
        var key = map(
                "type", "apiKey",
                "in", "header",
                "name", Gate.KEY_HEADER,
                "description", "The key of `SECRETZERO_API_KEY`. Not needed from the server's own machine when it has none.");
        var schemas = new LinkedHashMap<>(shapes.schemas());
        schemas.put("InvalidRequest", map(
                "allOf", List.of(map("$ref", "#/components/schemas/Failure")),
                "type", "object",
                "properties", map("errors", map(
                        "type", "array", "items", fault, "description", "What is wrong, and where.")),
                "required", List.of("errors")));
        return map("securitySchemes", map("ApiKeyAuth", key), "schemas", schemas);
    }

    private Map<String, @Nullable Object> operation(Endpoint<?> endpoint) {
        var operation = map(
                "operationId", endpoint.id(),
                "summary", endpoint.summary(),
                "tags", List.of(endpoint.tag()));
        var parameters = parameters(endpoint);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (endpoint.verb() == Verb.POST) {
            var schema = shapes.reference(endpoint.request(), true);
            boolean needed = endpoint.request() == Wire.ValidateConfig.class;
            operation.put("requestBody", map("required", needed, "content", json(schema)));
        }
        operation.put("responses", responses(endpoint));
        operation.put("security", endpoint.open() ? List.of() : List.of(map("ApiKeyAuth", List.of())));
        return operation;
    }

    private List<Object> parameters(Endpoint<?> endpoint) {
        var parameters = new ArrayList<Object>();
        if (endpoint.verb() == Verb.GET) {
            for (var component : endpoint.request().getRecordComponents()) {
                var name = Shapes.snake(component.getName());
                boolean inPath = endpoint.path().contains("{" + name + "}");
                var schema = shapes.property(component);
                var description = schema.remove("description");
                parameters.add(map("name", name, "in", inPath ? "path" : "query", "required", inPath,
                        "description", description, "schema", schema));
            }
        }
        if (endpoint.scope() == Scope.WRITE) {
            parameters.add(map("name", "Idempotency-Key", "in", "header", "required", false,
                    "description", "A request that is sent again with its key gets the same answer and changes nothing.",
                    "schema", map("type", "string", "maxLength", 255)));
        }
        return parameters;
    }

    private Map<String, @Nullable Object> responses(Endpoint<?> endpoint) {
        var responses = new LinkedHashMap<String, @Nullable Object>();
        Map<String, @Nullable Object> schema =
                endpoint.response() == Page.class ? map("type", "object") : shapes.reference(endpoint.response(), false);
        responses.put("200", map("description", "Answered.", "content", json(schema)));
        for (var status : HttpStatus.values()) {
            if (possible(endpoint, status)) {
                var name = status == HttpStatus.UNPROCESSABLE ? "InvalidRequest" : "Failure";
                var failure = map("$ref", "#/components/schemas/" + name);
                responses.put(Integer.toString(status.code()), map("description", status.meaning(), "content", json(failure)));
            }
        }
        return responses;
    }

    private static boolean possible(Endpoint<?> endpoint, HttpStatus status) {
        boolean body = endpoint.verb() == Verb.POST;
        boolean manifest = !endpoint.open() && endpoint.scope() != Scope.AUDIT && endpoint.request() != Wire.ValidateConfig.class;
        return switch (status) {
            case TOO_LARGE, NOT_JSON -> body;
            case NOT_FOUND -> manifest;
            case FORBIDDEN, UNAUTHORIZED, TOO_MANY -> !endpoint.open();
            case CONFLICT, REMOTE_FAILED -> endpoint.scope() == Scope.WRITE;
            case UNPROCESSABLE -> !endpoint.open() || endpoint.request() != Wire.Nothing.class;
            case BAD_REQUEST, UNAVAILABLE -> true;
            case PLAN_STALE -> endpoint.request() == Wire.AskApply.class;
            case NOT_ALLOWED, BUG -> false;
        };
    }

    private static Map<String, @Nullable Object> json(Map<String, @Nullable Object> schema) {
        return map(Answer.JSON, map("schema", schema));
    }

    /// An ordered map of names and values in turn.
    private static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
