package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SchemaTest {

    private static final Map<String, @Nullable Object> SCHEMA = Schema.of(Catalogs.small());

    private static @Nullable Object at(String... path) {
        @Nullable Object value = SCHEMA;
        for (var key : path) {
            value = ((Map<?, ?>) java.util.Objects.requireNonNull(value)).get(key);
        }
        return value;
    }

    @Test
    void describesTheDocument() {
        assertThat(SCHEMA).containsEntry("title", "Secretfile").containsEntry("$schema", "https://json-schema.org/draft/2020-12/schema");
        assertThat(at("properties")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsOnlyKeys(
                "version", "variables", "metadata", "environments", "target_profiles", "providers", "secrets", "templates", "policies",
                "labels", "annotations", "config", "agent");
        assertThat(at("$defs", "secret", "required")).isEqualTo(List.of("name", "kind"));
    }

    @Test
    void takesConfigurationFromTheCatalog() {
        assertThat(at("$defs", "generator.random_password", "properties", "length")).isEqualTo(
                Map.of("type", List.of("integer", "string", "null"), "description", "How long.", "default", "32"));
        assertThat(at("$defs", "provider.vault", "properties", "url", "description")).isEqualTo("Where it is. Environment: VAULT_ADDR.");
        assertThat(String.valueOf(at("$defs", "target.file", "properties", "format"))).contains("enum=[dotenv, json, yaml, toml]");
    }

    @Test
    void refersOnlyToWhatItDefines() {
        var used = new HashSet<String>();
        references(SCHEMA, used);
        var defined = ((Map<?, ?>) java.util.Objects.requireNonNull(at("$defs"))).keySet();
        assertThat(used).hasSizeGreaterThan(15).allMatch(name -> defined.contains(name.substring("#/$defs/".length())));
    }

    private static void references(@Nullable Object node, Set<String> used) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("$ref")) {
                    used.add(String.valueOf(value));
                }
                references(value, used);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> references(item, used));
        }
    }
}
