package dev.secretzero.server;

import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the API server runs.
///
/// @param host the address to bind
/// @param port from 0 to 65535; 0 picks a free one
/// @param secretfile as written: a relative one is resolved against the working directory
/// @param key what callers must send; absent: keyless mode
/// @param reload whether to watch the Secretfile and report on the console
/// @param origins the web origins that may call; `*` for all of them
/// @param insecure whether keyless mode answers callers from other machines
public record ApiSettings(
        String host,
        int port,
        Path secretfile,
        Optional<Secret> key,
        boolean reload,
        Set<String> origins,
        boolean insecure) {

    /// The names of the settings, as environment variables.
    public static final String HOST = "SECRETZERO_HOST";

    public static final String PORT = "SECRETZERO_PORT";
    public static final String CONFIG = "SECRETZERO_CONFIG";
    public static final String API_KEY = "SECRETZERO_API_KEY";
    public static final String RELOAD = "SECRETZERO_RELOAD";
    public static final String ALLOWED_ORIGINS = "SECRETZERO_ALLOWED_ORIGINS";
    public static final String INSECURE = "SECRETZERO_INSECURE";

    public ApiSettings {
        origins = Set.copyOf(origins);
    }

    /// Reads and checks the settings. Blank ones count as unset, except the key, where blank is a mistake.
    ///
    /// @param environment the environment variables
    /// @param overrides settings that win over them, by the same names: the flags of a command
    /// @throws ProblemException `SETTING_INVALID`, naming the setting and never its value
    public static ApiSettings of(Map<String, String> environment, Map<String, String> overrides) {
        var all = new LinkedHashMap<>(environment);
        all.putAll(overrides);
        var key = key(all);
        return new ApiSettings(
                text(all, HOST).orElse("0.0.0.0"),
                port(all),
                secretfile(all),
                key,
                flag(all, RELOAD),
                origins(all, key.isPresent()),
                flag(all, INSECURE));
    }

    private static Optional<String> text(Map<String, String> all, String name) {
        return Optional.ofNullable(all.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static int port(Map<String, String> all) {
        var text = text(all, PORT).orElse("8000");
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65535) {
            throw invalid(PORT + " must be a whole number from 0 to 65535", "unset it to use 8000");
        }
        return port;
    }

    private static Path secretfile(Map<String, String> all) {
        try {
            return Path.of(text(all, CONFIG).orElse("Secretfile.yml"));
        } catch (InvalidPathException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.SETTING_INVALID, CONFIG + " must be the path of a Secretfile"), e);
        }
    }

    private static Optional<Secret> key(Map<String, String> all) {
        var text = all.get(API_KEY);
        if (text == null) {
            return Optional.empty();
        }
        if (text.isBlank()) {
            throw invalid(API_KEY + " is set but blank", "give it a key, or unset it to answer this machine only");
        }
        return Optional.of(Secret.of(text.strip()));
    }

    private static boolean flag(Map<String, String> all, String name) {
        return switch (text(all, name).orElse("false").toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw invalid(name + " must be true or false", "unset it for false");
        };
    }

    private static Set<String> origins(Map<String, String> all, boolean keyed) {
        var origins = new LinkedHashSet<String>();
        for (var part : text(all, ALLOWED_ORIGINS).orElse("").split(",", -1)) {
            if (!part.isBlank()) {
                origins.add(origin(part.strip()));
            }
        }
        if (origins.contains("*") && !keyed) {
            throw invalid(
                    ALLOWED_ORIGINS + " must not be * without " + API_KEY,
                    "name the origins, or set a key: else any web page could call this server");
        }
        return origins;
    }

    private static String origin(String text) {
        if (text.equals("*")) {
            return text;
        }
        try {
            var uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean bare = uri.getRawPath() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (bare && uri.getScheme() != null && uri.getHost() != null) {
                return uri.toString().toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException _) {
            // Answered like every other text that is no origin.
        }
        throw invalid(
                ALLOWED_ORIGINS + " must hold origins such as https://console.example.com, separated by commas",
                "an origin has a scheme and a host and no path");
    }

    private static ProblemException invalid(String message, String hint) {
        return new ProblemException(
                Problem.of(Problem.Code.SETTING_INVALID, message).hint(hint));
    }
}
