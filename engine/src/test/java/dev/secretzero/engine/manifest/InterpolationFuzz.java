package dev.secretzero.engine.manifest;

import dev.secretzero.engine.manifest.Value.Mapping;
import dev.secretzero.engine.manifest.Value.Text;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/// What holds for every string that is interpolated: it ends, nothing is thrown, no Java object shows in it, and a text
/// that depends on the environment knows it.
public final class InterpolationFuzz {

    private static final Map<String, String> ONE = Map.of("E", "first-canary", "A", "hidden", "n", "5");
    private static final Map<String, String> OTHER = Map.of("E", "other-canary", "A", "HIDDEN", "n", "6");

    private static final String VARIABLES = """
            A: va
            region: us
            port: 5432
            flag: true
            nothing: null
            empty: ''
            d: {k: v, deep: {x: y}}
            l: [a, 1, [b]]
            when: 2024-01-02
            drawn: {deep: '${E}', plain: p}
            number: '${n}'
            """;

    private static final Jinja ENGINE = Jinja.strings();
    private static final Mapping IN_ONE = variables(ONE);
    private static final Mapping IN_OTHER = variables(OTHER);

    private static final Pattern OBJECT = Pattern.compile("@[0-9a-f]{5,8}\\b|\\b(java|com\\.hubspot|dev\\.secretzero)\\.[a-z]+\\.[A-Z]|\\bclass (java|com)\\.");

    private InterpolationFuzz() {}

    /// Tries one input.
    ///
    /// @throws IllegalStateException when something does not hold
    public static void fuzzerTestOneInput(byte[] input) {
        String raw = new String(input, StandardCharsets.UTF_8);
        Text text = became(raw, IN_ONE, ONE);
        must(text.raw().equals(raw), "what was written is kept");
        must(OBJECT.matcher(raw).find() || !OBJECT.matcher(text.text()).find(), "no object shows");
        Text elsewhere = became(raw, IN_OTHER, OTHER);
        boolean same = elsewhere.text().equals(text.text());
        must(same || (text.fromEnvironment() && elsewhere.fromEnvironment()), "what depends on the environment is marked");
        Interpolation.references(raw);
    }

    private static Text became(String raw, Mapping variables, Map<String, String> environment) {
        return new Interpolation(Scope.of(variables), environment, () -> ENGINE).text(new Text(raw, raw, false, Findings.NOWHERE));
    }

    private static Mapping variables(Map<String, String> environment) {
        var findings = new Findings();
        var raw = (Mapping) YamlText.read("vars", VARIABLES, findings).orElseThrow();
        return Variables.resolve(raw, environment, () -> ENGINE, findings);
    }

    private static void must(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + sentence);
        }
    }
}
