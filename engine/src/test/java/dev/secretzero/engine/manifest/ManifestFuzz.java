package dev.secretzero.engine.manifest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What holds for every text that is taken for a Secretfile: it is read, or its faults are told with their places, and
/// none of what is told holds a value of the environment.
public final class ManifestFuzz {

    private static final String CANARY = "hunter2canary";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("TOKEN", CANARY, "STAGE", "prod" + CANARY, "VAULT_ADDR", "https://" + CANARY);
    private static final Path HOME = Path.of("/nowhere/at/all");

    private ManifestFuzz() {}

    /// Tries one input.
    ///
    /// @throws IllegalStateException when something does not hold
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        var parsed = read(text);
        var diagnostics = switch (parsed) {
            case Parsed.Valid valid -> valid.warnings();
            case Parsed.Invalid invalid -> invalid.diagnostics();
        };
        must(parsed instanceof Parsed.Valid || !diagnostics.isEmpty(), "whatever is refused is told why");
        must(text.contains(CANARY) || diagnostics.stream().noneMatch(ManifestFuzz::shows), "no value of the environment is told");
        diagnostics.forEach(each -> each.at().ifPresent(at -> must(inside(at, text), "a fault stands in the document")));
        must(read(text).equals(parsed), "the same text is read the same way");
    }

    private static Parsed read(String text) {
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), HOME);
        return new ManifestReader(Catalogs.small(), ENVIRONMENT).read(HOME.resolve("Secretfile.yml"), text, wish);
    }

    private static boolean shows(Diagnostic it) {
        return (it.path() + it.message() + it.hint().orElse("")).contains(CANARY);
    }

    private static boolean inside(Mark at, String text) {
        return at.line() >= 1 && at.column() >= 1 && at.line() <= text.lines().count() + text.chars().filter(c -> c > 127).count() + 1;
    }

    private static void must(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + sentence);
        }
    }
}
