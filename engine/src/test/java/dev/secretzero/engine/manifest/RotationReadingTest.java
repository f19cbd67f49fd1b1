package dev.secretzero.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secretzero.engine.lock.Definition;
import dev.secretzero.engine.manifest.Manifest.RotationRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RotationReadingTest {

    @TempDir
    private Path home;

    private Parsed read(String text) {
        var wish = new Lane.Wish(Optional.empty(), List.of(), Optional.empty(), home);
        return new ManifestReader(Catalogs.small(), Map.of()).read(home.resolve("Secretfile.yml"), text, wish);
    }

    private static String secret(String name, String rotation) {
        return "  - name: " + name + "\n    kind: random_password\n    rotation: " + rotation
                + "\n    targets: [{provider: local, kind: file}]\n";
    }

    private Manifest manifest(String text) {
        var parsed = read("secrets:\n" + text);
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return ((Parsed.Valid) parsed).manifest();
    }

    private RotationRules rules(String rotation) {
        return manifest(secret("A", rotation)).secrets().getFirst().rotation();
    }

    private List<String> faults(String text) {
        var parsed = read("secrets:\n" + text);
        assertThat(parsed).isInstanceOf(Parsed.Invalid.class);
        return ((Parsed.Invalid) parsed)
                .diagnostics().stream()
                        .map(it -> it.at().map(mark -> mark.line() + ":" + mark.column() + " ").orElse("")
                                + it.path() + ": " + it.message())
                        .toList();
    }

    @Test
    void readsTheWholeBlock() {
        var manifest = manifest(secret(
                "A", "{overlap: 24h, previous_as: '{name}_OLD', probe: {tcp: {host: db, port: 5432}}, window: '0 2 * * sun', timezone: Europe/Berlin}"));
        var rules = manifest.secrets().getFirst().rotation();
        assertThat(rules.overlap()).contains(Duration.ofHours(24));
        assertThat(rules.previous(manifest.units().getFirst())).contains("A_OLD");
        assertThat(rules.probe().orElseThrow().kind()).isEqualTo("tcp");
        assertThat(rules.window().orElseThrow().cron().text()).isEqualTo("0 2 * * sun");
        assertThat(rules.window().orElseThrow().zone().getId()).isEqualTo("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{overlap: null, previous_as: null, probe: null, window: null}"})
    void isNothingWhereNothingIsSaid(String rotation) {
        assertThat(rules(rotation)).isEqualTo(RotationRules.NONE);
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "15m, 900", "24h, 86400", "2d, 172800", "1w, 604800", "007d, 604800"})
    void readsLengthsOfTime(String overlap, long seconds) {
        assertThat(rules("{overlap: " + overlap + "}").overlap()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0h", "24", "1y", "-1h", "1.5h", "9999999h", "''"})
    void refusesOtherLengths(String overlap) {
        assertThat(faults(secret("A", "{overlap: '" + overlap.replace("'", "") + "'}")))
                .containsExactly("4:25 secrets.0.rotation.overlap: Input should be a duration such as 15m, 24h, 2d or 1w");
    }

    @Test
    void findsAllFaultsAtOnce() {
        assertThat(faults(secret("A", "{overlap: soon, previous_as: '{nme}', probe: {tpc: {}}, window: '* * *', timezone: Europe/Berln}")))
                .extracting(fault -> fault.replaceAll("^\\S+ ", ""))
                .containsExactlyInAnyOrder(
                        "secrets.0.rotation.overlap: Input should be a duration such as 15m, 24h, 2d or 1w",
                        "secrets.0.rotation.previous_as: Input should be another name",
                        "secrets.0.rotation.probe.tpc: Unknown probe kind \"tpc\"",
                        "secrets.0.rotation.timezone: Input should be a time zone",
                        "secrets.0.rotation.window: Input should be a schedule of five fields");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {previous_as: B}                              | rotation.previous_as: Value error, previous_as needs overlap
            {overlap: 1h, previous_as: A}                 | rotation.previous_as: Value error, previous_as names the place of the value in force
            {overlap: 1h, previous_as: '{name}'}          | rotation.previous_as: Input should be another name
            {overlap: 1h, previous_as: ''}                | rotation.previous_as: Input should be another name
            {overlap: 24}                                 | rotation.overlap: Input should be a valid string
            {timezone: UTC}                               | rotation.timezone: Value error, timezone needs window
            {probe: {}}                                   | rotation.probe: Value error, a probe is of exactly one kind, not of 0
            {probe: script}                               | rotation.probe: Input should be a valid dictionary
            {probe: {script: ./check}}                    | rotation.probe.script: Input should be a valid dictionary
            {probe: {tcp: {host: a}}}                     | rotation.probe.tcp.port: Field required
            {probe: {tcp: {host: a, port: x}}}            | rotation.probe.tcp.port: Input should be a valid integer
            never                                         | rotation: Input should be a valid dictionary
            """)
    void saysWhatIsWrong(String rotation, String fault) {
        assertThat(faults(secret("A", rotation)))
                .extracting(each -> each.replaceAll("^\\S+ ", ""))
                .contains("secrets.0." + fault);
    }

    @Test
    void refusesTwoProbes() {
        assertThat(faults(secret("A", "{probe: {tcp: {host: a, port: 1}, script: {command: x}}}")))
                .containsExactly("4:23 secrets.0.rotation.probe: Value error, a probe is of exactly one kind, not of 2");
    }

    @Test
    void findsAnotherSecretInThePlaceOfTheValueBefore() {
        var both = secret("A", "{overlap: 1h, previous_as: B}") + secret("B", "null");
        assertThat(faults(both)).singleElement().asString().contains("are both written to the key \"B\"");
    }

    @Test
    void asksForNamesOfTheirOwnInATemplate() {
        var text = """
                secrets:
                  - name: login
                    kind: templates.login
                    rotation: {overlap: 1h, previous_as: OLD, probe: {script: {command: x}}}
                templates:
                  login:
                    fields:
                      user: {generator: {kind: random_password}}
                """;
        var parsed = (Parsed.Invalid) read(text);
        assertThat(parsed.diagnostics()).extracting(Diagnostic::message).containsExactlyInAnyOrder(
                "Value error, previous_as gives every field of the template the same name",
                "Value error, a probe tries one value, and a template has several");
    }

    @Test
    void changesNoDefinitionThatDoesNotUseIt() {
        var plain = manifest("  - {name: A, kind: random_password}\n");
        var empty = manifest("  - {name: A, kind: random_password, rotation: {}}\n");
        var used = manifest("  - {name: A, kind: random_password, rotation: {overlap: 1h}}\n");
        assertThat(hash(empty)).isEqualTo(hash(plain));
        assertThat(hash(used)).isNotEqualTo(hash(plain));
    }

    private static String hash(Manifest manifest) {
        return Definition.hash(manifest, manifest.secrets().getFirst());
    }
}
