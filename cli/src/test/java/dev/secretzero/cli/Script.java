package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plays a scenario.
///
/// Lines before the first `-- name --` are the script, the rest are files. In the script:
///
/// - `$ NAME=value … secretzero words` runs the program; `$ rm|cat|cp|mv|exists|absent|append|replace|same|private` works on files,
///   `$ advance 10d` moves the clock, `$ type text` is typed at the next prompt, `$ terminal` sits down at one;
/// - `| pattern` are the lines of standard output, `2| pattern` those of standard error: all of them, in order. `...` in a
///   pattern stands for anything in the line; alone, for any number of lines. Without patterns a stream is not looked at;
/// - `|-` and `2|-` say that the stream is empty;
/// - `= 1` is the exit status, 0 when absent;
/// - `! text` must not be in any output, from there on (a canary);
/// - `#` is a comment.
///
/// With `--format json` standard output must be one JSON document, asked or not.
final class Script {

    private static final Pattern FILE = Pattern.compile("-- (\\S+) --");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern SETTING = Pattern.compile("([A-Za-z_]+)=(.*)");

    private final World world;
    private final List<String> canaries = new ArrayList<>();

    Script(World world) {
        this.world = world;
    }

    void play(List<String> lines) throws IOException {
        int files = 0;
        while (files < lines.size() && !FILE.matcher(lines.get(files)).matches()) {
            files++;
        }
        unpack(lines.subList(files, lines.size()));
        var steps = steps(lines.subList(0, files));
        assertThat(steps).isNotEmpty();
        for (var step : steps) {
            play(step);
        }
    }

    private void unpack(List<String> lines) throws IOException {
        Map<Path, StringBuilder> texts = new LinkedHashMap<>();
        var current = new StringBuilder();
        for (var line : lines) {
            var head = FILE.matcher(line);
            if (head.matches()) {
                current = new StringBuilder();
                texts.put(world.directory.resolve(head.group(1)), current);
            } else {
                current.append(line).append('\n');
            }
        }
        for (var text : texts.entrySet()) {
            Files.createDirectories(text.getKey().getParent());
            Files.writeString(text.getKey(), text.getValue());
        }
    }

    /// A command and what is expected of it.
    private record Step(String command, List<String> out, List<String> err, List<String> canaries, List<Integer> status) {
        static Step of(String command) {
            return new Step(command, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private List<Step> steps(List<String> lines) {
        var steps = new ArrayList<Step>();
        for (var line : lines) {
            if (line.startsWith("$ ")) {
                steps.add(Step.of(line.substring(2)));
            } else if (line.startsWith("2|")) {
                steps.getLast().err.add(pattern(line.substring(2)));
            } else if (line.startsWith("|")) {
                steps.getLast().out.add(pattern(line.substring(1)));
            } else if (line.startsWith("= ")) {
                steps.getLast().status.add(Integer.parseInt(line.substring(2).strip()));
            } else if (line.startsWith("! ")) {
                (steps.isEmpty() ? canaries : steps.getLast().canaries).add(line.substring(2));
            } else {
                assertThat(line.isBlank() || line.startsWith("#")).as("a line of no kind: " + line).isTrue();
            }
        }
        return steps;
    }

    private static String pattern(String text) {
        return text.startsWith(" ") ? text.substring(1) : text;
    }

    private void play(Step step) throws IOException {
        canaries.addAll(step.canaries);
        var words = words(step.command);
        while (SETTING.matcher(words.getFirst()).matches()) {
            var setting = SETTING.matcher(words.removeFirst());
            assertThat(setting.matches()).isTrue();
            world.environment.put(setting.group(1), setting.group(2));
        }
        var command = words.removeFirst();
        if (command.equals("secretzero")) {
            run(step, words);
        } else {
            check(step, "standard output", step.out, file(command, words));
        }
        if (command.equals("secretzero")) {
            world.environment.clear();
        }
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(word -> Stream.of(1, 2, 3)
                        .map(word::group)
                        .filter(group -> group != null)
                        .collect(Collectors.joining()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void run(Step step, List<String> words) throws IOException {
        int status = world.run(words.toArray(String[]::new));
        var said = "\n$ " + step.command + "\n--- out\n" + world.out() + "--- err\n" + world.err() + "---";
        assertThat(status).as(said).isEqualTo(step.status.isEmpty() ? 0 : step.status.getFirst());
        check(step, said, step.out, world.out());
        check(step, said, step.err, world.err());
        if (!words.contains("--reveal")) {
            canaries.forEach(canary -> assertThat(world.out() + world.err()).as(said).doesNotContain(canary));
        }
        if (String.join(" ", words).contains("--format json")) {
            assertThat(JsonTexts.documents(world.out())).as(said).isEqualTo(1);
        }
    }

    private static void check(Step step, String said, List<String> patterns, String text) {
        if (patterns.isEmpty()) {
            return;
        }
        if (patterns.equals(List.of("-"))) {
            assertThat(text).as(said).isEmpty();
            return;
        }
        var regex = new StringBuilder();
        for (var pattern : patterns) {
            regex.append(pattern.equals("...") ? "(.*\n)*?" : line(pattern) + "\n");
        }
        var whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        assertThat(Pattern.matches(regex.toString(), whole))
                .as(step.command + " " + said + "\ndoes not fit\n" + String.join("\n", patterns) + "\nwith\n" + text)
                .isTrue();
    }

    private static String line(String pattern) {
        return Stream.of(pattern.split("\\.\\.\\.", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /// Works on files.
    ///
    /// @return what `cat` shows
    private String file(String command, List<String> words) throws IOException {
        var path = words.isEmpty() ? world.directory : world.directory.resolve(words.getFirst());
        switch (command) {
            case "rm" -> Files.delete(path);
            case "cp" -> Files.copy(path, world.directory.resolve(words.get(1)));
            case "mv" -> Files.move(path, world.directory.resolve(words.get(1)));
            case "exists" -> assertThat(path).exists();
            case "absent" -> assertThat(path).doesNotExist();
            case "append" -> Files.writeString(path, words.get(1) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            case "replace" -> replace(path, words.get(1), words.get(2));
            case "same" -> assertThat(path).hasSameBinaryContentAs(world.directory.resolve(words.get(1)));
            case "differ" -> assertThat(Files.mismatch(path, world.directory.resolve(words.get(1)))).isNotNegative();
            case "advance" -> world.now = world.now.plus(Duration.ofDays(Long.parseLong(words.getFirst().replace("d", ""))));
            case "private" -> Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            case "type" -> world.typed.add(words.getFirst());
            case "terminal" -> world.terminal = true;
            case "cat" -> {
                return Files.readString(path, StandardCharsets.UTF_8);
            }
            default -> throw new IllegalArgumentException("no command " + command);
        }
        return "";
    }

    private static void replace(Path path, String from, String to) throws IOException {
        var text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }
}
