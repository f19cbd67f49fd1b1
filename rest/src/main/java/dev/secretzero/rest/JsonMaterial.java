package dev.secretzero.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Reads JSON as material: an object as fields, a text as a single value, everything else as a literal. Nests at most
/// 200 deep.
public final class JsonMaterial {

    private static final int LIMIT = 1 << 25;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LIMIT)
                    .maxNestingDepth(200)
                    .build())
            .build();

    private JsonMaterial() {}

    /// The one value that the text holds; empty when it is no JSON.
    public static Optional<Material> parse(byte[] json) {
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

    /// The items of a list; none where the text is no list.
    static List<Material> items(Secret json) {
        return json.lend(bytes -> {
            try (var parser = FACTORY.createParser(bytes)) {
                return parser.nextToken() == JsonToken.START_ARRAY ? items(parser) : List.<Material>of();
            } catch (IOException _) {
                return List.<Material>of();
            }
        });
    }

    private static List<Material> items(JsonParser parser) throws IOException {
        var items = new ArrayList<Material>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
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
        for (var item : items(parser)) {
            items.add(canonical(item));
            item.close();
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
