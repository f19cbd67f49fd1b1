package dev.secretzero.bundles.local;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.MaterialText;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/// A command that says by its exit status whether a value works. It has the value in an environment variable; what it
/// prints goes nowhere.
///
/// @param script the command, without the value
/// @param variable the environment variable that has the value
record ScriptProbe(Script script, String variable) implements Probe {

    private static final int MOST_PRINTED = 1 << 20;

    static final Offer<LocalProvider, Probe> OFFER = new Offer<>(
            "script",
            "A command that ends with status 0 when the new value works. It has the value in an environment variable.",
            List.of(
                    Setting.of("command", Setting.Type.TEXT, "The program to run. No shell is asked.").needed(),
                    Setting.of("args", Setting.Type.LIST, "The arguments of the program."),
                    Setting.of("variable", Setting.Type.TEXT, "The environment variable that has the value.")
                            .otherwise("SECRETZERO_CANDIDATE"),
                    Setting.of("timeout", Setting.Type.DURATION, "How long it may take, up to 1 day.")
                            .otherwise("30s"),
                    Setting.of("environment", Setting.Type.MAP, "Environment variables to add or replace.")),
            (provider, settings) -> open(provider.host(), settings));

    static Probe open(Host host, Settings settings) {
        var command = new ArrayList<>(List.of(settings.text("command")));
        if (command.getFirst().isBlank()) {
            throw Wrong.setting("command", "is empty", "name a program");
        }
        command.addAll(settings.has("args") ? settings.list("args") : List.of());
        return new ScriptProbe(
                new Script(
                        host,
                        List.copyOf(command),
                        Script.environment(host, settings),
                        Script.timeout(settings),
                        MOST_PRINTED,
                        true),
                variable(settings));
    }

    private static String variable(Settings settings) {
        var variable = settings.text("variable");
        if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw Wrong.setting("variable", "is not the name of a variable", "use letters, digits and underscores");
        }
        return variable;
    }

    @Override
    public void probe(Material candidate) {
        var environment = new HashMap<>(script.environment());
        try (var text = MaterialText.of(candidate)) {
            environment.put(variable, text(text));
        }
        byte[] printed = Run.of(new Script(
                script.host(), script.command(), environment, script.timeout(), script.most(), script.verbatim()));
        Arrays.fill(printed, (byte) 0);
    }

    /// A process can be given its environment only as text.
    private static String text(Secret value) {
        return value.lend(bytes -> {
            for (byte each : bytes) {
                if (each == 0) {
                    throw Wrong.tried("the value holds the character NUL, which no environment variable can hold", "use another probe");
                }
            }
            return new String(bytes, StandardCharsets.UTF_8);
        });
    }

    @Override
    public String toString() {
        return "ScriptProbe[" + script.command().getFirst() + "]";
    }
}
