package dev.secretzero.bundles.local.format;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.testkit.Growing;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reading and writing take time in proportion to the size of the file, whatever is repeated in it.
final class LinearTest {

    private static final List<String> PIECES = List.of(
            "a", " ", "\n", "\r\n", "\"", "'", "\\", "\\\n", "#", "# c\n", "/*", "//\n", "[", "{", "(", "<<E\n", "${", "=", ":", ",", "- ", "? ",
            "&a ", "*a ", "\"\"\"", "'''", "a=\"\n", "a='\n", "\u00e9", "\ud83d\ude00", "\t", " \n", " #", "\"a\":1,", "a.", "|\n", "! ");

    private static final Map<Format, List<String>> FRAMES = Map.of(
            Format.DOTENV, List.of("%s", "A=%s", "A=\"%s", "A='%s\nB=1", "A=1 %s"),
            Format.TFVARS, List.of("%s", "a = %s", "a = \"%s\"", "a = [%s", "a = <<E\n%s\nE\n", "/*%s"),
            Format.PROPERTIES, List.of("%s", "a=%s", "a%s=1", "a=1 \\\n%s"),
            Format.JSON, List.of("%s", "{\"a\": %s", "{\"a\": \"%s\"}", "{%s}"),
            Format.YAML, List.of("%s", "a: %s", "a: \"%s\"", "a: |\n  %s", "a: [%s]", "%s: 1"),
            Format.TOML, List.of("%s", "a = %s", "a = \"%s\"", "a = [%s]", "%s = 1", "[%s]"));

    @ParameterizedTest
    @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "RAW")
    void doublingTheFileDoublesTheTime(Format format) {
        for (String frame : FRAMES.getOrDefault(format, List.of())) {
            for (String piece : PIECES) {
                Growing.check(frame.replace("%s", piece), size -> edit(format, frame.replace("%s", piece.repeat(size / piece.length()))));
            }
        }
    }

    private static void edit(Format format, String text) {
        try {
            var values = new LinkedHashMap<String, Material>();
            values.put("K9z", Material.of("new"));
            Document.open(format, "f", text.getBytes(StandardCharsets.UTF_8)).with(values);
        } catch (ProblemException _) {
            // Refusing takes time, too.
        }
    }
}
