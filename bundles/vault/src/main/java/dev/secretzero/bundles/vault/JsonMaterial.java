package dev.secretzero.bundles.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Reads JSON as material: an object as fields, a text as a single value, everything else as a literal. Nests at most
/// 200 deep.
final class JsonMaterial {

    private static final int LIMIT = 1 << 25;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LIMIT)
                    .maxNestingDepth(200)
                    .build())
            .build();

    private JsonMaterial() {}

    /// The one value that the text holds; empty when it is no JSON.
    static Optional<Material> parse(byte[] json) {
        try (var parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            var value = value(parser);
            return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (IOException _) {
            // Its message quotes the text.
            return Optional.empty();
        }
    }

    private static Material value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> Material.of(parser.getText());
            default -> new Material.Literal(Secret.of(parser.getText()));
        };
    }

    private static Material object(JsonParser parser) throws IOException {
        var values = new TreeMap<String, Material>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return new Material.Fields(values);
    }

    private static Material array(JsonParser parser) throws IOException {
        var items = new StringJoiner(",", "[", "]");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            try (var item = value(parser)) {
                items.add(canonical(item));
            }
        }
        return new Material.Literal(Secret.of(items.toString()));
    }

    /// The canonical text of a value inside another, where a text has its quotes: what stands in `{"":...}`.
    private static String canonical(Material item) {
        try (var object = MaterialText.of(new Material.Fields(new TreeMap<>(Map.of("", item))))) {
            return object.lend(bytes -> new String(bytes, 4, bytes.length - 5, StandardCharsets.US_ASCII));
        }
    }
}
