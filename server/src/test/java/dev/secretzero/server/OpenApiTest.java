package dev.secretzero.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The recorded surface. `-Dgolden=write` rewrites it.
final class OpenApiTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private final Json json = new Json();
    private final List<Endpoint<?>> endpoints = Endpoints.of(Desks.idle(), json);

    private static void matches(String name, String text) throws IOException {
        var file = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @Test
    void theDocumentIsTheRecordedOne() throws IOException {
        matches("openapi.json", new String(json.pretty(OpenApi.of(endpoints)), StandardCharsets.UTF_8) + "\n");
    }

    @Test
    void theRoutesAreTheRecordedOnes() throws IOException {
        var routes = endpoints.stream()
                .map(endpoint -> endpoint.verb() + " " + endpoint.path() + " " + endpoint.scope() + " "
                        + endpoint.trail().map(trail -> trail.action() + " " + trail.resource()).orElse("-"))
                .collect(Collectors.joining("\n"));
        matches("routes.txt", routes + "\n");
    }

    @Test
    void namesEveryOperationOnce() {
        var ids = endpoints.stream().map(Endpoint::id).toList();
        assertThat(ids).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var document = OpenApi.of(endpoints);
        var schemas = map(map(document.get("components")).get("schemas"));
        var references = new HashSet<String>();
        collect(document, references);
        assertThat(references).hasSizeGreaterThan(20).allSatisfy(reference ->
                assertThat(schemas).containsKey(reference.substring("#/components/schemas/".length())));
    }

    @Test
    void everyPropertyIsDescribed() {
        var schemas = map(map(OpenApi.of(endpoints).get("components")).get("schemas"));
        assertThat(schemas).isNotEmpty().allSatisfy((_, schema) ->
                assertThat(map(map(schema).get("properties"))).allSatisfy((_, property) ->
                        assertThat(String.valueOf(map(property).get("description"))).endsWith(".")));
    }

    @ParameterizedTest
    @CsvSource({"AskSync", "AskRotate", "AskRotation", "AskPolicy", "AskDrift"})
    void theStatedDefaultsAreTheRealOnes(String name) {
        var endpoint = endpoints.stream().filter(one -> one.request().getSimpleName().equals(name)).findFirst().orElseThrow();
        var real = json.asMap(endpoint.reader().apply(new Fields(Map.of(), Map.of(), Optional.of(json.object("{}".getBytes(StandardCharsets.UTF_8)).orElseThrow()))));
        var stated = map(map(map(map(OpenApi.of(endpoints).get("components")).get("schemas")).get(name)).get("properties"));
        assertThat(stated.keySet()).isEqualTo(real.keySet());
        assertThat(stated).allSatisfy((key, property) -> assertThat(map(property).get("default")).isEqualTo(real.get(key)));
    }

    @Test
    void onlyTheDocumentedPathsAreOpen() {
        assertThat(endpoints.stream().filter(Endpoint::open).map(Endpoint::path))
                .containsExactlyInAnyOrder("/", "/health", "/docs", "/redoc", "/openapi.json", "/schema", "/secret-types",
                        "/version", "/docs/assets/{file}");
        assertThat(endpoints.stream().filter(endpoint -> !endpoint.open()))
                .allSatisfy(endpoint -> assertThat(endpoint.trail()).isPresent());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    private static void collect(@Nullable Object value, Set<String> references) {
        if (value instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                references.add(reference);
            }
            new ArrayList<>(map.values()).forEach(part -> collect(part, references));
        } else if (value instanceof List<?> list) {
            list.forEach(part -> collect(part, references));
        }
    }
}
