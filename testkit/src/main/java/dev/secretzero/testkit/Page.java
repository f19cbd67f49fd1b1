package dev.secretzero.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page of the documentation. Its prose is written by hand; what stands between the lines `<!-- NAME -->` and
/// `<!-- /NAME -->` is generated, so that it cannot say anything else than the program does.
public record Page(Path file) {

    private static final Pattern PART = Pattern.compile("(?ms)^<!-- ([\\w.]+) -->$.*?^<!-- /\\1 -->$");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /// The page of this name in `docs/`, seen from a module.
    public static Page of(String name) {
        return new Page(Path.of("..", "docs", name));
    }

    /// Compares the generated parts with what they should say. `-Dgolden=write` writes them anew.
    ///
    /// @param parts Markdown by the name of the part
    /// @throws AssertionError when the page says something else, or has other parts
    public void check(Map<String, String> parts) {
        assertThat(PART.matcher(text()).results().map(part -> part.group(1)))
                .as("the generated parts of %s", file)
                .containsExactlyInAnyOrderElementsOf(parts.keySet());
        var filled = PART.matcher(text()).replaceAll(part -> Matcher.quoteReplacement(filled(part, parts)));
        new Golden(Objects.requireNonNull(file.getParent())).check(file.getFileName().toString(), filled);
    }

    private static String filled(MatchResult part, Map<String, String> parts) {
        var name = part.group(1);
        return "<!-- " + name + " -->\n\n" + parts.getOrDefault(name, "").strip() + "\n\n<!-- /" + name + " -->";
    }

    /// The snippets in a language, in order.
    public List<String> snippets(String language) {
        return SNIPPET.matcher(text()).results()
                .filter(snippet -> snippet.group(1).equals(language))
                .map(snippet -> snippet.group(2))
                .toList();
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
