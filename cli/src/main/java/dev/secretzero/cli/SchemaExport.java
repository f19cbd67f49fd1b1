package dev.secretzero.cli;

import dev.secretzero.engine.manifest.SecretfileSchema;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// `schema`: the JSON Schema of the Secretfile, for editors.
final class SchemaExport implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Options.oneOf("WHAT", "export, which is the default.", false, List.of("export")));
        spec.addOption(Options.text("FILE", "Write to this file; - is standard output.", "-o", "--output"));
    }

    @Override
    public Answer run(Line line, Session session) {
        var schema = SecretfileSchema.of(session.engine().catalog());
        var text = Json.text(schema);
        return Output.to(line, session, text).orElseGet(() -> Answer.document(schema, () -> text));
    }
}
