package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The snippets of the pages about the API, run against the packaged server as a reader would.
final class DocsIT {

    private static final String KEY = "a-key-for-the-documentation-0123456789";
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(sh|python)\\n(.*?)^```$");

    @TempDir
    Path directory;

    @TempDir
    Path logs;

    @BeforeEach
    void takeTheExample() throws IOException {
        Files.copy(Packaged.ROOT.resolve("examples/quick-start/Secretfile.yml"), directory.resolve("Secretfile.yml"));
    }

    @ParameterizedTest
    @CsvSource({"using-the-api.md, 5", "api.md, 20"})
    void everySnippetDoesWhatThePageSays(String page, int atLeast) throws IOException, InterruptedException {
        Packaged.tool("curl");
        var text = Files.readString(Packaged.ROOT.resolve("docs").resolve(page));
        var snippets = SNIPPET.matcher(text).results().toList();
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(atLeast);
        try (var server = Packaged.Server.start(directory, logs, Map.of("SECRETZERO_API_KEY", KEY))) {
            for (var snippet : snippets) {
                var ended = Packaged.run(directory, command(snippet), environment(server), logs);
                assertThat(ended.status()).as("%s%n%s%s", snippet.group(2), ended.out(), ended.err()).isZero();
            }
            assertThat(server.stop()).isZero();
        }
    }

    private static Map<String, String> environment(Packaged.Server server) {
        return Map.of("API", "http://127.0.0.1:" + server.port(), "KEY", KEY);
    }

    /// Every line of a shell snippet must succeed.
    private static List<String> command(MatchResult snippet) {
        return snippet.group(1).equals("python")
                ? List.of(Packaged.tool("python3").toString(), "-c", snippet.group(2))
                : List.of(Packaged.tool("bash").toString(), "-euo", "pipefail", "-c", snippet.group(2));
    }
}
