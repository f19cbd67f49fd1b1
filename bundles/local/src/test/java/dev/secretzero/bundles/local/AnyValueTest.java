package dev.secretzero.bundles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.bundles.local.format.Format;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Shared;
import dev.secretzero.spi.Target;
import dev.secretzero.testkit.Canaries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Any value survives any file format: what is put is observed, and all else in the file stays.
final class AnyValueTest {

    private static final int RANDOM = 1_000;
    private static final int TOGETHER = 50;

    @TempDir
    private Path directory = Path.of("");

    private static final List<String> HARD = List.of(
            "\"", "'", "\"\"\"", "'''", "it's \"both\"", "\n", "a\nb\n", "\n\na", "a\n\n", "\r", "a\r\nb\r\n", "a\rb", " lead", "trail ",
            "\t", "\u00a0x\u00a0", "${HOME}", "$${x}", "${", "%{x}", "%%{", "$(id)", "`id`", "#", "a # b", "# a", "//", "/* */", "\\", "\\\\", "a\\",
            "\\n", "\\u0041", "\\x41", "a\\\nb", "\u2028", "a\u2029b", "\u0085", "\ufeff", "\ufeffa\ufeff", "\ud83d\ude00", "e\u0301\u00e9", "\u202e\u200d",
            "=", "a=b", ":", "a: b", "- a", "---", "...", "[", "{", "{{ x }}", "<<EOT\nx\nEOT", "|", ">", "&a", "*a", "!a", "@", "%", "~", "null", "true",
            "no", "0x1f", "1_000", "1e400", "2001-01-01", "\u0001", "\u001b[0m", "\u007f", "\ufffd", "\uffff", "x".repeat(100_000), "", " ");

    private static String before(Format format) {
        return switch (format) {
            case DOTENV -> "# one\nFIRST=1 # two\n\nexport OLD='old'  # three\nnot a line\nLAST=\"9\"\n# four\n";
            case TFVARS -> "# one\nFIRST = \"1\" # two\n\nOLD = \"old\"  // three\nLIST = [1, # five\n  2]\nLAST = \"9\"\n/* four */\n";
            case PROPERTIES -> "# one\nFIRST = 1\n\nOLD: old\n! three\nLAST 9 \\\n  8\n# four\n";
            case JSON -> "{\n  \"FIRST\": 1,\n\n  \"OLD\": \"old\",\n  \"MAP\": {\"a\" :[ ]},\n  \"LAST\": \"9\"\n}\n";
            case YAML -> "# one\nFIRST: 1 # two\n\nOLD: old  # three\nMAP:\n  # five\n  a: [x, y]\nLAST: '9'\n# four\n";
            case TOML -> "# one\nFIRST = 1 # two\n\nOLD = \"old\"  # three\nLAST = '9'\n\n# four\n[table]\nx = 1 # five\n";
            case RAW -> "old";
        };
    }

    private Path file() {
        return directory.resolve("f");
    }

    private Shared target(Format format, String key) {
        var provider = Fixture.provider(directory, directory);
        var target = format == Format.RAW
                ? Fixture.open(FileTarget.OFFER, provider, "path", "f", "format", "raw")
                : Fixture.open(FileTarget.OFFER, provider, "path", "f", "format", format.label(), "key", key);
        return (Shared) target;
    }

    /// Everything that stood in the file but the line of the value that was replaced.
    private static List<String> rest(Format format) {
        return before(format).lines().filter(line -> !line.contains("OLD") && !line.isBlank()).toList();
    }

    private void survive(Format format, List<String> values) throws IOException {
        Files.writeString(file(), before(format));
        var deliveries = new ArrayList<Shared.Delivery>();
        for (int i = 0; i < values.size(); i++) {
            var place = new Shared.Place(target(format, key(i)), "n");
            deliveries.add(new Shared.Delivery(place, Material.of(values.get(i)), new Target.Expect.Anything()));
        }
        target(format, "OLD").putAll(deliveries);
        for (int i = 0; i < values.size(); i++) {
            assertThat(Fixture.shown(target(format, key(i)).observe("n"))).as("what was put is observed").contains(values.get(i));
        }
        if (format != Format.RAW) {
            restStands(format);
        }
        assertThat(directory.toFile().list()).containsExactly("f");
    }

    private static String key(int i) {
        return i == 0 ? "OLD" : "NEW" + i;
    }

    private void restStands(Format format) throws IOException {
        String after = Files.readString(file());
        assertThat(rest(format)).hasSizeGreaterThan(2).allSatisfy(line -> assertThat(after).contains(withoutEnd(line)));
        assertThat(Fixture.shown(target(format, "LAST").observe("n"))).contains(format == Format.PROPERTIES ? "9 8" : "9");
    }

    /// A member that was the last of its map is followed by a comma now.
    private static String withoutEnd(String line) {
        return line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void everyHardValueSurvives(Format format) throws IOException {
        for (String value : HARD) {
            survive(format, twice(format, value));
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void everyRandomValueSurvives(Format format) throws IOException {
        var random = new SplittableRandom(20_260_101);
        for (int i = 0; i < RANDOM; i += TOGETHER) {
            var values = new ArrayList<String>();
            while (values.size() < (format == Format.RAW ? 1 : TOGETHER)) {
                values.add(text(random, random.nextInt(40)));
            }
            survive(format, values);
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aMegabyteSurvives(Format format) throws IOException {
        var random = new SplittableRandom(7);
        survive(format, twice(format, text(random, 400_000)));
        survive(format, twice(format, "x\"'\\\n".repeat(200_000)));
    }

    /// In the place of a value that is there, and in a new one.
    private static List<String> twice(Format format, String value) {
        return format == Format.RAW ? List.of(value) : List.of(value, value);
    }

    /// Any characters but NUL, the ones that formats care for more often than others.
    private static String text(SplittableRandom random, int length) {
        return random.ints(length, 0, 4)
                .map(kind -> switch (kind) {
                    case 0 -> 1 + random.nextInt(127);
                    case 1 -> "\"'\\$#{}%=: \n\r\t`[]<>|&*!,-".codePointAt(random.nextInt(25));
                    case 2 -> character(random.nextInt(0x80, 0x3000));
                    default -> character(random.nextInt(0x3000, 0x11_0000));
                })
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static int character(int point) {
        return Character.getType(point) == Character.SURROGATE ? 'x' : point;
    }

    /// No env file can hold it; all others can.
    @ParameterizedTest
    @EnumSource(Format.class)
    void aNulSurvivesOrIsRefused(Format format, Canaries canaries) throws IOException {
        String value = canaries.make("value") + "\0" + "more";
        canaries.target(file());
        canaries.watch("with nul", value);
        if (format == Format.DOTENV) {
            Files.writeString(file(), before(format));
            var refused = problem(format, Material.of(value));
            assertThat(refused.problem().message()).contains("NUL");
            canaries.seen("the refusal", refused);
            assertThat(file()).hasContent(before(format));
        } else {
            survive(format, twice(format, value));
        }
    }

    private ProblemException problem(Format format, Material material) {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> target(format, "OLD").put("n", material, new Target.Expect.Anything()));
        assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNWRITABLE);
        return thrown;
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "RAW")
    void bytesThatAreNoTextAreRefusedAndNothingIsWritten(Format format, Canaries canaries) throws IOException {
        Files.writeString(file(), before(format));
        byte[] secret = (canaries.make("value") + "?").getBytes(StandardCharsets.UTF_8);
        secret[secret.length - 1] = (byte) 0xff;
        var refused = problem(format, new Material.Single(Secret.take(secret)));
        assertThat(refused.problem().message()).contains("not UTF-8");
        assertThat(refused.problem().hint()).hasValueSatisfying(hint -> assertThat(hint).contains("raw"));
        canaries.seen("the refusal", refused);
        assertThat(file()).hasContent(before(format));
    }

    @Test
    void aRawFileHoldsAnyBytes() throws IOException {
        var random = new SplittableRandom(3);
        var lengths = List.of(0, 1, 2, 1 << 20);
        for (int length : lengths) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            target(Format.RAW, "").put("n", new Material.Single(Secret.take(bytes.clone())), new Target.Expect.Anything());
            assertThat(file()).hasBinaryContent(bytes);
        }
    }
}
