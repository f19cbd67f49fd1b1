package dev.secretzero.bundles.local;

import dev.secretzero.spi.Generator;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.stated.Blank;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a command prints.
///
/// The command runs in the working directory, with our environment but for the keys of SecretZero itself, with
/// nothing to read on standard input. What it prints on standard error goes nowhere, because it may hold the
/// value. A command that takes too long or prints too much is killed together with what it started.
///
/// @param command the program and its arguments
/// @param verbatim whether white space at the ends belongs to the value
record Script(
        Host host, List<String> command, Map<String, String> environment, Duration timeout, int most, boolean verbatim)
        implements Generator.Local {

    private static final List<String> OURS = List.of("SECRETZERO_API_KEY", "SECRETZERO_LOCK_KEY", "SECRETZERO_AUDIT_KEY");

    static final Offer<LocalProvider, Generator> OFFER = new Offer<>(
            "script",
            "What a command prints on its standard output.",
            List.of(
                    Setting.of(
                                    "command",
                                    Setting.Type.TEXT,
                                    "The program to run or, with shell, the line to give to the shell.")
                            .needed(),
                    Setting.of("args", Setting.Type.LIST, "The arguments of the program. Not used with shell."),
                    Setting.of("shell", Setting.Type.FLAG, "Run the command with /bin/sh -c, or cmd /c on Windows.")
                            .otherwise("false"),
                    Setting.of("timeout", Setting.Type.DURATION, "How long it may take, up to 1 day.")
                            .otherwise("30s"),
                    Setting.of(
                                    "keep_trailing_newline",
                                    Setting.Type.FLAG,
                                    "Keep the output exactly as printed, instead of without white space at its ends.")
                            .otherwise("false"),
                    Setting.of("max_output", Setting.Type.INTEGER, "How many bytes it may print, up to 64 MiB.")
                            .otherwise("1048576"),
                    Setting.of("environment", Setting.Type.MAP, "Environment variables to add or replace.")),
            (provider, settings) -> open(provider.host(), settings));

    static Generator open(Host host, Settings settings) {
        return new Script(
                host,
                command(settings),
                environment(host, settings),
                timeout(settings),
                Wrong.bounded(settings, "max_output", 1, 64 << 20),
                settings.flag("keep_trailing_newline"));
    }

    private static List<String> command(Settings settings) {
        String command = settings.text("command");
        if (command.isBlank()) {
            throw Wrong.setting("command", "is empty", "name a program, or a line for the shell with shell: true");
        }
        if (settings.flag("shell")) {
            return File.separatorChar == '\\' ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
        }
        var line = new ArrayList<>(List.of(command));
        line.addAll(settings.has("args") ? settings.list("args") : List.of());
        return List.copyOf(line);
    }

    static Map<String, String> environment(Host host, Settings settings) {
        var environment = new HashMap<>(host.environment());
        OURS.forEach(environment::remove);
        if (settings.has("environment")) {
            var added = settings.map("environment");
            added.forEach(Script::variable);
            environment.putAll(added);
        }
        return Map.copyOf(environment);
    }

    private static void variable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw Wrong.setting(
                    "environment",
                    "has a variable that no process can be given",
                    "use names without \"=\", and values without the character NUL");
        }
    }

    static Duration timeout(Settings settings) {
        var timeout = settings.duration("timeout");
        if (!timeout.isPositive() || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw Wrong.setting("timeout", "is out of bounds", "give a duration from 1s to 1d");
        }
        return timeout;
    }

    @Override
    public Material generate(SecureRandom entropy) {
        byte[] printed = Run.of(this);
        byte[] value = verbatim ? printed.clone() : Blank.trim(printed);
        boolean blank = Blank.trim(printed).length == 0;
        Arrays.fill(printed, (byte) 0);
        if (blank) {
            throw Wrong.made("the command printed nothing", "print the value on standard output");
        }
        return new Material.Single(Secret.take(text(value)));
    }

    private static byte[] text(byte[] bytes) {
        try {
            Arrays.fill(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).array(), '\0');
            return bytes;
        } catch (CharacterCodingException _) {
            Arrays.fill(bytes, (byte) 0);
            throw Wrong.made("the command printed bytes that are not UTF-8", "encode binary output, as base64 say");
        }
    }

    @Override
    public String toString() {
        return "Script[" + command.getFirst() + "]";
    }
}
