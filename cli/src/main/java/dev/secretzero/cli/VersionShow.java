package dev.secretzero.cli;

import dev.secretzero.engine.manifest.Manifest;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// `version`.
final class VersionShow implements Verb {

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Options.flag("Show what it runs on as well.", "--detailed"));
        spec.addOption(Options.choice("How to write it.", List.of("text", "json", "yaml"), "--format"));
    }

    @Override
    public Answer run(Line line, Session session) {
        var machine = session.around().machine();
        var tree = Tree.of("name", Release.NAME).with("version", Release.VERSION).with("website", Release.WEBSITE);
        if (line.flag("--detailed")) {
            tree.with("java_version", machine.javaVersion())
                    .with("platform", machine.platform())
                    .with("manifest_spec_version", Manifest.SPEC_VERSION);
        }
        return line.choice("--format").equals("yaml")
                ? Answer.document(tree, () -> Yaml.text(tree))
                : new Answer(Exit.OK, () -> tree, page -> text(page, tree));
    }

    private static void text(Page page, Tree tree) {
        page.line(Release.NAME + " " + Release.VERSION);
        tree.map().forEach((key, value) -> {
            if (!key.equals("name") && !key.equals("version")) {
                page.line(key.replace('_', ' ') + ": " + value);
            }
        });
    }
}
