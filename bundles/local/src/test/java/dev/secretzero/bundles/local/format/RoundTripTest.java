package dev.secretzero.bundles.local.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.spi.Material;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RoundTripTest {

    private static final int CASES = 10_000;
    private static final int TOGETHER = 100;

    private static List<String> values(long seed) {
        var values = new ArrayList<>(Samples.fixed());
        var random = Samples.seeded(seed);
        while (values.size() < CASES) {
            values.add(Samples.random(random));
        }
        return values;
    }

    private static SequencedMap<String, Material> keyed(List<String> values) {
        var keyed = new LinkedHashMap<String, Material>();
        for (int i = 0; i < values.size(); i++) {
            keyed.put("K" + i, Material.of(values.get(i)));
        }
        return keyed;
    }

    private static void assertHolds(Document document, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            assertThat(document.read("K" + i).map(Samples::text)).as("K" + i).contains(values.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "RAW")
    void everyTextSurvives(Format format) {
        var values = values(7);
        for (int from = 0; from < CASES; from += TOGETHER) {
            var some = values.subList(from, Math.min(from + TOGETHER, CASES));
            byte[] written = Document.open(format, "f", new byte[0]).with(keyed(some));
            var read = Document.open(format, "f", written);
            assertHolds(read, some);
            assertThat(read.with(keyed(some))).isEqualTo(written);
            var others = new ArrayList<>(some.reversed());
            byte[] changed = read.with(keyed(others));
            assertHolds(Document.open(format, "f", changed), others);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "RAW")
    void everyTextSurvivesInAFileWithCarriageReturns(Format format) {
        String before =
                switch (format) {
                    case DOTENV, PROPERTIES, RAW -> "# c\r\nK0=old # c\r\nK1=old\r\n\r\nZ=z\r\n";
                    case JSON -> "{\r\n  \"K0\": \"old\",\r\n  \"K1\": 1,\r\n  \"Z\": \"z\"\r\n}\r\n";
                    case YAML -> "# c\r\nK0: old # c\r\nK1: old\r\n\r\nZ: z\r\n";
                    case TOML, TFVARS -> "# c\r\nK0 = \"old\" # c\r\nK1 = \"old\"\r\n\r\nZ = \"z\"\r\n";
                };
        var values = values(11);
        for (int from = 0; from < 2_000; from += 4) {
            var some = values.subList(from, from + 4);
            byte[] written = Document.open(format, "f", before.getBytes(StandardCharsets.UTF_8)).with(keyed(some));
            var read = Document.open(format, "f", written);
            assertHolds(read, some);
            assertThat(read.read("Z").map(Samples::text)).contains("z");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "RAW")
    void tenThousandKeysAreOneReadAndOneWrite(Format format) {
        var keyed = keyed(values(3));
        byte[] written = Document.open(format, "f", new byte[0]).with(keyed);
        keyed.replaceAll((key, value) -> Material.of("new"));
        byte[] changed = Document.open(format, "f", written).with(keyed);
        var read = Document.open(format, "f", changed);
        keyed.keySet().forEach(key -> assertThat(read.read(key).map(Samples::text)).contains("new"));
    }

    @Test
    void rawBytesStayAsTheyAre() {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        var values = new LinkedHashMap<String, Material>();
        values.put("", new Material.Single(dev.secretzero.spi.Secret.take(bytes.clone())));
        assertThat(Document.open(Format.RAW, "f", new byte[0]).with(values)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, names = {"JSON", "YAML", "TOML"})
    void structureSurvives(Format format) {
        var random = Samples.seeded(5);
        for (int i = 0; i < 500; i++) {
            var values = new LinkedHashMap<String, Material>();
            for (int k = 0; k < 6; k++) {
                values.put("k" + k, structure(random, 0));
            }
            byte[] written = Document.open(format, "f", new byte[0]).with(values);
            var read = Document.open(format, "f", written);
            values.forEach((key, value) -> assertThat(read.read(key).map(Samples::text)).contains(Samples.text(value)));
            assertThat(read.with(values)).isEqualTo(written);
        }
    }

    private static Material structure(java.util.Random random, int depth) {
        return switch (random.nextInt(depth < 3 ? 5 : 4)) {
            case 0, 1 -> Material.of(Samples.random(random));
            case 2 -> literal(random.nextBoolean() ? "42" : "true");
            case 3 -> literal("[1,\"a\",{\"b\":[false,\"\\u00e9\"]}]");
            default -> {
                var fields = new TreeMap<String, Material>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields.put("f" + i + Samples.random(random), structure(random, depth + 1));
                }
                yield new Material.Fields(fields);
            }
        };
    }

    private static Material literal(String json) {
        return new Material.Literal(dev.secretzero.spi.Secret.of(json));
    }

    @Test
    void javaReadsThePropertiesThatWereWritten() throws IOException {
        var values = values(13).subList(0, 3_000);
        byte[] written = Document.open(Format.PROPERTIES, "f", new byte[0]).with(keyed(values));
        var properties = new Properties();
        properties.load(new StringReader(new String(written, StandardCharsets.ISO_8859_1)));
        for (int i = 0; i < values.size(); i++) {
            assertThat(properties.getProperty("K" + i)).isEqualTo(values.get(i));
        }
    }

    @Test
    void theShellReadsTheEnvFileThatWasWritten(@TempDir Path directory) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
        var values = values(17).subList(0, 1_000);
        Path file = directory.resolve(".env");
        Files.write(file, Document.open(Format.DOTENV, "f", new byte[0]).with(keyed(values)));
        var shell = new ProcessBuilder("/bin/sh", "-c", "set -a; . ./.env; exec env -0")
                .directory(directory.toFile())
                .redirectError(directory.resolve("errors").toFile());
        var process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(directory.resolve("errors")).isEmptyFile();
        var seen = new TreeMap<String, String>();
        for (String pair : output.split("\0", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                seen.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        for (int i = 0; i < values.size(); i++) {
            assertThat(seen).containsEntry("K" + i, values.get(i));
        }
        assertThat(Map.copyOf(seen)).containsKey("K0");
    }
}
