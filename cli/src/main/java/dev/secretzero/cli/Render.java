package dev.secretzero.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `render`: the Secretfile as interpolated, values redacted.
final class Render implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        Options.place(spec);
        spec.addOption(Options.choice("How to write it.", List.of("yaml", "json"), "--format"));
        spec.addOption(Options.text("FILE", "Write to this file; - is standard output.", "-o", "--output"));
    }

    @Override
    public Answer run(Line line, Session session) {
        session.guard().refuse("render");
        var workspace = session.open(line);
        var document = new LinkedHashMap<>(session.engine().render(workspace));
        return output(line, session, workspace.path())
                .map(file -> Output.write(file, line.json() ? Json.text(document) : Yaml.text(document), session))
                .orElseGet(() -> Answer.document(document, () -> Yaml.text(document)));
    }

    /// The file that the output goes to, which must not be the one that it is made from.
    private static Optional<Path> output(Line line, Session session, Path origin) {
        var file = Output.file(line, session);
        if (file.filter(path -> path.normalize().equals(origin.normalize())).isPresent()) {
            throw Stop.usage("render would replace " + session.shown(origin), "name another file");
        }
        return file;
    }
}
