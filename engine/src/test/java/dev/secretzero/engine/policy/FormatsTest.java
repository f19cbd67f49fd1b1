package dev.secretzero.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.json.JsonText;
import dev.secretzero.testkit.Golden;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class FormatsTest {

    private static final Golden GOLDEN = Golden.in("src/test/resources/golden/policy");

    private static final String TEXT = """
            metadata: {owner: o}
            secrets:
              - {name: weak, kind: random_string, rotation_period: 30d, config: {length: 8}}
              - {name: stated, kind: static, rotation_period: 30d, config: {default: hunter2}}
              - {name: periodless, kind: random_string}
              - {name: fine, kind: random_string, rotation_period: 30d}
            policies:
              pack: {kind: compliance, standard: soc2, enforce: true}
            waivers:
              - {rule: soc2.literal, secrets: [stated], owner: ann, until: 2026-12-31, reason: moving in autumn}
              - {rule: soc2.owner, secrets: [weak], owner: bob, until: 2026-01-31, reason: was new}
            """;

    @Test
    void sarif() {
        GOLDEN.check("verdict.sarif", sarif(Court.judge(TEXT), Path.of("Secretfile.yml")));
    }

    @Test
    void junit() throws Exception {
        var text = Junit.of(Court.judge(TEXT), false);
        GOLDEN.check("verdict.xml", text);
        var root = parsed(text).getDocumentElement();
        assertThat(root.getAttribute("tests")).isEqualTo("5");
        assertThat(root.getAttribute("failures")).isEqualTo("2");
        assertThat(root.getAttribute("skipped")).isEqualTo("0");
        assertThat(Junit.of(Court.judge(TEXT), true)).contains("<testsuite name=\"pack\" tests=\"4\" failures=\"2\"");
    }

    @Test
    void ofNothingToSayIsEmptyAndValid() throws Exception {
        var verdict = Court.judge("secrets: [{name: a, kind: random_string}]");
        assertThat(sarif(verdict, Path.of("Secretfile.yml"))).contains("\"results\": []", "\"rules\": []");
        assertThat(parsed(Junit.of(verdict, false)).getDocumentElement().getAttribute("tests")).isEqualTo("0");
    }

    @Test
    void onlyWhatIsWaivedIsSkipped() throws Exception {
        var verdict = Court.judge("""
                secrets: [{name: a, kind: random_string, config: {length: 8}}]
                policies: {p: {kind: strength, min_entropy: 100}}
                waivers: [{rule: p, secrets: [a], owner: ann, until: 2026-12-31, reason: "<later>"}]
                """);
        var skipped = (Element) parsed(Junit.of(verdict, true)).getElementsByTagName("skipped").item(0);
        assertThat(skipped.getAttribute("message")).startsWith("waived by ann until 2026-12-31: <later> [strength.entropy]");
    }

    /// Names are what they are, and come back as they were.
    @Test
    void hostileNamesSurviveXml() throws Exception {
        var names = List.of("a<b>&\"'c", "]]>", "<!--", "&amp;", "ünï\uD83D\uDE00", "-->");
        var secrets = new ArrayList<String>();
        names.forEach(name -> secrets.add("  - {name: '" + name.replace("'", "''") + "', kind: random_string, config: {length: 8}}\n"));
        var verdict = Court.judge("policies: {'<p>&': {kind: strength, min_entropy: 100}}\nsecrets:\n" + String.join("", secrets));
        var document = parsed(Junit.of(verdict, false));
        var cases = document.getElementsByTagName("testcase");
        var found = new ArrayList<String>();
        for (int i = 0; i < cases.getLength(); i++) {
            found.add(((Element) cases.item(i)).getAttribute("name"));
        }
        assertThat(found).isEqualTo(names);
        assertThat(Junit.of(verdict, false).chars()).allMatch(c -> c == 10 || (c >= 32 && c < 127));
    }

    @Test
    void aNameCannotForgeAControlCharacterInXml() throws Exception {
        var verdict = Court.judge("secrets: [{name: \"a\\x01\\e[31m\\uFFFE\", kind: random_string, config: {length: 8}}]\n"
                + "policies: {p: {kind: strength, min_entropy: 100}}");
        var name = ((Element) parsed(Junit.of(verdict, false)).getElementsByTagName("testcase").item(0)).getAttribute("name");
        assertThat(name).isEqualTo("a\uFFFD\uFFFD[31m\uFFFD");
    }

    @Test
    void sarifEscapesWhatItsMessagesWouldInterpret() {
        var verdict = Court.judge("secrets: [{name: 'a{0}[x](http://e)', kind: random_string, config: {length: 8}}]\n"
                + "policies: {p: {kind: strength, min_entropy: 100}}");
        assertThat(sarif(verdict, Path.of("x"))).contains("\"a{{0}}\\\\[x\\\\](http://e): 47 bits");
    }

    @Test
    void sarifEncodesPaths() {
        var verdict = new Verdict(List.of(new Verdict.Violation(
                "p",
                Verdict.Severity.INFO,
                "",
                "m",
                "s",
                new Verdict.Ground("r", "d", java.util.Optional.empty(), java.util.Optional.empty(), false, Verdict.Cure.UPKEEP))));
        assertThat(sarif(verdict, Path.of("my dir", "ü#?.yml"))).contains("\"uri\": \"my%20dir/%C3%BC%23%3F.yml\"").doesNotContain("region");
        assertThat(sarif(verdict, Path.of("/abs/S.yml"))).contains("\"uri\": \"file:///abs/S.yml\"");
    }

    private static String sarif(Verdict verdict, Path path) {
        return JsonText.of(Sarif.of(verdict, "1.2.3", path), JsonText.Style.INDENTED) + "\n";
    }

    private static Document parsed(String xml) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
