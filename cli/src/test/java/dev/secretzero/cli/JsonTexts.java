package dev.secretzero.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/// Reads JSON, to see that it is JSON.
final class JsonTexts {

    private JsonTexts() {}

    /// How many documents a text holds.
    static int documents(String text) throws IOException {
        var factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        int documents = 0;
        try (var json = factory.createParser(text)) {
            int depth = 0;
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                documents += depth == 0 && token != JsonToken.FIELD_NAME ? 1 : 0;
            }
        }
        return documents;
    }
}
