package dev.secretzero.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `serve`: the REST server. Its options win over the variables of the same name.
final class Serve implements Verb {

    private static final Map<String, String> VARIABLES = Map.of(
            "--host", "SECRETZERO_HOST",
            "--port", "SECRETZERO_PORT",
            "--config", "SECRETZERO_CONFIG",
            "--allowed-origins", "SECRETZERO_ALLOWED_ORIGINS");

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Options.text("ADDRESS", "The address to bind.", "--host"));
        spec.addOption(Options.text("PORT", "The port; 0 picks a free one.", "--port"));
        spec.addOption(Options.text("FILE", "The Secretfile.", "-f", "--file", "--config"));
        spec.addOption(Options.text("LIST", "CORS origins, comma separated.", "--allowed-origins"));
        spec.addOption(Options.flag("Report what a changed Secretfile breaks.", "--reload"));
        spec.addOption(Options.flag("Answer everybody although no key is set.", "--insecure"));
    }

    @Override
    public Answer run(Line line, Session session) {
        var overrides = new LinkedHashMap<String, String>();
        VARIABLES.forEach((option, variable) -> line.text(option).ifPresent(value -> overrides.put(variable, value)));
        if (line.flag("--reload")) {
            overrides.put("SECRETZERO_RELOAD", "true");
        }
        if (line.flag("--insecure")) {
            overrides.put("SECRETZERO_INSECURE", "true");
        }
        int status = session.server().start(overrides);
        return new Answer(Exit.of(status), Tree::new, _ -> {});
    }
}
