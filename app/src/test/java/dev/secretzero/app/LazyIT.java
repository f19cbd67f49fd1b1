package dev.secretzero.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the packaged program loads: nothing of the libraries of a system that nobody asks.
final class LazyIT {

    private static final Pattern LOADED = Pattern.compile("\\[class,load] (\\S+)");

    private static final Map<String, List<String>> LIBRARIES = new TreeMap<>(Map.of(
            "aws", List.of("software.amazon."),
            "azure", List.of("com.azure.", "com.microsoft.", "reactor."),
            "gcp", List.of("com.google.", "io.grpc."),
            "kubernetes", List.of("io.fabric8.", "io.vertx."),
            "rest", List.of("dev.secretzero.rest.")));

    @TempDir
    private Path work = Path.of("");

    @TempDir
    private Path logs = Path.of("");

    private List<String> loaded(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        var log = logs.resolve("classes");
        var variables = new TreeMap<>(environment);
        variables.put("SECRETZERO_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        var command = new ArrayList<>(List.of(Packaged.DIST.resolve("bin/secretzero").toString()));
        command.addAll(List.of(arguments));
        Packaged.run(work, command, variables, logs);
        var names = Files.readAllLines(log).stream().map(LOADED::matcher).filter(line -> line.find()).map(line -> line.group(1)).toList();
        assertThat(names).hasSizeGreaterThan(500).contains("dev.secretzero.cli.Main");
        return names;
    }

    private static List<String> ofLibraries(List<String> loaded, String but) {
        return LIBRARIES.entrySet().stream()
                .filter(library -> !library.getKey().equals(but))
                .flatMap(library -> loaded.stream().filter(name -> library.getValue().stream().anyMatch(name::startsWith)))
                .toList();
    }

    private void write(String text) throws IOException {
        Files.writeString(work.resolve("Secretfile.yml"), text);
    }

    @Test
    void aLocalSecretfileIsCheckedWithoutAnyLibrary() throws IOException, InterruptedException {
        write(Packaged.SECRETFILE);
        var loaded = loaded(Map.of(), "validate");
        assertThat(ofLibraries(loaded, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure", "gcp", "kubernetes", "vault", "github", "gitlab", "jenkins"})
    void aSecretfileOfOneSystemIsCheckedWithoutItsLibrary(String system) throws IOException, InterruptedException {
        write(Files.readString(Packaged.ROOT.resolve("examples/" + system + "/Secretfile.yml")));
        var loaded = loaded(Map.of(), "validate");
        assertThat(ofLibraries(loaded, "")).isEmpty();
    }

    @Test
    void oneSystemIsAskedWithoutTheLibrariesOfTheOthers() throws IOException, InterruptedException {
        write(Packaged.SECRETFILE.replace("  local:\n    kind: local\n", "  aws:\n    kind: aws\n")
                .replace("provider: local", "provider: aws")
                .replace("kind: file", "kind: ssm_parameter")
                .replace("config: {path: .env, format: dotenv}", "config: {name: /db_password}"));
        var key = Map.of(
                "AWS_ENDPOINT_URL", "http://127.0.0.1:1", "AWS_REGION", "eu-west-1", "AWS_ACCESS_KEY_ID", "A", "AWS_SECRET_ACCESS_KEY", "s");
        var loaded = loaded(key, "plan");
        assertThat(loaded).anyMatch(name -> name.startsWith("software.amazon."));
        assertThat(ofLibraries(loaded, "aws")).isEmpty();
    }
}
