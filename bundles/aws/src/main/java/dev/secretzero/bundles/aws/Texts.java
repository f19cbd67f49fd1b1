package dev.secretzero.bundles.aws;

import com.fasterxml.jackson.core.JsonFactory;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Values on their way into the SDK, which takes strings.
final class Texts {

    private static final JsonFactory JSON = new JsonFactory();

    private Texts() {}

    /// The text of the material, checked.
    ///
    /// @param limit how many bytes of UTF-8 the place holds
    static Secret of(Material material, Settings settings, Call call, int limit) {
        var text = MaterialText.of(material);
        var fault = fault(text, limit).or(() -> settings.text("format").equals("json") && !isJson(text)
                ? Optional.of("is no JSON, as `format: json` asks")
                : Optional.empty());
        if (fault.isPresent()) {
            text.close();
            throw Wrong.problem(
                    Problem.Code.UNWRITABLE,
                    "the value for \"" + call.resource() + "\" " + fault.get(),
                    "change what makes it, or deliver it elsewhere");
        }
        return text;
    }

    private static Optional<String> fault(Secret text, int limit) {
        if (text.length() == 0) {
            return Optional.of("is empty, which the service does not accept");
        }
        return text.length() > limit
                ? Optional.of("is larger than the " + limit + " bytes that fit there")
                : Optional.empty();
    }

    private static boolean isJson(Secret text) {
        return text.lend(Texts::parses);
    }

    private static boolean parses(byte[] bytes) {
        try (var parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException _) {
            // Its message quotes the text.
            return false;
        }
    }

    /// The value as a string; empty when it is no UTF-8.
    static Optional<String> decoded(Secret secret) {
        return secret.lend(bytes -> {
            try {
                return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            } catch (CharacterCodingException _) {
                return Optional.empty();
            }
        });
    }

    /// Whether both have the same text.
    static boolean same(Secret text, Material other) {
        try (var second = MaterialText.of(other)) {
            return text.matches(second);
        }
    }
}
