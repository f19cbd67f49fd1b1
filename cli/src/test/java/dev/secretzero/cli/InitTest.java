package dev.secretzero.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

final class InitTest {

    @TempDir
    Path directory;

    @Test
    void writesAStarterAndKeepsWhatIsSecretOutOfTheRepository() throws IOException {
        var world = World.without(directory);
        Files.writeString(directory.resolve(".gitignore"), "target/\n.env");
        assertThat(world.run("init")).isZero();
        assertThat(world.out()).startsWith("+ Secretfile.yml\n");
        assertThat(world.err()).isEqualTo("next: secretzero plan\n");
        assertThat(Files.readString(directory.resolve("Secretfile.yml"))).contains("kind: random_password");
        assertThat(Files.readAllLines(directory.resolve(".gitignore")))
                .startsWith("target/", ".env", ".gitsecrets.local.lock")
                .doesNotHaveDuplicates();
    }

    @Test
    void neverReplacesAFile() throws IOException {
        var world = World.without(directory);
        Files.writeString(directory.resolve("Secretfile.yml"), "mine");
        assertThat(world.run("init")).isEqualTo(1);
        assertThat(world.err()).contains("Secretfile.yml is there already");
        assertThat(Files.readString(directory.resolve("Secretfile.yml"))).isEqualTo("mine");
        assertThat(directory.resolve(".gitignore")).doesNotExist();
    }

    @Test
    void declaresTheSecretNamesOfAnEnvFileAndNoneOfItsValues() throws IOException {
        var world = World.without(directory);
        Files.writeString(directory.resolve(".env"), """
                # a comment with PASSWORD=canary-0
                DEBUG=true
                export DB_PASSWORD=canary-1
                TLS_PRIVATE_KEY="-----BEGIN
                API_TOKEN=canary-2
                -----END"
                API_KEY='canary-3'
                API_KEY=again
                1BAD_TOKEN=x
                """);
        assertThat(world.run("init", "--from", ".env")).isZero();
        var text = Files.readString(directory.resolve("Secretfile.yml"));
        assertThat(text).doesNotContain("canary").contains("name: DB_PASSWORD", "name: TLS_PRIVATE_KEY", "name: API_KEY");
        assertThat(text).doesNotContain("API_TOKEN", "DEBUG", "1BAD");
        assertThat(world.err()).contains("left out", "DEBUG", "next: secretzero import");
        assertThat(world.out() + world.err()).doesNotContain("canary");
        Object document = new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        assertThat(document).asString().contains("name=DB_PASSWORD", "default=null");
    }

    @Test
    void saysWhatIsWrongWithTheEnvFile() throws IOException {
        var world = World.without(directory);
        assertThat(world.run("init", "--from", "gone.env")).isEqualTo(1);
        assertThat(world.err()).contains("there is no file gone.env");
        Files.writeString(directory.resolve("plain.env"), "DEBUG=1\n");
        assertThat(world.run("init", "--from", "plain.env", "--format", "json")).isEqualTo(1);
        assertThat(JsonTexts.documents(world.out())).isEqualTo(1);
        assertThat(directory.resolve("Secretfile.yml")).doesNotExist();
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        var world = World.without(directory);
        assertThat(world.run("init", "--dry-run")).isZero();
        assertThat(world.out()).contains("secrets:\n");
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"DB,DB", "no,'\"no\"'", ".env,.env", "a b,'\"a b\"'", "Y,'\"Y\"'", "out/x.env,out/x.env", "1,'\"1\"'"})
    void namesAreTextsInYaml(String text, String yaml) {
        assertThat(Init.quoted(text)).isEqualTo(yaml);
    }
}
