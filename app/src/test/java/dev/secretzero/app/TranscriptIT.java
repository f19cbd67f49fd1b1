package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The transcripts in the documentation, typed into a shell with the packaged program. All of a page happen in one
/// directory. `cat Secretfile.yml` shows what the reader has written there by then.
final class TranscriptIT {

    private static final Pattern TRANSCRIPT = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
    private static final Pattern ELAPSED = Pattern.compile("\\d+\\.\\d s\\b");
    private static final String SHOWN = "cat Secretfile.yml";

    @TempDir
    Path directory;

    @TempDir
    Path logs;

    /// A command, and what the page says that it prints.
    private record Typed(String command, StringBuilder output) {}

    @ParameterizedTest
    @CsvSource({
        "README.md, 4",
        "docs/getting-started.md, 10",
        "docs/policies.md, 3",
        "docs/rotation.md, 9",
        "docs/drift.md, 4",
        "docs/audit.md, 5",
        "docs/lockfile.md, 5",
        "docs/plans.md, 3",
        "docs/security.md, 5"
    })
    void everyCommandPrintsWhatThePageSays(String page, int atLeast) throws IOException, InterruptedException {
        var typed = typed(Files.readString(Packaged.ROOT.resolve(page)));
        assertThat(typed).hasSizeGreaterThanOrEqualTo(atLeast);
        for (var one : typed) {
            if (one.command().equals(SHOWN)) {
                Files.writeString(directory.resolve("Secretfile.yml"), one.output());
            }
            assertThat(timeless(run(one.command()))).as(one.command()).isEqualTo(timeless(one.output().toString()));
        }
    }

    private static List<Typed> typed(String page) {
        var typed = new ArrayList<Typed>();
        TRANSCRIPT.matcher(page).results().flatMap(transcript -> transcript.group(1).lines()).forEach(line -> {
            if (line.startsWith("$ ")) {
                typed.add(new Typed(line.substring(2), new StringBuilder()));
            } else {
                typed.getLast().output().append(line).append('\n');
            }
        });
        return typed;
    }

    private String run(String command) throws IOException, InterruptedException {
        var path = Packaged.DIST.resolve("bin") + ":" + System.getenv("PATH");
        var ended = Packaged.run(
                directory, List.of(Packaged.tool("bash").toString(), "-c", command), Map.of("PATH", path), logs);
        return ended.out() + ended.err();
    }

    private static String timeless(String text) {
        return ELAPSED.matcher(text).replaceAll("0.0 s");
    }
}
