package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.server.Endpoint.Scope;
import dev.secretzero.server.Endpoint.Verb;
import dev.secretzero.spi.Problem;
import dev.secretzero.testkit.Page;
import dev.secretzero.testkit.SchemaTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `docs/api.md`: everything that it says of an endpoint comes from its declaration. `-Dgolden=write` rewrites it.
final class ApiPageTest {

    /// What the example of a POST sends, by the endpoint's id. Others are sent without a body.
    private static final Map<String, String> BODIES = Map.of(
            "validateConfig", "{\"config\": {\"secrets\": []}}",
            "sync", "{\"dry_run\": true}",
            "executeRotation", "{\"secret_name\": \"DB_PASSWORD\", \"force\": true, \"dry_run\": true}",
            "checkDrift", "{\"secret_name\": \"DB_PASSWORD\"}");

    /// The query of the example of a GET, by the endpoint's id.
    private static final Map<String, String> QUERIES = Map.of(
            "version", "?detailed=true", "listTargets", "?filter=file", "auditLogs", "?action=sync&limit=5");

    private static final String COMPONENTS = "#/components/schemas/";

    private final List<Endpoint<?>> endpoints = Endpoints.of(Desks.idle(), new Json());
    private final Map<String, @Nullable Object> document = OpenApi.of(endpoints);
    private final Map<?, ?> schemas = at(document, "components", "schemas");
    private final SchemaTable table = new SchemaTable(UnaryOperator.identity(), true);

    @Test
    void thePageSaysWhatTheEndpointsDeclare() {
        var parts = new LinkedHashMap<String, String>();
        parts.put("scopes", scopes());
        parts.put("statuses", statuses());
        parts.put("endpoints", described());
        parts.put("objects", objects());
        Page.of("api.md").check(parts);
    }

    @Test
    void theExamplesBelongToEndpoints() {
        assertThat(endpoints).extracting(Endpoint::id).containsAll(BODIES.keySet()).containsAll(QUERIES.keySet());
    }

    private static boolean documented(Endpoint<?> endpoint) {
        return !endpoint.tag().equals(OpenEndpoints.HIDDEN);
    }

    private String scopes() {
        return SchemaTable.table(List.of("Scope", "Endpoints"), Arrays.stream(Scope.values())
                .map(scope -> List.of("`" + label(scope) + "`", endpoints.stream()
                        .filter(endpoint -> documented(endpoint) && endpoint.scope() == scope)
                        .map(endpoint -> "`" + endpoint.path() + "`")
                        .collect(Collectors.joining(", "))))
                .toList());
    }

    private static String label(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private static String statuses() {
        return SchemaTable.table(List.of("Status", "`error`", "`code`", "Meaning"), Arrays.stream(HttpStatus.values())
                .map(status -> List.of("`" + status.code() + "`", status.label(), codes(status), status.meaning()))
                .toList());
    }

    private static String codes(HttpStatus status) {
        return Arrays.stream(Problem.Code.values())
                .filter(code -> code != Problem.Code.BUG && HttpStatus.of(code) == status)
                .map(code -> "`" + code.label() + "`")
                .collect(Collectors.joining(", "));
    }

    private String described() {
        return endpoints.stream()
                .filter(ApiPageTest::documented)
                .map(endpoint -> described(endpoint, at(document, "paths", endpoint.path(), verb(endpoint))))
                .collect(Collectors.joining("\n"));
    }

    private static String verb(Endpoint<?> endpoint) {
        return endpoint.verb().name().toLowerCase(Locale.ROOT);
    }

    private String described(Endpoint<?> endpoint, Map<?, ?> operation) {
        var text = new StringBuilder("### " + endpoint.verb() + " " + endpoint.path() + "\n\n");
        text.append(endpoint.summary()).append(" Scope: `").append(label(endpoint.scope())).append("`.\n\n");
        text.append("```sh\n").append(before(endpoint)).append(curl(endpoint)).append("\n```\n\n");
        text.append(parameters(operation));
        var body = at(operation, "requestBody", "content", Answer.JSON, "schema");
        if (body.get("$ref") instanceof String reference && !fields(reference).isEmpty()) {
            text.append("Body:\n\n").append(SchemaTable.rows("Field", fields(reference))).append('\n');
        }
        text.append(answer(operation));
        return text.append("Fails with ").append(failures(operation)).append(".\n").toString();
    }

    /// A plan must be made before it can be applied.
    private static String before(Endpoint<?> endpoint) {
        return endpoint.path().contains("{plan_id}")
                ? "plan=$(curl -fsS -H \"X-API-Key: $KEY\" -X POST $API/plan | sed 's/.*\"plan_id\": *\"\\([0-9a-f]*\\)\".*/\\1/')\n"
                : "";
    }

    private static String curl(Endpoint<?> endpoint) {
        var key = endpoint.open() ? "" : " -H \"X-API-Key: $KEY\"";
        var path = "$API"
                + endpoint.path().replace("{name}", "DB_PASSWORD").replace("{plan_id}", "$plan")
                + QUERIES.getOrDefault(endpoint.id(), "");
        var address = path.contains("?") ? "\"" + path + "\"" : path;
        if (endpoint.verb() == Verb.GET) {
            return "curl -fsS" + key + " " + address;
        }
        var body = BODIES.get(endpoint.id());
        return body == null
                ? "curl -fsS" + key + " -X POST " + address
                : "curl -fsS" + key + " -H 'Content-Type: application/json' -d '" + body + "' " + address;
    }

    private String parameters(Map<?, ?> operation) {
        if (!(operation.get("parameters") instanceof List<?> parameters)) {
            return "";
        }
        var rows = new ArrayList<List<String>>();
        parameters.forEach(parameter -> rows.add(parameter(at(parameter))));
        return SchemaTable.table(List.of("Parameter", "In", "Type", "Default", "Meaning"), rows) + "\n";
    }

    private List<String> parameter(Map<?, ?> parameter) {
        var name = String.valueOf(parameter.get("name"));
        var property = new LinkedHashMap<Object, @Nullable Object>(at(parameter, "schema"));
        property.put("description", parameter.get("description"));
        var required = Boolean.TRUE.equals(parameter.get("required")) ? List.of(name) : List.of();
        var row = table.rows(Map.of("properties", Map.of(name, property), "required", required)).getFirst();
        return List.of(row.key(), String.valueOf(parameter.get("in")), row.type(), row.fallback(), row.meaning());
    }

    private List<SchemaTable.Row> fields(String reference) {
        return table.rows(at(schemas, reference.substring(COMPONENTS.length())));
    }

    private String answer(Map<?, ?> operation) {
        var schema = at(operation, "responses", "200", "content", Answer.JSON, "schema");
        if (!(schema.get("$ref") instanceof String reference)) {
            return "Answers with a document of its own.\n\n";
        }
        return "Answer:\n\n" + SchemaTable.rows("Field", always(fields(reference))) + "\n";
    }

    /// A field of an answer is always there, which therefore goes without saying.
    private static List<SchemaTable.Row> always(List<SchemaTable.Row> rows) {
        return rows.stream().map(row -> new SchemaTable.Row(row.key(), row.type(), "", row.meaning())).toList();
    }

    private static String failures(Map<?, ?> operation) {
        return at(operation, "responses").keySet().stream()
                .map(String::valueOf)
                .filter(status -> !status.equals("200"))
                .map(status -> "`" + status + "`")
                .collect(Collectors.joining(", "));
    }

    /// The objects inside of answers, by name.
    private String objects() {
        return new TreeSet<>(inside()).stream()
                .map(name -> "### " + name + "\n\n" + SchemaTable.rows("Field", always(table.rows(at(schemas, name)))))
                .collect(Collectors.joining("\n"));
    }

    private List<String> inside() {
        var names = new ArrayList<String>();
        schemas.values().forEach(schema -> at(schema, "properties").values().forEach(property -> {
            var item = at(property, "items").isEmpty() ? at(property) : at(property, "items");
            if (item.get("$ref") instanceof String reference) {
                names.add(reference.substring(COMPONENTS.length()));
            }
        }));
        return names;
    }

    /// The map that a path of keys leads to.
    private static Map<?, ?> at(@Nullable Object value, String... keys) {
        var found = value;
        for (var key : keys) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return found instanceof Map<?, ?> map ? map : Map.of();
    }
}
