package dev.secretzero.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes records as JSON with names in `snake_case`, and reads JSON as plain Java values.
final class Json {

    /// How deep a request may nest.
    static final int DEPTH = 200;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// A record, a map or a list as JSON.
    byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same, laid out for people.
    byte[] pretty(Object value) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A record as the map that it is written as.
    Map<String, @Nullable Object> asMap(Object value) {
        return object(write(value)).orElseThrow();
    }

    /// The object that a text holds; empty when it holds something else.
    ///
    /// @throws IllegalArgumentException when the text is not JSON; says where, and quotes nothing
    Optional<Map<String, @Nullable Object>> object(byte[] text) {
        try {
            return mapper.readValue(text, Object.class) instanceof Map<?, ?> map ? Optional.of(keyed(map)) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String where(JsonProcessingException e) {
        var at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    /// A map whose keys are texts: those of a JSON object always are.
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> keyed(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
