package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalProviderTest {

    @TempDir
    Path home;

    private Observation read(String... pairs) {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            query.put(pairs[i], pairs[i + 1]);
        }
        return Fixture.provider(home.resolve("elsewhere"), home).read(query);
    }

    private Problem problem(String... pairs) {
        return catchThrowableOfType(ProblemException.class, () -> read(pairs)).problem();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {
        "a.json|{\"a\": {\"b\": \"v\"}}|a.b", "a.yml|a: {b: v}|a.b", "a.yaml|a: {b: v}|a.b", "a.toml|[a]NLb = 'v'|a.b",
        ".env|K=v # c|K", ".env.local|export K='v'|K", "prod.env|K=v|K", "a.tfvars|K = \"v\"|K", "a.tfvars.json|{\"K\":\"v\"}|K",
        "a.properties|a.b = v|a.b", "a.txt|v|", "anything|v|"
    })
    void infersTheFormatAndFollowsTheKey(String name, String text, String key) throws IOException {
        Files.writeString(home.resolve(name), text.replace("NL", "\n"));
        var seen = key == null ? read("path", name) : read("path", name, "key", key);
        assertThat(Fixture.shown(seen)).contains("v");
    }

    @Test
    void whatIsNotThereIsAbsent() throws IOException {
        Files.writeString(home.resolve("a.json"), "{\"a\": \"text\"}");
        assertThat(read("path", "none.json")).isInstanceOf(Observation.Absent.class);
        assertThat(read("path", "a.json", "key", "b")).isInstanceOf(Observation.Absent.class);
        assertThat(read("path", "a.json", "key", "a.b")).isInstanceOf(Observation.Absent.class);
    }

    @Test
    void readsTheWholeWithoutAKey() throws IOException {
        Files.writeString(home.resolve("a.json"), " {\"b\": [1], \"a\": null}");
        Files.writeString(home.resolve("empty.yml"), "");
        Files.writeString(home.resolve("list.yml"), "- 1\n- a\n");
        Files.writeString(home.resolve(".env"), "A=\nB=1\n");
        assertThat(Fixture.shown(read("path", "a.json"))).contains("{\"a\":null,\"b\":[1]}");
        assertThat(Fixture.shown(read("path", "empty.yml"))).contains("{}");
        assertThat(Fixture.shown(read("path", "list.yml"))).contains("[1,\"a\"]");
        assertThat(Fixture.shown(read("path", ".env"))).contains("{\"A\":\"\",\"B\":\"1\"}");
    }

    @Test
    void resolvesAgainstTheBaseOrTheSecretfile() throws IOException {
        Files.createDirectory(home.resolve("sub"));
        Files.writeString(home.resolve("sub/t.txt"), "sub");
        Files.writeString(home.resolve("t.txt"), "home");
        assertThat(Fixture.shown(read("path", "t.txt"))).contains("home");
        assertThat(Fixture.shown(read("path", "t.txt", "base", home.resolve("sub").toString()))).contains("sub");
        assertThat(Fixture.shown(read("path", home.resolve("t.txt").toString(), "base", "/"))).contains("home");
    }

    @Test
    void readsOtherEncodings() throws IOException {
        Files.write(home.resolve("l.txt"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Fixture.shown(read("path", "l.txt", "encoding", "latin1"))).contains("caf\u00e9");
        assertThat(problem("path", "l.txt").code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem("path", "l.txt", "encoding", "no such").code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @Test
    void refusesFaultyQueries() throws IOException {
        Files.writeString(home.resolve("a.json"), "{\"a\": hunter2}");
        assertThat(problem().code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem("path", "a.json", "format", "xml").code()).isEqualTo(Problem.Code.SETTING_INVALID);
        assertThat(problem("path", "a.json", "key", "a..b").message()).contains("empty name");
        assertThat(problem("path", "a.txt", "key", "a").message()).contains("no keys");
        assertThat(problem("path", "a.json").message()).startsWith("a.json:1: ").doesNotContain("hunter2");
        assertThat(problem("path", ".").code()).isEqualTo(Problem.Code.UNREADABLE);
        try (var file = new RandomAccessFile(home.resolve("big").toFile(), "rw")) {
            file.setLength((16L << 20) + 1);
        }
        assertThat(problem("path", "big").message()).contains("16 MB");
    }
}
