package dev.secretzero.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Coverage-guided fuzzing of one reader: Jazzer, in a process of its own, with a fixed seed and a fixed number of runs.
///
/// The target is a class with `public static void fuzzerTestOneInput(byte[] input)`, which throws whatever it finds. Its corpus
/// is a directory of small inputs that are worth starting from; `tokens.dict` beside them holds words that inputs are made
/// of. An input that once broke something goes into the corpus and stays there.
///
/// `-Dfuzz.runs=1000000` and `-Dfuzz.seed=2` make it look longer, and elsewhere.
///
/// @param target what is fuzzed
/// @param corpus the inputs to start from
/// @param runs how many inputs are tried
public record Fuzzer(Class<?> target, Path corpus, int runs) {

    private static final String DICTIONARY = "tokens.dict";
    private static final int LONGEST = 2048;
    private static final int SECONDS_FOR_ONE = 60;
    private static final int MINUTES_FOR_ALL = Integer.getInteger("fuzz.minutes", 10);
    private static final int TAIL = 6000;

    /// Gives every input of the corpus to a target in this process, so that nothing that was found once comes back.
    ///
    /// @return how many there were
    public static int replay(Path corpus, Consumer<byte[]> target) {
        var inputs = inputs(corpus);
        for (var input : inputs) {
            try {
                target.accept(Files.readAllBytes(input));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                throw new AssertionError("the input " + input + " breaks it", e);
            }
        }
        return inputs.size();
    }

    private static List<Path> inputs(Path corpus) {
        try (var files = Files.list(corpus)) {
            return files.filter(file -> !file.endsWith(DICTIONARY)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Looks for an input that breaks the target.
    ///
    /// @throws AssertionError when there is one, with its stack trace and the file that holds it
    public void check() throws IOException, InterruptedException {
        var work = fresh();
        var log = work.resolve("log");
        var process = new ProcessBuilder(command(work))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(MINUTES_FOR_ALL, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("fuzzing " + target.getSimpleName() + " did not end; see " + log);
        }
        String said = Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (process.exitValue() != 0 || !said.contains("Done ")) {
            throw new AssertionError(target.getSimpleName() + " broke; the input is a crash-* or timeout-* file in " + work + "\n"
                    + said.substring(Math.max(0, said.length() - TAIL)));
        }
    }

    private Path fresh() throws IOException {
        var work = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
        if (Files.exists(work)) {
            try (var old = Files.walk(work)) {
                for (var path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(work.resolve("found"));
        return work;
    }

    private List<String> command(Path work) {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.secretzero.**",
                "--custom_hook_includes=dev.secretzero.**:com.hubspot.**",
                // A Secretfile may name any file as one of its var files; that is no traversal.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
                "--reproducer_path=" + work));
        command.addAll(List.of(
                "-runs=" + Integer.getInteger("fuzz.runs", runs),
                "-seed=" + Integer.getInteger("fuzz.seed", 1),
                "-max_len=" + LONGEST,
                "-timeout=" + SECONDS_FOR_ONE,
                "-artifact_prefix=" + work + "/"));
        if (Files.exists(corpus.resolve(DICTIONARY))) {
            command.add("-dict=" + corpus.resolve(DICTIONARY).toAbsolutePath());
        }
        command.add(work.resolve("found").toString());
        command.add(seeds(work).toString());
        return command;
    }

    /// The corpus without the dictionary, which is no input.
    private Path seeds(Path work) {
        try {
            var seeds = Files.createDirectory(work.resolve("seeds"));
            for (var input : inputs(corpus)) {
                Files.copy(input, seeds.resolve(input.getFileName()));
            }
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
