package dev.secretzero.bundles.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.SortedMap;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;

/// A question for a value that was made elsewhere.
record Query(Session session, SortedMap<String, String> keys) {

    private static final JsonFactory JSON = new JsonFactory();

    Observation answer() {
        var kind = first("kind").orElse("secrets_manager");
        return switch (kind) {
            case "secrets_manager", "secret" -> secret();
            case "ssm_parameter", "parameter", "ssm" -> parameter();
            default -> throw Wrong.problem(
                    Problem.Code.NOT_SUPPORTED,
                    "AWS has nothing of the kind \"" + kind + "\" that can be read",
                    "use secrets_manager or ssm_parameter; the generator iam_access_key makes keys of a user");
        };
    }

    private String name() {
        return first("name", "path", "secret_name").orElseThrow(() -> Wrong.setting("name", "is required", "say what is read"));
    }

    private Where where() {
        return Where.of(first("region"), first("endpoint_url").map(Query::uri), session.where());
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw Wrong.setting("endpoint_url", "is not an address", "write it as https://localhost:4566");
        }
    }

    private Observation secret() {
        var name = StagedSecret.named(name());
        var resource = name.startsWith("arn:") ? name : Call.arn("secretsmanager", where(), "secret:" + name + "-??????");
        var request = GetSecretValueRequest.builder()
                .secretId(name)
                .versionId(first("version_id", "version").orElse(null))
                .versionStage(first("version_stage").orElse(null))
                .build();
        return StagedSecret.look(session, new Call(where(), "secretsmanager:GetSecretValue", resource, true), request)
                .map(held -> seen(held.value(), held.version()))
                .orElseGet(Observation.Absent::new);
    }

    private Observation parameter() {
        var name = SsmParameter.named(name());
        var call = new Call(where(), "ssm:GetParameter", Call.arn("ssm", where(), "parameter/" + name.replaceFirst("^/", "")), true);
        var selector = first("version_id", "version").map(version -> name + ":" + version).orElse(name);
        return session.ask(call, asked -> {
            try {
                var found = asked.parameters(where()).getParameter(request -> request.name(selector).withDecryption(true)).parameter();
                return seen(Material.of(found.value()), new Version(found.version().toString()));
            } catch (ParameterNotFoundException | ParameterVersionNotFoundException absent) {
                return new Observation.Absent();
            }
        });
    }

    private Observation seen(Material value, Version version) {
        var field = first("field");
        if (field.isEmpty()) {
            return new Observation.Shown(value, Optional.of(version));
        }
        try (var text = MaterialText.of(value)) {
            return text.lend(bytes -> field(bytes, field.get().split("\\.", -1)))
                    .<Observation>map(found -> new Observation.Shown(found, Optional.of(version)))
                    .orElseGet(Observation.Absent::new);
        } finally {
            value.close();
        }
    }

    /// The value at the end of a path of names; empty when there is none, or the text is no JSON.
    private static Optional<Material> field(byte[] json, String... names) {
        try (var parser = JSON.createParser(json)) {
            parser.nextToken();
            for (var name : names) {
                if (!enters(parser, name)) {
                    return Optional.empty();
                }
            }
            return Optional.of(value(parser));
        } catch (IOException _) {
            // Its message quotes the text.
            return Optional.empty();
        }
    }

    /// Moves to the value of a name of this object.
    private static boolean enters(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static Material value(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? Material.of(parser.getText()) : new Material.Literal(copied(parser));
    }

    private static Secret copied(JsonParser parser) throws IOException {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator writer = JSON.createGenerator(out)) {
            writer.copyCurrentStructure(parser);
        }
        return Secret.take(out.toByteArray());
    }

    private Optional<String> first(String... names) {
        for (var name : names) {
            var value = keys.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
