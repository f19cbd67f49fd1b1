package dev.secretzero.bundles.local.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Document open(Format format, String text) {
        return Document.open(format, "secrets.file", bytes(text));
    }

    private static String set(Format format, String text, String... pairs) {
        var values = new LinkedHashMap<String, Material>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], Material.of(pairs[i + 1]));
        }
        return new String(open(format, text).with(values), StandardCharsets.UTF_8);
    }

    private static String without(Format format, String text, String key) {
        return new String(open(format, text).without(key), StandardCharsets.UTF_8);
    }

    private static Optional<String> read(Format format, String text, String key) {
        return open(format, text).read(key).map(Samples::text);
    }

    private static Problem problem(Format format, String text) {
        return catchThrowableOfType(ProblemException.class, () -> open(format, text)).problem();
    }

    // dotenv

    @Test
    void dotenvKeepsEverythingButTheChangedValue() {
        String before = """
                # database

                export DB_USER = app   # the user
                DB_PASSWORD="old" # rotated
                not an assignment
                MULTI="one
                # two
                THREE=3"
                  LAST='x'
                """;
        assertThat(set(Format.DOTENV, before, "DB_PASSWORD", "n w", "NEW", "1", "DB_USER", "app")).isEqualTo("""
                # database

                export DB_USER = app   # the user
                DB_PASSWORD="n w" # rotated
                not an assignment
                MULTI="one
                # two
                THREE=3"
                  LAST='x'
                NEW=1
                """);
        assertThat(read(Format.DOTENV, before, "MULTI")).contains("one\n# two\nTHREE=3");
        assertThat(read(Format.DOTENV, before, "THREE")).isEmpty();
        assertThat(read(Format.DOTENV, before, "DB_USER")).contains("app");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "K=v, v", "K=v # c, v", "K=v#c, v#c", "K='a # b' # c, a # b", "K=\"a\\nb\", ~a\nb~", "K=\"a\\$b\\`\", a$b`",
        "K=\"say \"hi\" now\", say \"hi\" now", "K=\"\"\", \"", "K=\"'\", '", "K=\"C:\\dir\", C:\\dir", "K=a=b, a=b",
        "K='it, 'it", "K=\"open, \"open", "export\tK=v, v", "  K  =  v  , v", "K=\"x\" y, \"x\" y", "K='$x', $x",
        "K=caf\u00e9, caf\u00e9", "K='\\n', \\n"
    })
    void dotenvReadsWhatPeopleWrite(String line, String value) {
        assertThat(read(Format.DOTENV, line, "K")).contains(value);
        assertThat(read(Format.DOTENV, "A=1\r\n" + line + "\r\nB=2\r\n", "K")).contains(value);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "test_value, K=test_value", "a b, K=\"a b\"", "it's, K=\"it's\"", "a#b, K=\"a#b\"", "a$b, K='a$b'", "a$'b, K=\"a\\$'b\"",
        "a\\b$c, K='a\\b$c'", "a\\$', K=\"a\\\\\\$'\"", "say \"hi\", K=\"say \\\"hi\\\"\"", "a\\b, K=\"a\\\\b\"", "~~, K=\"\"", "a;b, K=\"a;b\""
    })
    void dotenvQuotesWhatAShellWouldMisread(String value, String line) {
        assertThat(set(Format.DOTENV, "", "K", value)).isEqualTo(line + "\n");
    }

    @Test
    void dotenvPlaceholdersAreNoValues() {
        assertThat(read(Format.DOTENV, "K=\n", "K")).isEmpty();
        assertThat(read(Format.DOTENV, "K= # fill me\n", "K")).isEmpty();
        assertThat(read(Format.DOTENV, "K=\"\"\n", "K")).contains("");
        assertThat(set(Format.DOTENV, "K= # fill me\nL=1\n", "K", "v")).isEqualTo("K=v # fill me\nL=1\n");
    }

    @Test
    void dotenvSetsTheLastOfTwo() {
        assertThat(read(Format.DOTENV, "K=1\nK=2\n", "K")).contains("2");
        assertThat(set(Format.DOTENV, "K=1\nK=2\n", "K", "3")).isEqualTo("K=1\nK=3\n");
        assertThat(without(Format.DOTENV, "K=1\nA=1\nK=2\n", "K")).isEqualTo("A=1\n");
    }

    @Test
    void dotenvKeepsMarkLineEndsAndTheLackOfAFinalOne() {
        assertThat(set(Format.DOTENV, "\ufeffA=1\r\nB=2", "A", "9", "C", "3")).isEqualTo("\ufeffA=9\r\nB=2\r\nC=3");
        assertThat(set(Format.DOTENV, "A=1", "A", "2")).isEqualTo("A=2");
    }

    @Test
    void dotenvRefusesWhatNoEnvFileCanHold() {
        for (String key : List.of("", "a b", "a=b", "#a", "a\nb")) {
            assertThatThrownBy(() -> set(Format.DOTENV, "", key, "v")).isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> set(Format.DOTENV, "", "K", "a\0hunter2"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("NUL")
                .hasMessageNotContaining("hunter2");
    }

    // json

    @Test
    void jsonKeepsItsFormatting() {
        String before = "{\n\t\"a\" :  1,\n\n\t\"b\": {\"c\": [1,  2]}, \"d\": \"x\"\n}\n";
        assertThat(set(Format.JSON, before, "a", "2", "d", "y", "e", "z"))
                .isEqualTo("{\n\t\"a\" :  \"2\",\n\n\t\"b\": {\"c\": [1,  2]}, \"d\": \"y\", \"e\": \"z\"\n}\n");
        assertThat(set(Format.JSON, before, "d", "x")).isEqualTo(before);
    }

    @Test
    void jsonIsIndentedByTwoWhenNew() {
        assertThat(set(Format.JSON, "", "a", "caf\u00e9", "b.c", "2"))
                .isEqualTo("{\n  \"a\": \"caf\\u00e9\",\n  \"b.c\": \"2\"\n}");
        assertThat(set(Format.JSON, "{}", "a", "1")).isEqualTo("{\n  \"a\": \"1\"\n}");
        assertThat(set(Format.JSON, "{\"a\":1}", "b", "1")).isEqualTo("{\"a\":1,\"b\":\"1\"}");
    }

    @Test
    void jsonNestsFields() {
        var fields = new TreeMap<String, Material>();
        fields.put("n", new Material.Literal(Secret.of("[1,null]")));
        fields.put("u", Material.of("me"));
        var values = new LinkedHashMap<String, Material>();
        values.put("login", new Material.Fields(fields));
        assertThat(new String(open(Format.JSON, "").with(values), StandardCharsets.UTF_8)).isEqualTo("""
                {
                  "login": {
                    "n": [
                      1,
                      null
                    ],
                    "u": "me"
                  }
                }""");
    }

    @Test
    void jsonReadsCanonically() {
        String text = "{\"l\": [ 1.50, true, {\"z\":1, \"a\":\"\u00e9\"} ], \"n\": null, \"t\": \"x\", \"t\": \"y\"}";
        assertThat(read(Format.JSON, text, "l")).contains("[1.50,true,{\"a\":\"\\u00e9\",\"z\":1}]");
        assertThat(read(Format.JSON, text, "n")).isEmpty();
        assertThat(read(Format.JSON, text, "t")).contains("y");
        assertThat(open(Format.JSON, "{\"a\":1}").read("a").orElseThrow()).isInstanceOf(Material.Literal.class);
        assertThat(open(Format.JSON, "{\"a\":{}}").read("a").orElseThrow()).isInstanceOf(Material.Fields.class);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {
        "a|{\"b\": 2, \"c\": 3}", "b|{\"a\": 1, \"c\": 3}", "c|{\"a\": 1, \"b\": 2}", "x|{\"a\": 1, \"b\": 2, \"c\": 3}"
    })
    void jsonRemovesOneMember(String key, String after) {
        assertThat(without(Format.JSON, "{\"a\": 1, \"b\": 2, \"c\": 3}", key)).isEqualTo(after);
        assertThat(without(Format.YAML, "{a: 1, b: 2, c: 3}", key)).isEqualTo(after.replace("\"", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"hunter2\"", "{\"a\": hunter2}", "{\"a\": 1} hunter2", "{\"a\": \"hunter2", "{,}", "nul"})
    void jsonThatIsBrokenIsLeftAlone(String text) {
        var problem = problem(Format.JSON, "\n" + text);
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem.message()).startsWith("secrets.file:2: ").doesNotContain("hunter2");
    }

    // yaml

    @Test
    void yamlKeepsEverythingButTheChangedValues() {
        String before = """
                %YAML 1.1
                ---
                # top
                plain: old  # why
                'quoted': "old"

                nested: # about it
                  a: 1   # one
                  b: &x [1, 2]
                # after
                pem: |
                  line
                  line
                # before list
                list:
                - a
                - b
                empty:
                alias: *x
                folded: >-
                  a
                  b
                last: 12 # end
                # tail
                """;
        assertThat(set(
                        Format.YAML, before, "plain", "yes", "quoted", "a\nb", "pem", "x", "empty", "1\n2", "list", "l", "folded",
                        "a b", "alias", "no alias", "new", "n"))
                .isEqualTo("""
                %YAML 1.1
                ---
                # top
                plain: "yes"  # why
                'quoted': |-
                  a
                  b

                nested: # about it
                  a: 1   # one
                  b: &x [1, 2]
                # after
                pem: "x"
                # before list
                list: "l"
                empty: |-
                  1
                  2
                alias: "no alias"
                folded: >-
                  a
                  b
                last: 12 # end
                # tail
                new: "n"
                """);
    }

    @Test
    void yamlKeepsTheCommentBetweenAKeyAndItsBlock() {
        assertThat(set(Format.YAML, "a: # about\n  b: 1 # in\n# after\nc: 1\n", "a", "x"))
                .isEqualTo("a: # about\n   \"x\" # in\n# after\nc: 1\n");
        assertThat(read(Format.YAML, set(Format.YAML, "a: # about\n  b: 1\nc: 1\n", "a", "x\ny"), "a"))
                .contains("x\ny");
    }

    @Test
    void yamlRefusesToCutAnAnchorThatIsUsed() {
        String before = "a: &x\n  b: 1\nc: *x\n";
        assertThatThrownBy(() -> set(Format.YAML, before, "a", "v"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("without breaking the file");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {
        "yes|true", "0x1F|31", "1_000|1000", "010|8", "~~|", "2001-01-01|2001-01-01", "'5'|5", "1.5|1.5", "[b, {z: 1, a: ~}]|[\"b\",{\"a\":null,\"z\":1}]"
    })
    void yamlReadsAsYaml11(String written, String value) {
        assertThat(read(Format.YAML, "k: " + written + "\n", "k").orElse("")).isEqualTo(value == null ? "" : value.replace("~", "null"));
    }

    @Test
    void yamlTakesNewAndEmptyFilesAndFlowMaps() {
        assertThat(set(Format.YAML, "", "a", "1", "yes", "b")).isEqualTo("a: \"1\"\n\"yes\": \"b\"\n");
        assertThat(set(Format.YAML, "# only\n", "a", "1")).isEqualTo("# only\na: \"1\"\n");
        assertThat(set(Format.YAML, "---\n", "a", "1")).isEqualTo("---\na: \"1\"\n");
        assertThat(set(Format.YAML, "a: 1\n...\n", "b", "2")).isEqualTo("a: 1\nb: \"2\"\n...\n");
        assertThat(set(Format.YAML, "{a: 1, b: x}\n", "a", "2", "c", "d\ne"))
                .isEqualTo("{a: \"2\", b: x, \"c\": \"d\\ne\"}\n".replace("\"c\"", "c"));
        assertThat(set(Format.YAML, "--- !!map\na: 1\n", "b", "2")).isEqualTo("--- !!map\na: 1\nb: \"2\"\n");
        assertThat(set(Format.YAML, "{}\n", "a", "1")).isEqualTo("{a: \"1\"}\n");
        assertThat(set(Format.YAML, "  a: 1\n  b: 2\n", "c", "3")).isEqualTo("  a: 1\n  b: 2\n  c: \"3\"\n");
    }

    @Test
    void yamlCountsCharactersBeyondTheBasicPlane() {
        assertThat(set(Format.YAML, "# \ud83d\ude00\na: \"\ud83d\ude00\" # \ud83d\ude00\nb: 1\n", "b", "2", "a", "x"))
                .isEqualTo("# \ud83d\ude00\na: \"x\" # \ud83d\ude00\nb: \"2\"\n");
    }

    @Test
    void yamlRemovesAKeyWithItsBlock() {
        assertThat(without(Format.YAML, "a: 1\nb:\n  c: 1\n  d: 2\n# e\ne: 3\n", "b")).isEqualTo("a: 1\n# e\ne: 3\n");
        assertThat(without(Format.YAML, "a: |\n  x\n  y\nb: 1\n", "a")).isEqualTo("b: 1\n");
        assertThat(without(Format.YAML, "b: 1\n", "b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- hunter2", "hunter2", "a: [hunter2", "a: 1\n---\nb: hunter2", "? [a]\n: hunter2", "a: *hunter2", "a: \"hunter2", "\tb: hunter2"})
    void yamlThatIsBrokenIsLeftAlone(String text) {
        var problem = problem(Format.YAML, "\n" + text);
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem.message()).startsWith("secrets.file:").doesNotContain("hunter2");
    }

    @Test
    void yamlBombsAreRefused() {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            text.append("a").append(i).append(": &a").append(i).append(" [").append(String.join(",", java.util.Collections.nCopies(10, alias))).append("]\n");
        }
        assertThat(problem(Format.YAML, text.toString()).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(Format.YAML, "a: &a [*a]\n").code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(Format.YAML, "a: " + "[".repeat(50_000)).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(Format.JSON, "{\"a\": " + "[".repeat(50_000)).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(Format.TOML, "a = " + "[".repeat(50_000)).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    // toml

    @Test
    void tomlKeepsEverythingButTheChangedValues() {
        String before = """
                # top
                plain = 'old' # why
                "quoted key" = 1
                list = [
                  1, # ]
                  2,
                ]
                multi = \"""
                a = "b"
                \"""
                when = 2001-01-01

                # about the table
                [table]
                plain = "inner" # [x]
                """;
        assertThat(set(Format.TOML, before, "plain", "new", "quoted key", "2", "list", "3", "multi", "a\nb", "more", "x"))
                .isEqualTo("""
                # top
                plain = "new" # why
                "quoted key" = "2"
                list = "3"
                multi = "a\\nb"
                when = 2001-01-01
                more = "x"

                # about the table
                [table]
                plain = "inner" # [x]
                """);
        assertThat(read(Format.TOML, before, "multi")).contains("a = \"b\"\n");
        assertThat(read(Format.TOML, before, "list")).contains("[1,2]");
        assertThat(read(Format.TOML, before, "table")).contains("{\"plain\":\"inner\"}");
        assertThat(read(Format.TOML, before, "when")).contains("2001-01-01");
        assertThat(without(Format.TOML, "a = 1\nb = [\n1]\nc = 2\n", "b")).isEqualTo("a = 1\nc = 2\n");
    }

    @Test
    void tomlPutsNewKeysBeforeTheFirstTable() {
        assertThat(set(Format.TOML, "# file\n\n# about\n[t]\na = 1\n", "k", "v"))
                .isEqualTo("# file\n\nk = \"v\"\n# about\n[t]\na = 1\n");
        assertThat(set(Format.TOML, "[t]\na = 1\n", "k", "v")).isEqualTo("k = \"v\"\n[t]\na = 1\n");
    }

    @Test
    void tomlNamesTheLineBelowCommentsAndBlanks() {
        assertThat(problem(Format.TOML, "# a\n\na = [ # b\n\n1,\n]\n# c\nb = 'x' # d\n\nb = hunter2\n").message())
                .startsWith("secrets.file:10: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "# x\n", "[t]\n", "k = [\n", "k = \"\n", "k = '''\n", " = ", "k\n", "K=\"x\n", "K='x\n", "/* \n", "K = <<X\n", "\\\n"})
    void twentyThousandHostileLinesAreReadInOnePass(String line) {
        for (Format format : Format.values()) {
            for (String text : List.of(line.repeat(20_000), "k = [" + line.repeat(20_000) + "]")) {
                try {
                    assertThat(open(format, text).read("none").isPresent()).isEqualTo(format == Format.RAW);
                } catch (ProblemException e) {
                    assertThat(e.problem().code()).isEqualTo(Problem.Code.UNREADABLE);
                }
            }
        }
    }

    @Test
    void tomlDoesNotTouchTables() {
        for (String text : List.of("[a]\nb = 1\n", "a.b = 1\n", "[[a]]\nb = 1\n")) {
            assertThatThrownBy(() -> set(Format.TOML, text, "a", "v"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("cannot be replaced");
        }
        var values = new LinkedHashMap<String, Material>();
        values.put("a", new Material.Literal(Secret.of("[null]")));
        assertThatThrownBy(() -> open(Format.TOML, "").with(values)).hasMessageContaining("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = hunter2", "a", "a = \"hunter2", "a = 1\na = 2", "= hunter2", "a = [hunter2", "a = '''hunter2"})
    void tomlThatIsBrokenIsLeftAlone(String text) {
        var problem = problem(Format.TOML, "\n" + text);
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem.message()).startsWith("secrets.file:").doesNotContain("hunter2");
    }

    // tfvars

    @Test
    void tfvarsKeepsEverythingButTheChangedValues() {
        String before = """
                # comment
                // another
                /* and
                   another = 1 */
                plain = "old" # why
                flag=TRUE
                port   = 443 // https
                tags = {
                  a = "}" # }
                  b = ["]", <<X
                }
                X
                  ]
                }
                doc = <<-EOT
                    one $${x}
                      two
                    EOT
                none = null
                """;
        assertThat(set(Format.TFVARS, before, "plain", "a${b}%{c}", "doc", "d", "none", "n", "new_key", "\u00e9\ud83d\ude00"))
                .isEqualTo("""
                # comment
                // another
                /* and
                   another = 1 */
                plain = "a$${b}%%{c}" # why
                flag=TRUE
                port   = 443 // https
                tags = {
                  a = "}" # }
                  b = ["]", <<X
                }
                X
                  ]
                }
                doc = "d"
                none = "n"
                new_key = "BSu00e9BSU0001f600"
                """.replace("BS", "\\"));
        assertThat(read(Format.TFVARS, before, "doc")).contains("one ${x}\n  two\n");
        assertThat(read(Format.TFVARS, before, "port")).contains("443");
        assertThat(read(Format.TFVARS, before, "flag")).contains("true");
        assertThat(read(Format.TFVARS, before, "none")).isEmpty();
        assertThat(without(Format.TFVARS, before, "tags")).doesNotContain("]").contains("port   = 443 // https\ndoc");
    }

    @Test
    void tfvarsReadsTheOldForm() {
        assertThat(read(Format.TFVARS, "a = \"x{[<<${y\\qBSu00e9\"\n".replace("BS", "\\"), "a")).contains("x{[<<${yq\u00e9");
    }

    @Test
    void tfvarsHasAHeaderWhenNew() {
        assertThat(set(Format.TFVARS, "", "a", "1").lines()).hasSize(2).last().isEqualTo("a = \"1\"");
        assertThat(set(Format.TFVARS, "\n", "a", "1")).isEqualTo("\na = \"1\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a =", "a = \"hunter2", "a = \"x\" hunter2\"", "1 = 2", "a = {", "a = <<X\nhunter2", "/* hunter2", "block {\n}", "a = 1 /* */ 2"})
    void tfvarsThatIsBrokenIsLeftAlone(String text) {
        var problem = problem(Format.TFVARS, "\n" + text);
        assertThat(problem.code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem.message()).startsWith("secrets.file:2: ").doesNotContain("hunter2");
    }

    @Test
    void tfvarsRefusesNamesThatTerraformRefuses() {
        assertThatThrownBy(() -> set(Format.TFVARS, "", "a.b", "1")).hasMessageContaining("Terraform");
    }

    // properties

    @Test
    void propertiesKeepsEverythingButTheChangedValues() {
        String before = """
                # comment \\
                ! other
                plain=old
                spaced : a \\
                   b
                tab\tx
                bare
                key\\ one = 1
                """;
        assertThat(set(Format.PROPERTIES, before, "plain", " n", "spaced", "c", "bare", "b", "key one", "2", "n=w", "\u00e9"))
                .isEqualTo("""
                # comment \\
                ! other
                plain=\\ n
                spaced : c
                tab\tx
                bare=b
                key\\ one = 2
                n\\=w=BSu00e9
                """.replace("BS", "\\"));
        assertThat(read(Format.PROPERTIES, before, "spaced")).contains("a b");
    }

    @Test
    void propertiesKeepsBytesThatAreNotUtf8() {
        byte[] before = "# caf\u00e9\na=\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        var values = new LinkedHashMap<String, Material>();
        values.put("b", Material.of("1"));
        var document = Document.open(Format.PROPERTIES, "f", before);
        assertThat(document.read("a").map(Samples::text)).contains("\u00e9");
        assertThat(document.with(values)).isEqualTo("# caf\u00e9\na=\u00e9\nb=1\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    // all

    @ParameterizedTest
    @ValueSource(strings = {"DOTENV", "JSON", "YAML", "TOML", "TFVARS"})
    void whatIsNotUtf8IsNotTouched(String format) {
        for (byte[] contents : List.of(new byte[] {'a', '=', (byte) 0xff, '\n'}, new byte[] {'a', '=', 0, '\n'})) {
            var thrown = catchThrowableOfType(
                    ProblemException.class, () -> Document.open(Format.valueOf(format), "f", contents));
            assertThat(thrown.problem().code()).isEqualTo(Problem.Code.UNREADABLE);
        }
    }

    @Test
    void aValueThatIsNotUtf8IsRefusedRatherThanChanged() {
        var values = new LinkedHashMap<String, Material>();
        values.put("k", new Material.Single(Secret.take(new byte[] {(byte) 0xff})));
        assertThatThrownBy(() -> open(Format.DOTENV, "").with(values)).hasMessageContaining("not UTF-8");
    }

    @Test
    void fieldsBecomeOneTextWhereThereIsNoStructure() {
        var fields = new TreeMap<String, Material>();
        fields.put("b", new Material.Literal(Secret.of("1")));
        fields.put("a", Material.of("x"));
        var values = new LinkedHashMap<String, Material>();
        values.put("K", new Material.Fields(fields));
        for (Format format : List.of(Format.DOTENV, Format.TFVARS, Format.PROPERTIES, Format.RAW)) {
            byte[] written = Document.open(format, "f", new byte[0]).with(values);
            assertThat(Document.open(format, "f", written).read("K").map(Samples::text))
                    .contains("{\"a\":\"x\",\"b\":1}");
        }
    }

    @Test
    void neverPrints() {
        for (Format format : Format.values()) {
            String text = format == Format.JSON ? "{\"a\":\"hunter2\"}" : format == Format.YAML ? "a: hunter2" : "a=\"hunter2\"";
            assertThat(open(format, text).toString()).doesNotContain("hunter2");
        }
        assertThat(new Entry("k", 0, 0, 0, 0, new Tree.Text("hunter2"), false).toString()).doesNotContain("hunter2");
    }
}
